/** The modal that somebody has in front of them, and the cards that it leads to. */
import { z } from 'zod';
import type { SlackSimulator } from '../../playground/slack/server.ts';
import { buttonsOf, textOf } from './read.ts';

type View = ReturnType<SlackSimulator['views']>[number];
type Message = ReturnType<SlackSimulator['messages']>[number];

/** The modal on top, once it says these words. */
export function modalSaying(slack: SlackSimulator, user: string, words: string): Promise<View> {
  return slack.until(() => {
    const view = slack.views(user).at(-1);
    return view !== undefined && textOf(view.content.blocks).includes(words) && view;
  });
}

const input = z.object({
  value: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

/** What the inputs of a modal hold as the person sees it, by block id; '' where they hold nothing. */
export function filledIn({ state }: View): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state).map(([block, elements]) => {
      const [{ value, selected_conversation, selected_option } = {}] = Object.values(elements).map((held) =>
        input.parse(held),
      );
      return [block, value ?? selected_conversation ?? selected_option?.value ?? ''];
    }),
  );
}

const choices = z.object({
  element: z.object({ options: z.array(z.object({ value: z.string(), text: z.object({ text: z.string() }) })) }),
});

/** What can be ticked in a modal, in its order. */
export function choicesOf({ content }: View): { value: string; text: { text: string } }[] {
  return content.blocks.flatMap((block) => choices.safeParse(block).data?.element.options ?? []);
}

const about = z.object({ eventId: z.string() });

/** The event that a card is about, from the button that every card has; undefined for any other message. */
export function eventShownBy({ blocks }: Pick<Message, 'blocks'>): string | undefined {
  const details = buttonsOf(blocks).find(({ action_id: id }) => id === 'event_details');
  return details && about.parse(JSON.parse(details.value ?? '')).eventId;
}

/** The app's cards among the replies to a message, oldest first. */
export function cardsUnder(slack: SlackSimulator, { channel, ts }: Pick<Message, 'channel' | 'ts'>): Message[] {
  return slack.thread(channel, ts).filter((message) => message.ts !== ts && eventShownBy(message) !== undefined);
}

/** Three lines of at most 66 characters, two actions and "More…". */
export function isCompact({ blocks }: Pick<Message, 'blocks'>): boolean {
  const lines = textOf(blocks.filter(({ type }) => type === 'section')).split('\n');
  const labels = buttonsOf(blocks).map(({ text }) => text.text);
  return (
    lines.length <= 3 && lines.every(({ length }) => length <= 66) && labels.length <= 3 && labels.at(-1) === 'More…'
  );
}
