/**
 * What Slack lets the app do in a while, shared by all processes, and who may spend it.
 *
 * Slack counts chat.postMessage by the channel, and the other methods here by the workspace. People come first: what
 * happens in the background goes slower, and leaves a part of every window to them.
 */
import type { Logger } from '../../log.ts';
import { SlackError } from './errors.ts';
import { rateLimited } from './meanings.ts';

/**
 * - `post`: chat.postMessage, by channel.
 * - `edit`: chat.update, by channel. A preview is no message in the channel, and people paste many links at once.
 * - `method`: each method of Slack's tier 3, in the whole workspace.
 * - `background`: what nobody waits for, all of it together.
 */
export type BudgetName = 'post' | 'edit' | 'method' | 'background';

/** Counts for all processes. */
export interface SharedLimits {
  /** True once it is our turn, false if that takes longer than `waitMs`. */
  take(name: BudgetName, key: string, waitMs: number): Promise<boolean>;
  left(name: BudgetName, key: string): Promise<number>;
  pause(name: BudgetName, key: string, ms: number): Promise<void>;
}

export interface BudgetOptions {
  limits: SharedLimits;
  logger: Logger;
  /** Of each method in each window, for people alone. */
  reserve: number;
}

/** Called before each call of the Web API. @throws SlackError when its turn doesn't come in time */
export type Spend = (method: string, channel: string | undefined) => Promise<void>;

/** Others have a limit so high that the app never gets near it. */
const tier3 = new Set(['chat.update', 'chat.unfurl', 'conversations.info', 'users.conversations', 'views.publish']);
/** Longer than Slack asks for: a number that makes no sense must not stop the app. */
const longestPauseMs = 300_000;

export class SlackBudget {
  readonly #options: BudgetOptions;
  #isBlind = false;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** @param waitMs how long whoever calls can wait */
  spender(waitMs: number): Spend {
    return async (method, channel) => {
      for (const { name, key } of costsOf(method, channel)) {
        if (await this.#turn(name, key, waitMs)) continue;
        throw new SlackError(`no turn for ${method} came in time`, {
          ...rateLimited('a minute'),
          slackCode: undefined,
        });
      }
    };
  }

  /** True once something that nobody waits for may call the method, false if that takes longer than `waitMs`. */
  async spareFor(method: string, waitMs: number): Promise<boolean> {
    const { limits, reserve } = this.#options;
    if (!(await limits.take('background', 'all', waitMs))) return false;
    return (await limits.left('method', method)) > reserve;
  }

  /** Slack asked to wait. An arrow function, so it can be passed on alone. */
  readonly pause = async (method: string, channel: string | undefined, ms: number): Promise<void> => {
    const { limits, logger } = this.#options;
    const cost = costsOf(method, channel).at(-1);
    if (cost === undefined) return;
    try {
      await limits.pause(cost.name, cost.key, Math.min(ms, longestPauseMs));
    } catch (error) {
      logger.warn({ err: error, method }, 'could not note that Slack limits the rate');
    }
  };

  /** If the turns can't be counted, people don't wait for them. */
  async #turn(name: BudgetName, key: string, waitMs: number): Promise<boolean> {
    const { limits, logger } = this.#options;
    try {
      const isOurs = await limits.take(name, key, waitMs);
      this.#isBlind = false;
      return isOurs;
    } catch (error) {
      if (!this.#isBlind) logger.warn({ err: error }, 'Slack’s limits can’t be counted: nothing waits for its turn');
      this.#isBlind = true;
      return true;
    }
  }
}

/** In the order in which they are waited for: the channel's own first, so that no turn of the workspace's is lost. */
function costsOf(method: string, channel: string | undefined): { name: BudgetName; key: string }[] {
  if (method === 'chat.postMessage') return channel === undefined ? [] : [{ name: 'post', key: channel }];
  if (!tier3.has(method)) return [];
  const inWorkspace = { name: 'method', key: method } as const;
  return method === 'chat.update' && channel !== undefined
    ? [{ name: 'edit', key: channel }, inWorkspace]
    : [inWorkspace];
}
