/**
 * Response URLs: issued with commands and interactions, good for five uses within 30 minutes (Slack's documentation).
 * Each remembers what it stands for, so that an answer lands where the person clicked.
 */
import type { Ids } from './ids.ts';

const lifetimeMs = 30 * 60_000;
const uses = 5;

/**
 * What "the original" is: nothing yet after a command or shortcut, then the last private answer given through the URL;
 * after a click the message, ephemeral or unfurl that was clicked.
 */
export type Original =
  | { kind: 'none' }
  | { kind: 'answer'; ts: string }
  | { kind: 'message'; ts: string }
  | { kind: 'ephemeral'; ts: string }
  | { kind: 'unfurl'; ts: string; url: string };

export type ResponseUrl = {
  channel: string;
  user: string;
  original: Original;
  issuedAt: number;
  used: number;
};

/** `origin` is where the simulator listens, known once it does. */
export function createResponseUrls(now: () => Date, ids: Ids, origin: () => string) {
  const issued = new Map<string, ResponseUrl>();
  return {
    issue(target: Pick<ResponseUrl, 'channel' | 'user' | 'original'>): string {
      const id = ids.next('R');
      issued.set(id, { ...target, issuedAt: now().getTime(), used: 0 });
      return `${origin()}/response/${id}`;
    },

    /** Counts one use. The error codes are Slack's; each comes with HTTP 404. */
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
