/**
 * How often Slack lets an app call a method. Off until it is enforced, so that tests about other things don't wait.
 *
 * Slack documents "one message a second per channel, short bursts allowed", and for the rest a tier: "50+ a minute" and
 * "100+ a minute", each per method and workspace. Here the plus is nothing, and a short burst is two.
 */
import type { JsonObject } from './json.ts';

const burst = 2;
const perMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'chat.unfurl': 50,
  'conversations.info': 50,
  'users.conversations': 50,
  'views.publish': 100,
};

export function createRateLimits(now: () => Date) {
  let secondMs: number | undefined;
  let calls: { key: string; at: number }[] = [];

  /** Until the oldest of so many calls is out of the way; 0 if there are fewer. */
  function waitMs(key: string, most: number, withinMs: number): number {
    const earlier = calls.filter((call) => call.key === key);
    const first = earlier.at(-most);
    return first === undefined ? 0 : Math.max(0, first.at + withinMs - now().getTime());
  }

  function waitFor(method: string, key: string, second: number): number {
    if (method === 'chat.postMessage') return waitMs(key, burst, burst * second);
    const most = perMinute[method];
    return most === undefined ? 0 : waitMs(key, most, 60 * second);
  }

  return {
    /** From now on. A test that has no minute to wait makes Slack's second shorter. */
    enforce(options: { secondMs?: number } = {}): void {
      secondMs = options.secondMs ?? 1_000;
      calls = [];
    },

    /** Takes the call, or says how many seconds later Slack would. A call that is not taken counts for nothing. */
    refuse(method: string, { channel }: JsonObject): number | undefined {
      if (secondMs === undefined) return undefined;
      const key = method === 'chat.postMessage' ? `${method} ${String(channel)}` : method;
      const wait = waitFor(method, key, secondMs);
      if (wait > 0) return Math.ceil(wait / 1_000);
      const minuteAgo = now().getTime() - 60 * secondMs;
      calls = [...calls.filter(({ at }) => at > minuteAgo), { key, at: now().getTime() }];
      return undefined;
    },
  };
}
