/** One event's card in #security, as people see and use it. */
import type { WireEvent } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { eventShownBy } from './modals.ts';
import { buttonsOf, textOf } from './read.ts';
import type { Started } from './start.ts';

/** Offers quarantine and dismiss unless told otherwise. */
export async function showEvent({ hec, slack }: Pick<Started, 'hec' | 'slack'>, event: Partial<WireEvent> = {}) {
  const { eventId } = hec.world.addEvent({
    availableEventActions: [
      { actionName: 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
    ],
    ...event,
  });
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: eventId });
  const message = await slack.until(() =>
    slack.messages(channels.security).find((posted) => eventShownBy(posted) === eventId),
  );
  const current = () => slack.message(channels.security, message.ts);
  const press = (label: string, user: string = people.responder) => {
    const blocks = current()?.blocks ?? [];
    const button = buttonsOf(blocks).find(({ text }) => text.text === label);
    if (button === undefined) throw new Error(`no button "${label}": ${textOf(blocks)}`);
    return slack.click({ user, message, actionId: button.action_id });
  };
  const text = () => textOf(current()?.blocks ?? []);
  const replies = () => slack.thread(channels.security, message.ts).slice(1);
  return { eventId, message, press, text, replies, buttons: () => buttonsOf(current()?.blocks ?? []) };
}
