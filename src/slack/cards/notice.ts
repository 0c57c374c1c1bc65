/** Private answers of one sentence, in our own words: what is wrong and what to do next. */
import { type ActionsBlock, type ModalView, plainText } from '../blocks/block-kit.ts';
import { limits } from '../blocks/limits.ts';
import { context, type Message, section } from '../blocks/message.ts';
import { code, joined, type Mrkdwn, md, mention, outsidePlain, type Plain, plain } from '../blocks/text.ts';
import { type FailedLookup, writeFailedLookup } from './retry-codec.ts';

export interface NoticeInput {
  sentence: Mrkdwn;
  /** The id to look the problem up by, at HEC or in our log. */
  reference?: string | undefined;
  /** Ids of people and user groups. */
  askInstead?: readonly string[] | undefined;
  /** Correct inputs, one a line. */
  examples?: readonly string[] | undefined;
  /** What was asked, to try it again. */
  lookup?: FailedLookup | undefined;
}

/** A message that can also stand above a form. */
export interface Notice extends Message {
  text: Mrkdwn;
}

export function notice({ sentence, reference, askInstead = [], examples = [], lookup }: NoticeInput): Notice {
  const helpers = joined(' ', askInstead.slice(0, 5).map(mention));
  const said = joined(' ', [sentence, helpers === '' ? '' : md`Ask ${helpers}.`]);
  const shown = examples.slice(0, 5).map((example) => code(example, 300));
  const named = referenceText(reference);
  const asked = lookup === undefined ? '' : md`You asked for ${code(lookup.reference.id, 100)}.`;
  return {
    text: joined(' ', [said, ...shown, asked, named]),
    blocks: [...section(joined('\n', [said, ...shown, asked])), ...tryAgain(lookup), ...context(named)],
  };
}

export type Failure = Pick<NoticeInput, 'sentence' | 'reference' | 'askInstead' | 'lookup'>;

function tryAgain(lookup: FailedLookup | undefined): ActionsBlock[] {
  const value = lookup && writeFailedLookup(lookup);
  if (lookup === undefined || value === undefined) return [];
  const text = plainText(plain`Try again`);
  const accessibility_label = plain`Try again to look up ${outsidePlain(lookup.reference.id, 40)}`;
  return [
    { type: 'actions', elements: [{ type: 'button', action_id: 'retry_lookup', text, value, accessibility_label }] },
  ];
}

/** Slack can't take back a private message, so this stays: it says nothing that the answer could make untrue. */
export function lookingUp(): Notice {
  return notice({
    sentence: md`Looking up the event is taking longer than usual. The answer will come in a new message.`,
  });
}

export function tooMuchAtOnce(): Notice {
  return notice({ sentence: md`Too many lookups right now. Try again in a minute.` });
}

export function postUnconfirmed(): Notice {
  return notice({ sentence: md`Slack didn’t confirm the post. Check the channel before trying again.` });
}

/** For when there is no conversation to answer in. */
export function noticeView({ blocks }: Message, title: Plain = plain`Security event`): ModalView {
  return {
    type: 'modal',
    title: plainText(title),
    close: plainText(plain`Close`),
    blocks: blocks.slice(0, limits.modal.blocks),
  };
}

function referenceText(reference: string | undefined): Mrkdwn {
  const shown = code(reference ?? '', 100);
  return shown === '' ? '' : md`Reference: ${shown}`;
}
