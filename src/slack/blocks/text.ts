/**
 * The only place that makes the text of a message. A string does not compile as `Mrkdwn` or `Plain`, so text from outside
 * gets into a message only through the functions here, which leave nothing in it live. Our own words are written as
 * md`*Label* is running` or plain`Cancel`, where only finished text and numbers can be filled in.
 */
import type { KnownError } from '../../errors.ts';
import { cleanAndEscaped, harmlessCode, harmlessMrkdwn, harmlessPlain } from './harmless.ts';
import { limits } from './limits.ts';

declare const harmlessIn: unique symbol;

/** For where Slack reads mrkdwn: sections, contexts and the `text` of a message. */
export type Mrkdwn = '' | (string & { readonly [harmlessIn]: { mrkdwn: true } });
/** For `plain_text` (buttons, headers, titles, confirm dialogs), where Slack has no escapes, and the `text` of a message. */
export type Plain = '' | (string & { readonly [harmlessIn]: { plain: true } });
/** Our own words, which need no escape and so read the same in both. */
export type Words = '' | (string & { readonly [harmlessIn]: { mrkdwn: true; plain: true } });

export function md(words: TemplateStringsArray, ...parts: (Mrkdwn | number)[]): Mrkdwn {
  return finished(String.raw({ raw: words }, ...parts));
}

export function plain(words: TemplateStringsArray, ...parts: (Words | number)[]): Words;
export function plain(words: TemplateStringsArray, ...parts: (Plain | number)[]): Plain;
export function plain(words: TemplateStringsArray, ...parts: (Plain | number)[]): Plain {
  return finished(String.raw({ raw: words }, ...parts));
}

/** `max` is in UTF-16 characters as Slack counts them; '' when nothing visible is left. */
export function outsideText(text: string, max: number): Mrkdwn {
  return finished(harmlessMrkdwn(text, max));
}

/** The same for where Slack has no escapes, with look-alikes for `<`, `>` and `&`. */
export function outsidePlain(text: string, max: number): Plain {
  return finished(harmlessPlain(text, max));
}

/** As inline code, which keeps what people copy (ids, hashes) as it was except for live parts. `max` includes the marks. */
export function code(text: string, max: number): Mrkdwn {
  const inside = harmlessCode(text, max - 2);
  return inside === '' ? '' : finished(`\`${inside}\``);
}

/** How to write a sentence that is needed as mrkdwn and as plain text. */
export interface Writing<Text extends Mrkdwn | Plain> {
  outside: (text: string, max: number) => Text;
  own: (words: TemplateStringsArray, ...parts: (Text | Words | number)[]) => Text;
}

export const asMrkdwn: Writing<Mrkdwn> = { outside: outsideText, own: md };
export const asPlain: Writing<Plain> = { outside: outsidePlain, own: plain };

/** A known error's sentence is ours and holds no outside text. */
export function errorSentence({ sentence }: KnownError): Mrkdwn {
  return configured(sentence, 1_000);
}

/** What the administrator configured, or a sentence of ours that names it: an address in it stays as it is. */
export function configured(text: string, max: number): Mrkdwn {
  return finished(cleanAndEscaped(text, max));
}

/** A mention of a person in this workspace. */
export function userMention(id: string): Mrkdwn {
  return /^[UW][A-Z0-9]{1,30}$/.test(id) ? finished(`<@${id}>`) : outsideText(id, 40);
}

/** A mention of a person or a user group. */
export function mention(id: string): Mrkdwn {
  return /^S[A-Z0-9]{1,30}$/.test(id) ? finished(`<!subteam^${id}>`) : userMention(id);
}

/** The name of a conversation, for people who may see it. */
export function channelMention(id: string): Mrkdwn {
  return /^[CG][A-Z0-9]{1,30}$/.test(id) ? finished(`<#${id}>`) : outsideText(id, 40);
}

/** A moment in the reader's own time zone; where Slack cannot show that, in UTC. */
export function dateTime(date: Date): Mrkdwn {
  if (Number.isNaN(date.getTime())) return md`at an unknown time`;
  const [day, time = ''] = date.toISOString().split('T');
  const utc = `${day} ${time.slice(0, 5)} UTC`;
  return finished(`<!date^${Math.floor(date.getTime() / 1_000)}^{date_short_pretty} at {time}|${utc}>`);
}

type Separator = '\n' | ' ' | ' · ' | ', ' | ': ' | ', event ';

/** The parts that are not empty, with the separator between them. */
export function joined<Text extends Mrkdwn | Plain>(
  separator: Separator,
  parts: readonly (Text | '' | undefined)[],
): Text {
  return finished(parts.filter((part) => part !== undefined && part !== '').join(separator));
}

/** A clause as a sentence; outside text in it may have ended as it likes. '' stays ''. */
export function sentence<Text extends Mrkdwn | Plain>(clause: Text): Text {
  if (clause === '') return clause;
  return finished(`${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?…]$/.test(clause) ? '' : '.'}`);
}

/** Whether an address can stand in a link or on a button as it is. */
export function isPlainHttps(url: string): boolean {
  return /^https:\/\/(?:(?![<>|"`\\])[!-~])+$/.test(url) && url.length <= limits.button.url && URL.canParse(url);
}

function finished<Text extends Mrkdwn | Plain>(text: string): Text {
  assertHarmless<Text>(text);
  return text;
}

/** Checks nothing: it is how this file, and no other, says that a text is finished. */
function assertHarmless<Text extends Mrkdwn | Plain>(_text: string): asserts _text is Text {}
