/** Somebody's newest message among these, which the arrow up in an empty composer edits. */
import type { Message } from '../demo/state.ts';

export const newestOf = (user: string, messages: readonly Message[]): Message | undefined =>
  messages.findLast((message) => message.user === user);
