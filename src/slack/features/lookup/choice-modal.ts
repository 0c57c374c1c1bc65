/** The modal for several events that a message or a command names: which of them should be shown? */
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { type KnownBlock, type ModalView, type MrkdwnOption, mrkdwnText, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { context, section } from '../../blocks/message.ts';
import {
  channelMention,
  joined,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  plain,
  type Words,
} from '../../blocks/text.ts';
import { detailsButton, waysOn } from '../../cards/action-buttons.ts';
import { markedSummary } from '../../cards/event-summary.ts';
import { type ModalResult, resultOf } from '../../cards/result-view.ts';
import { type ChoiceTarget, writeChoiceTarget } from './choice-codec.ts';

export const choiceCallbackId = 'show_chosen';
export const choiceBlock = 'events';

export interface ChoiceViewInput {
  target: ChoiceTarget;
  /** At least one. */
  found: readonly EventSnapshot[];
  /** How many of the other ids couldn't be read as an event. */
  unread: number;
  /** How many ids weren't looked up. */
  leftOut: number;
}

export function choiceView({ target, found, unread, leftOut }: ChoiceViewInput): ModalView {
  const options = found.slice(0, limits.options.checkboxes).map(toOption);
  return {
    type: 'modal',
    callback_id: choiceCallbackId,
    private_metadata: writeChoiceTarget(target),
    title: plainText(plain`Show events`),
    submit: plainText(target.threadTs === undefined ? plain`Show` : plain`Show in thread`),
    close: plainText(plain`Cancel`),
    blocks: [
      {
        type: 'input',
        block_id: choiceBlock,
        label: plainText(target.threadTs === undefined ? plain`Events that you named` : plain`Events in this message`),
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

function toOption({ event }: EventSnapshot): MrkdwnOption {
  const description = outsidePlain(event.description, limits.options.text);
  return {
    value: event.id,
    text: mrkdwnText(markedSummary(event)),
    ...(description !== '' && { description: plainText(description) }),
  };
}

function notRead(count: number): Words {
  if (count === 0) return '';
  return count === 1
    ? plain`One more id isn’t an event or couldn’t be read in time.`
    : plain`${count} more ids aren’t events or couldn’t be read in time.`;
}

export function notLookedUp(count: number): Words {
  if (count === 0) return '';
  const more = count === 1 ? plain`One more id wasn’t` : plain`${count} more ids weren’t`;
  return plain`${more} looked up: the limit is ${limits.options.checkboxes}.`;
}

export interface ChosenResult {
  target: ChoiceTarget;
  shown: number;
  /** One per event that wasn't shown; equal ones are shown once. */
  problems: readonly Mrkdwn[];
  /** Events that the person may see, but the conversation may not. */
  alone: readonly EventSnapshot[];
}

export function chosenResult({ target, shown, problems, alone }: ChosenResult): ModalResult {
  const done = target.audience === 'asker' ? '' : shownWhere(target, shown);
  const left = problems.length === 1 ? plain`One more isn’t:` : plain`${problems.length} more aren’t:`;
  const told = [...new Set(problems)].slice(0, 3).map((problem) => md`⚠️ ${problem}`);
  const blocks = [
    ...section(joined('\n', [done, problems.length === 0 ? '' : left, ...told])),
    ...section(
      alone.length === 0 ? '' : alone.length === 1 ? plain`Only you can see this:` : plain`Only you can see these:`,
    ),
    ...alone.flatMap(inShort),
  ];
  return resultOf({ text: done === '' ? plain`The events that you chose` : done, blocks });
}

function shownWhere({ channelId, threadTs }: ChoiceTarget, shown: number): Mrkdwn {
  const where = threadTs === undefined ? channelMention(channelId) : md`the thread in ${channelMention(channelId)}`;
  return shown === 1 ? md`One event is shown in ${where}.` : md`${shown} events are shown in ${where}.`;
}

function inShort({ event }: EventSnapshot): KnownBlock[] {
  return [
    ...section(joined('\n', [markedSummary(event), outsideText(event.description, 300)])),
    ...waysOn(detailsButton(event, plain`Details`)),
  ];
}
