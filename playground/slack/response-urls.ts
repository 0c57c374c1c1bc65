/**
 * Response URLs: issued with commands and interactions, valid for five uses within 30 minutes (Slack's documentation),
 * where every attempt counts. Each remembers where the person clicked, which is where an answer goes.
 */
import type { Ids } from './ids.ts';

const lifetimeMs = 30 * 60_000;
const uses = 5;

/**
 * What "the original" is: the message, ephemeral or unfurl that was clicked. A command or shortcut has none, and what the
 * app sends through its URL doesn't become one.
 */
export type Original =
  | { kind: 'none' }
  | { kind: 'message'; ts: string }
  | { kind: 'ephemeral'; ts: string }
  | { kind: 'unfurl'; ts: string; url: string };

/**
 * What becomes of a `replace_original` or `delete_original` where there is no original. People report that Slack shows one
 * more message, or does nothing (`lenient`); another Slack-compatible server refuses it with a 404 (`strict`).
 */
type WithoutOriginal = 'strict' | 'lenient';

export type ResponseUrl = {
  channel: string;
  user: string;
  original: Original;
  issuedAt: number;
  used: number;
};

/** `origin` is known only once the simulator listens. */
export function createResponseUrls(now: () => Date, ids: Ids, origin: () => string) {
  const issued = new Map<string, ResponseUrl>();
  const settings: { withoutOriginal: WithoutOriginal } = { withoutOriginal: 'strict' };
  return {
    settings,

    issue(target: Pick<ResponseUrl, 'channel' | 'user' | 'original'>): string {
      const id = ids.next('R');
      issued.set(id, { ...target, issuedAt: now().getTime(), used: 0 });
      return `${origin()}/response/${id}`;
    },

    /** Counts one use. Slack's error codes here all come with HTTP 404. */
    use(id: string): { target: ResponseUrl } | { error: 'invalid_url' | 'expired_url' | 'used_url' } {
      const target = issued.get(id);
      if (!target) return { error: 'invalid_url' };
      if (now().getTime() - target.issuedAt > lifetimeMs) return { error: 'expired_url' };
      if (target.used >= uses) return { error: 'used_url' };
      target.used += 1;
      return { target };
    },
  };
}
