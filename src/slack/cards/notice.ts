/**
 * Private answers of one sentence, in our own words: what is the matter and what to do next.
 */
import type { ModalView } from '@slack/types';
import { limits } from '../blocks/limits.ts';
import { context, joined, type Message, section } from '../blocks/message.ts';
import { code, mention, ownWords, plain } from '../blocks/text.ts';

export interface NoticeInput {
  /** Our own words, without text from outside. */
  sentence: string;
  /** Under which the upstream service or our log knows the matter. */
  reference?: string | undefined;
  /** Ids of people and user groups who can help instead. */
  askInstead?: readonly string[] | undefined;
  /** What a right input looks like, one a line. */
  examples?: readonly string[] | undefined;
}

export function notice({ sentence, reference, askInstead = [], examples = [] }: NoticeInput): Message {
  const helpers = askInstead.slice(0, 5).map(mention).join(' ');
  const said = joined(' ', [ownWords(sentence, 1_000), helpers === '' ? '' : `Ask ${helpers}.`]);
  const shown = examples.slice(0, 5).map((example) => code(example, 300));
  const named = referenceText(reference);
  return {
    text: joined(' ', [said, ...shown, named]),
    blocks: [...section(joined('\n', [said, ...shown])), ...context(named)],
  };
}

/** What the error handler tells of a failure. */
export type Failure = Pick<NoticeInput, 'sentence' | 'reference' | 'askInstead'>;

/** For a failure that the error handler described. */
export function failureNotice(failure: Failure): Message {
  return notice(failure);
}

export function lookingUp(): Message {
  return notice({ sentence: 'Looking the event up in HEC. This takes longer than usual.' });
}

/** When a command is not worked on. */
export function tooMuchAtOnce(): Message {
  return notice({ sentence: 'So much is being looked up that this would take minutes. Ask again in a moment.' });
}

/** When Slack did not say whether it took the card. */
export function postUncertain(): Message {
  return notice({
    sentence: 'Slack did not confirm that the card was posted. Look whether it is there before you ask for it again.',
  });
}

/** A notice as a modal, where there is no conversation to answer in. */
export function noticeView({ blocks }: Message): ModalView {
  return {
    type: 'modal',
    title: plain('Security event'),
    close: plain('Close'),
    blocks: blocks.slice(0, limits.modal.blocks),
  };
}

/** As mrkdwn; '' without a reference. */
function referenceText(reference: string | undefined): string {
  const shown = code(reference ?? '', 100);
  return shown === '' ? '' : `Reference: ${shown}`;
}
