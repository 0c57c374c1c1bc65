/** What a person does with the menu of a message, and the events that the message means. */
import { channels, people } from '../../playground/slack/server.ts';
import type { Started } from './start.ts';

export type Posted = { channel: string; ts: string };

/** Chooses "Show HEC event" in the message's menu. */
export function chooseOn({ slack }: Started, message: Posted, by: string = people.member) {
  return slack.messageShortcut({ user: by, message, callbackId: 'show_event' });
}

export function say({ slack }: Started, text: string, where: string = channels.security) {
  return slack.post({ user: people.otherMember, channel: where, text });
}

export function addEvents({ hec }: Started, count: number): string[] {
  return Array.from({ length: count }, (_, index) => hec.world.addEvent({ description: `Phish ${index}` }).eventId);
}

/** An event whose email HEC knows. */
export function addWithEmail({ hec }: Started): { eventId: string; entityId: string } {
  const { entityId } = hec.world.addEntity().entityInfo;
  return { entityId, eventId: hec.world.addEvent({ entityId }).eventId };
}
