/** The app's budget and Slack's limits for a test that has no minutes to wait: a second is shorter, the rest is the same. */
import type { BudgetName } from '../../src/slack/api/budget.ts';
import { RateLimits } from '../../src/store/rate-limits.ts';
import { defaultTimeouts, type Timeouts } from '../../src/timeouts.ts';
import { type Started, type StartOptions, start, testTimeouts } from './start.ts';

export interface StartedOnBudget extends Started {
  /** What the app itself counts by, as another process would. */
  limits: RateLimits<BudgetName>;
}

export async function startOnBudget(
  secondMs: number,
  { timeouts, ...options }: StartOptions & { timeouts?: Partial<Timeouts> } = {},
): Promise<StartedOnBudget> {
  const { limits: real, reserve } = defaultTimeouts.budget;
  const scaled = ({ calls, withinMs }: typeof real.post) => ({ calls, withinMs: (withinMs * secondMs) / 1_000 });
  const limits = {
    post: scaled(real.post),
    edit: scaled(real.edit),
    method: scaled(real.method),
    background: scaled(real.background),
  };
  const budget = { ...testTimeouts.budget, limits, reserve };
  const started = await start({ ...options, timeouts: { budget, ...timeouts } });
  started.slack.rateLimits.enforce({ secondMs });
  return { ...started, limits: new RateLimits(started.store.db, limits) };
}

/** Calls that Slack refused because they came too soon. */
export function refusedCalls({ calls }: Started['slack']): string[] {
  return calls.filter(({ status }) => status === 429).map(({ method }) => method);
}
