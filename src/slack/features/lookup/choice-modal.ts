/** The modal for a message that means several events: which of them are to be shown in its thread? */
import type { KnownBlock, ModalView, Option } from '@slack/types';
import { limits } from '../../blocks/limits.ts';
import { context, joined, section } from '../../blocks/message.ts';
import { channelMention, mrkdwn, outsidePlain, outsideText, plain } from '../../blocks/text.ts';
import { detailsButton, waysOn } from '../../cards/action-buttons.ts';
import type { CardInput } from '../../cards/card-input.ts';
import { markedSummary } from '../../cards/event-summary.ts';
import { noticeView } from '../../cards/notice.ts';
import { type Thread, writeThread } from './thread-codec.ts';

export const choiceCallbackId = 'show_chosen';
export const choiceBlock = 'events';

export interface ChoiceViewInput {
  thread: Thread;
  /** At least one. */
  found: readonly CardInput[];
  /** How many more ids the message holds of which no event could be read. */
  unread: number;
  /** How many more it holds that were not looked up. */
  leftOut: number;
}

export function choiceView({ thread, found, unread, leftOut }: ChoiceViewInput): ModalView {
  const options = found.slice(0, limits.options.checkboxes).map(toOption);
  return {
    type: 'modal',
    callback_id: choiceCallbackId,
    private_metadata: writeThread(thread),
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
          options,
          ...(options.length === 1 && { initial_options: options }),
        },
      },
      ...context(joined('\n', [notRead(unread), notLookedUp(leftOut)])),
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

function notRead(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? 'One more id in the message is no event, or could not be read in time.'
    : `${count} more ids in the message are no events, or could not be read in time.`;
}

/** '' where none was left out. */
export function notLookedUp(count: number): string {
  if (count === 0) return '';
  const more = count === 1 ? 'One more id in the message was' : `${count} more ids in the message were`;
  return `${more} not looked up: there is room for ${limits.options.checkboxes} at the most.`;
}

export interface ChosenResult {
  thread: Thread;
  shown: number;
  /** One for each event that was not shown, as mrkdwn; those alike are told once. */
  problems: readonly string[];
  /** Those of them that the person may see, but not the conversation. */
  alone: readonly CardInput[];
}

export function chosenResultView({ thread, shown, problems, alone }: ChosenResult): ModalView {
  const where = `the thread in ${channelMention(thread.channelId)}`;
  const done = shown === 1 ? `One event is shown in ${where}.` : `${shown} events are shown in ${where}.`;
  const left = problems.length === 1 ? 'One more was not:' : `${problems.length} more were not:`;
  const told = [...new Set(problems)].slice(0, 3).map((problem) => `⚠️ ${problem}`);
  const blocks = [
    ...section(joined('\n', [done, problems.length === 0 ? '' : left, ...told])),
    ...section(alone.length === 0 ? '' : `Only you can see ${alone.length === 1 ? 'this' : 'these'}:`),
    ...alone.flatMap(inShort),
  ];
  return noticeView({ text: done, blocks });
}

function inShort({ event }: CardInput): KnownBlock[] {
  return [
    ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
    ...waysOn(detailsButton(event, 'Details')),
  ];
}
