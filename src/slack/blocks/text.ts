/**
 * The only place that makes message text. A string doesn't compile as `Mrkdwn` or `Plain`, so outside text gets into a
 * message only through the functions here, which leave nothing in it live. Our own words are written as md`*Label* is
 * running` or plain`Cancel`, which take only finished text and numbers.
 */
import type { KnownError } from '../../errors.ts';
import { cleanAndEscaped, harmlessCode, harmlessMrkdwn, harmlessNameCode, harmlessPlain } from './harmless.ts';
import { limits } from './limits.ts';

declare const harmlessIn: unique symbol;

/** For where Slack reads mrkdwn: sections, contexts and a message's `text`. */
export type Mrkdwn = '' | (string & { readonly [harmlessIn]: { mrkdwn: true } });
/** For `plain_text` (buttons, headers, titles, confirm dialogs), which has no escapes, and for a message's `text`. */
export type Plain = '' | (string & { readonly [harmlessIn]: { plain: true } });
/** Our own words: they need no escape, so they read the same in both. */
export type Words = '' | (string & { readonly [harmlessIn]: { mrkdwn: true; plain: true } });

export function md(words: TemplateStringsArray, ...parts: (Mrkdwn | number)[]): Mrkdwn {
  return finished(String.raw({ raw: words }, ...parts));
}

export function plain(words: TemplateStringsArray, ...parts: (Words | number)[]): Words;
export function plain(words: TemplateStringsArray, ...parts: (Plain | number)[]): Plain;
export function plain(words: TemplateStringsArray, ...parts: (Plain | number)[]): Plain {
  return finished(String.raw({ raw: words }, ...parts));
}

/** "10,000": as people read large numbers. */
export function grouped(count: number): Words {
  return finished(count.toLocaleString('en-US'));
}

/** `max` is in UTF-16 characters as Slack counts them; '' if nothing visible is left. */
export function outsideText(text: string, max: number): Mrkdwn {
  return finished(harmlessMrkdwn(text, max));
}

/** For where Slack has no escapes: look-alikes replace `<`, `>` and `&`. */
export function outsidePlain(text: string, max: number): Plain {
  return finished(harmlessPlain(text, max));
}

/** Inline code, which keeps what people copy (ids, hashes) except for live parts. `max` includes the marks. */
export function code(text: string, max: number): Mrkdwn {
  const inside = harmlessCode(text, max - 2);
  return inside === '' ? '' : finished(`\`${inside}\``);
}

/** The same for the name of a file or a mailbox, whose dots stay as they are. */
export function nameCode(text: string, max: number): Mrkdwn {
  const inside = harmlessNameCode(text, max - 2);
  return inside === '' ? '' : finished(`\`${inside}\``);
}

/** "Task `123`"; '' without a value. */
export function namedCode(name: Words, value: string | undefined, max: number): Mrkdwn {
  const shown = code(value ?? '', max);
  return shown === '' ? '' : md`${name} ${shown}`;
}

/** For a sentence needed both as mrkdwn and as plain text. */
export interface Writing<Text extends Mrkdwn | Plain> {
  outside: (text: string, max: number) => Text;
  own: (words: TemplateStringsArray, ...parts: (Text | Words | number)[]) => Text;
}

export const asMrkdwn: Writing<Mrkdwn> = { outside: outsideText, own: md };
export const asPlain: Writing<Plain> = { outside: outsidePlain, own: plain };

/** The start of what goes back to who wrote it, unchanged, into an input or beside it: no character is cut in two. */
export function startOf(text: string, max: number): string {
  return text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

/** In quotes that nothing in the text can end, so it can't go on as our own words. '' if nothing visible is left. */
export function quoted<Text extends Mrkdwn | Plain>(
  text: string,
  max: number,
  { outside, own }: Writing<Text>,
): Text | '' {
  const shown = outside(text.replace(quotationMarks, '"'), max - 2);
  return shown === '' ? '' : own`“${shown}”`;
}

/** Ours, and those that are taken for them. */
const quotationMarks = /[“”„‟❝❞〝〞〟＂]/g;

/** A known error's sentence is ours and holds no outside text. */
export function errorSentence({ sentence }: KnownError): Mrkdwn {
  return configured(sentence, 1_000);
}

/** For what the administrator configured, or our sentences that name it: addresses stay as they are. */
export function configured(text: string, max: number): Mrkdwn {
  return finished(cleanAndEscaped(text, max));
}

export function userMention(id: string): Mrkdwn {
  return /^[UW][A-Z0-9]{1,30}$/.test(id) ? finished(`<@${id}>`) : outsideText(id, 40);
}

/** Takes a person's id or a user group's. */
export function mention(id: string): Mrkdwn {
  return /^S[A-Z0-9]{1,30}$/.test(id) ? finished(`<!subteam^${id}>`) : userMention(id);
}

/** Slack shows the name only to people who may see it. */
export function channelMention(id: string): Mrkdwn {
  return /^[CG][A-Z0-9]{1,30}$/.test(id) ? finished(`<#${id}>`) : outsideText(id, 40);
}

/** The times that Slack's clients can count with: they start at 1970, and know years of four digits. */
const earliestDate = Date.UTC(1970, 0, 1);
const latestDate = Date.UTC(9999, 0, 1);

/** In the reader's time zone; in UTC if Slack can't show that. */
export function dateTime(date: Date): Mrkdwn {
  const ms = date.getTime();
  if (Number.isNaN(ms)) return md`at an unknown time`;
  const [day, time = ''] = date.toISOString().split('T');
  const utc = `${day} ${time.slice(0, 5)} UTC`;
  if (ms < earliestDate || ms >= latestDate) return finished(utc);
  return finished(`<!date^${Math.floor(date.getTime() / 1_000)}^{date_short_pretty} at {time}|${utc}>`);
}

type Separator = '\n' | ' ' | ' · ' | ', ' | ': ' | ', event ';

/** Leaves out empty parts. */
export function joined<Text extends Mrkdwn | Plain>(
  separator: Separator,
  parts: readonly (Text | '' | undefined)[],
): Text {
  return finished(parts.filter((part) => part !== undefined && part !== '').join(separator));
}

/** Makes a clause a sentence, however outside text in it ends. '' stays ''. */
export function sentence<Text extends Mrkdwn | Plain>(clause: Text): Text {
  if (clause === '') return clause;
  return finished(`${capitalised(clause)}${/[.!?…]$/.test(clause) ? '' : '.'}`);
}

export function capitalised<Text extends Mrkdwn | Plain>(clause: Text): Text {
  return finished(`${clause.charAt(0).toUpperCase()}${clause.slice(1)}`);
}

/** Whether an address can go in a link or on a button as it is. */
export function isPlainHttps(url: string): boolean {
  return /^https:\/\/(?:(?![<>|"`\\])[!-~])+$/.test(url) && url.length <= limits.button.url && URL.canParse(url);
}

function finished<Text extends Mrkdwn | Plain>(text: string): Text {
  assertHarmless<Text>(text);
  return text;
}

/** Checks nothing: only this file uses it, to mark a text as finished. */
function assertHarmless<Text extends Mrkdwn | Plain>(_text: string): asserts _text is Text {}
