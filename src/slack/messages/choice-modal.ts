/** The modal for a message that means several events: which of them are to be shown in its thread? */
import type { ModalView, Option } from '@slack/types';
import { limits } from '../limits.ts';
import { channelMention, mrkdwn, outsidePlain, plain } from '../text.ts';
import type { CardInput } from './card-input.ts';
import { markedSummary } from './event-summary.ts';
import type { Thread } from './lookup-modal.ts';
import { context, joined, section } from './message.ts';
import { noticeView } from './notice.ts';

export const choiceCallbackId = 'show_chosen';
export const choiceBlock = 'events';

export interface ChoiceViewInput {
  thread: Thread;
  /** At least one. */
  found: readonly CardInput[];
  /** How many more ids the message holds of which no event could be read. */
  unread: number;
}

export function choiceView({ thread, found, unread }: ChoiceViewInput): ModalView {
  return {
    type: 'modal',
    callback_id: choiceCallbackId,
    private_metadata: JSON.stringify({ thread }),
    title: plain('Show events'),
    submit: plain('Show in thread'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: choiceBlock,
        label: plain('Events that this message means'),
        element: {
          type: 'checkboxes',
          action_id: 'value',
          options: found.slice(0, limits.options.checkboxes).map(toOption),
        },
      },
      ...context(unread === 0 ? '' : leftOut(unread)),
    ],
  };
}

function toOption({ event }: CardInput): Option {
  const description = outsidePlain(event.description, limits.options.text);
  return {
    value: event.id,
    text: mrkdwn(markedSummary(event)),
    ...(description !== '' && { description: plain(description) }),
  };
}

function leftOut(unread: number): string {
  return unread === 1
    ? 'One more id in the message is no event, or could not be read.'
    : `${unread} more ids in the message are no events, or could not be read.`;
}

/** @param problems one for each event that was not shown, as mrkdwn; those alike are told once */
export function chosenResultView(result: { thread: Thread; shown: number; problems: readonly string[] }): ModalView {
  const { thread, shown, problems } = result;
  const where = `the thread in ${channelMention(thread.channelId)}`;
  const done = shown === 1 ? `One event is shown in ${where}.` : `${shown} events are shown in ${where}.`;
  const left = problems.length === 1 ? 'One more was not:' : `${problems.length} more were not:`;
  const told = [...new Set(problems)].slice(0, 3).map((problem) => `⚠️ ${problem}`);
  return noticeView({ text: done, blocks: section(joined('\n', [done, problems.length === 0 ? '' : left, ...told])) });
}
