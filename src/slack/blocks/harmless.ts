/**
 * Makes outside text harmless: cleans, disarms, defangs, escapes and cuts it. Only `text.ts` uses this.
 *
 * The order matters. Clean first: an invisible character inside "http" would hide a link from the next steps. Then cut
 * to what could be shown at most, so a hostile 100 kB costs no more than a long line. Then remove formatting, and then
 * defang, because look-alikes could be read as part of a host. Escape last, and cut again by the escaped length, which
 * is what Slack counts: the beginning of a harmless text is harmless too, except for an email address, of which nothing
 * is left. Everything is on one line, so a subject can't forge a line of the card.
 *
 * Look-alikes replace characters that Slack interprets but has no escape for.
 */

import { invisibleCharacter } from '../../events/invisible.ts';

/** `max` is in UTF-16 characters after escaping; '' if nothing visible is left. */
export function harmlessMrkdwn(text: string, max: number): string {
  return isolated(text, max, (room) => prepare(text, room, (clean) => defang(disarm(clean)), escapeMarkup));
}

export function harmlessPlain(text: string, max: number): string {
  // Slack reads `<` and entities in a message's `text` but not in plain_text, so here look-alikes replace the escape.
  return isolated(text, max, (room) => prepare(text, room, (clean) => defang(withoutMarkup(disarm(clean))), asIs));
}

/** Keeps the characters of an id or a hash: only backticks and live parts change. */
export function harmlessCode(text: string, max: number): string {
  return prepare(text, max, (clean) => defang(withoutBackticks(clean)), escapeMarkup);
}

/** The same for a name, which keeps its dots: inside code, Slack links nothing that isn't an address as a whole. */
export function harmlessNameCode(text: string, max: number): string {
  return prepare(
    text,
    max,
    (clean) => (mayBeAddress.test(clean) ? defang : asIs)(withoutBackticks(clean)),
    escapeMarkup,
  );
}

const mayBeAddress = /[/\\:@]|^www\./i;

/** Neither disarms nor defangs: not for outside text. */
export function cleanAndEscaped(text: string, max: number): string {
  return prepare(text, max, asIs, escapeMarkup);
}

/** Raw text beyond this many times `max` is cut unseen: room for invisible characters. */
const rawFactor = 8;

function prepare(text: string, max: number, makeSafe: (text: string) => string, finish: (text: string) => string) {
  if (max < 1) return '';
  const readable = withoutLongStart(text, max * rawFactor);
  const raw = readable.slice(0, max * rawFactor);
  if (harmless.test(raw)) return cutHarmless(raw, max, raw.length < readable.length);
  const cleaned = withoutLongGraphemes(clean(raw), max + 2);
  // Two more than can be shown, to let the final cut see where the last character ends. No step shortens a text.
  const isCut = raw.length < readable.length || cleaned.length > max;
  return cutToFit(makeSafe(withoutCutAddress(cleaned, max + 2)), max, isCut, finish);
}

/** An email address that isn't whole would be taken for a host, and shown as one. */
function withoutCutAddress(text: string, end: number): string {
  if (text.length <= end) return text;
  const start = text.lastIndexOf(' ', end - 1) + 1;
  const next = text.indexOf(' ', end);
  const isAddress = text.slice(start, next === -1 ? undefined : next).includes('@');
  return text.slice(0, isAddress ? start : end);
}

/**
 * Where Unicode has the characters that are written from right to left, whatever their script: a comma or a lengthening
 * stroke that several scripts share turns what stands around it, too.
 */
const rightToLeft = /[\u{590}-\u{8FF}\u{FB1D}-\u{FDFF}\u{FE70}-\u{FEFE}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** The direction of its first letter counts for the text alone: it can't reorder what stands around it. */
const firstStrongIsolate = '\u{2068}';
const popDirectionalIsolate = '\u{2069}';

function isolated(text: string, max: number, harmlessWithin: (room: number) => string): string {
  if (!rightToLeft.test(text.slice(0, max * rawFactor))) return harmlessWithin(max);
  const inside = harmlessWithin(max - 2);
  return inside === '' ? '' : `${firstStrongIsolate}${inside}${popDirectionalIsolate}`;
}

/** Labels, ids and names, dozens on a card: no step would change these visible characters, so all are skipped. */
const harmless = /^[A-Za-z0-9 ,()-]*$/;

function cutHarmless(raw: string, max: number, isCut: boolean): string {
  const whole = raw.replace(/ +/g, ' ').trim();
  return isCut || whole.length > max ? `${whole.slice(0, max - 1).trimEnd()}…` : whole;
}

/** In these scripts, a joiner between two characters changes how the word is written, as in Persian and Hindi. */
const joining = `[${'Arabic Syriac Nko Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala'
  .split(' ')
  .map((script) => `\\p{Script=${script}}`)
  .join('')}]`;
/** Of England, Scotland and Wales, which are written in tags: any others could hide a text. */
const tagFlag = String.raw`\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}`;
const composing = [
  tagFlag,
  String.raw`(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F})\u{200D}(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Extended_Pictographic})\u{FE0F}|(?<=[0-9#*])\u{FE0F}(?=\u{20E3})`,
  String.raw`(?<=${joining})[\u{200C}\u{200D}](?=${joining})`,
].join('|');
/** What composes emoji or words stays between them. All else invisible goes, and what changes the direction of text. */
const invisible = new RegExp(`(${composing})|${invisibleCharacter}`, 'gu');
/** More accents than any language stacks on one letter; they would paint over the lines around. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

function clean(text: string): string {
  return text
    .replace(invisible, (_, composing: string | undefined) => composing ?? '')
    .replace(stackedMarks, '$1')
    .replace(/[\s\u{85}]+/gu, ' ')
    .trim();
}

/** Other schemes that a client may open even without "//". */
const opaqueScheme =
  /\b(javascript|vbscript|data|file|blob|mailto|tel|sms|callto|facetime|skype|sips?|xmpp|slack|msteams|zoommtg|intent|magnet|webcal|view-source|search-ms|ms-[a-z]{1,30}):(?=\S)/gi;

/** Characters of a name in an address, those of a host (which may hold emoji), and the dots that browsers accept. */
const nameCharacters = String.raw`\p{L}\p{N}\p{M}_\-`;
const hostCharacters = String.raw`${nameCharacters}\p{Extended_Pictographic}`;
const dots = '.\u{2024}\u{3002}\u{FF0E}\u{FF61}';
const mailbox = String.raw`(?<![${nameCharacters}${dots}%+@/\\])[${nameCharacters}.%+]{1,64}`;
const mailHost = String.raw`[${nameCharacters}]+\.[${nameCharacters}.]+(?![${nameCharacters}${dots}@/\\?#%+]|:\d)`;
/** In this order: what follows a slash, which may be part of a URL; email addresses; anything that may be a host. */
const hostPlaces = new RegExp(String.raw`[/\\]\S*|(?<email>${mailbox}@${mailHost})|[${hostCharacters}${dots}]+`, 'gu');
const innerDot = new RegExp(`(?<=[^\\s${dots}])[${dots}](?=[^\\s${dots}])`, 'gu');
/** A dot before a possible top-level domain, or an IPv4 address. Foreign full stops count only before Latin letters. */
const hostLike = new RegExp(
  String.raw`[${hostCharacters}](?:\.\p{L}[${hostCharacters}]|[${dots}][a-z]{2})|\d\.\d+\.\d+\.\d`,
  'iu',
);

/**
 * Makes addresses readable but dead: hxxps://evil[.]example. Any dot before two letters counts, because lists of
 * top-level domains grow; file names such as invoice[.]pdf pay for that. Plain email addresses stay.
 */
function defang(text: string): string {
  return text
    .replace(/(h)tt(ps?:)(?=\S)/gi, '$1xx$2')
    .replace(/(f)t(ps?:)(?=\S)/gi, '$1x$2')
    .replace(/(?<!hxxps?|fxps?):(?=\/\/)/gi, '[:]')
    .replace(opaqueScheme, '$1[:]')
    .replace(hostPlaces, (match, ...groups) => {
      const { email }: Record<string, string | undefined> = groups.at(-1);
      return email === undefined && hostLike.test(match) ? match.replace(innerDot, '[.]') : match;
    });
}

/** Removes what Slack would read as formatting, emoji, quotes or mentions. */
function disarm(text: string): string {
  return withoutBackticks(text)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(/(?<![a-z0-9])_|_(?![a-z0-9])/gi, 'ˍ')
    .replace(/:(?!\d{1,2}:)(?=[\p{L}\p{N}\p{M}_+'-]{1,100}:)/gu, '∶')
    .replace(/^>/, '›')
    .replace(/(?<![\p{L}\p{N}._%+-])@|@(?=(?:channel|here|everyone)(?![\p{L}\p{N}-]|\.[\p{L}\p{N}]))/giu, '＠')
    .replace(/(?<![\p{L}\p{N}])#(?=\p{L})/gu, '＃');
}

function withoutBackticks(text: string): string {
  return text.replaceAll('`', 'ˋ');
}

function withoutMarkup(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/&(?=#?\w{1,10};)/g, '＆');
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function asIs(text: string): string {
  return text;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * In UTF-16 characters: more than any emoji or syllable that people use. Hangul letters and joined emoji can go on for
 * ever as what counts as one character, which would leave no room for the text behind it, and can't be cut in two.
 */
const longestGrapheme = 40;
/** Worth looking at: letters of these scripts, of which texts are made without spaces, join nothing to themselves. */
const longRun =
  /[^\s!-~\p{P}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}]{21}/u;
/** How far to look for the end of one. */
const readOfGrapheme = 200_000;

/** Stops when `enough` is there: what is behind is cut anyway. */
function withoutLongGraphemes(text: string, enough: number): string {
  if (!longRun.test(text)) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    kept += segment.length > longestGrapheme ? '…' : segment;
    if (kept.length > enough) break;
  }
  return kept;
}

/** A text that goes on behind what is read of it, and of which what is read shows one character at most. */
function withoutLongStart(text: string, read: number): string {
  if (text.length <= read || !longRun.test(text.slice(0, 100))) return text;
  const first = graphemes.segment(text.slice(0, readOfGrapheme)).containing(0)?.segment.length ?? 0;
  return first <= longestGrapheme ? text : `…${text.slice(first)}`;
}

/**
 * A cut email address may leave a live host: `evil.example` of `evil.example@customer.com`, whether the cut falls
 * before or after the `@`. A dot that is still bare by now is part of an address or, rarely, of a number.
 */
const cutAddress = new RegExp(
  `[${nameCharacters}.%+]{1,64}@[${nameCharacters}.]*$|[${nameCharacters}.%+]{0,64}\\.[\\p{L}\\p{N}][${nameCharacters}.%+]{0,64}$`,
  'u',
);

/** Cuts between what people see as characters: neither an emoji nor an entity is cut in two. */
function cutToFit(text: string, max: number, isCut: boolean, finish: (text: string) => string): string {
  const whole = finish(text);
  if (!isCut && whole.length <= max) return whole;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    const finished = finish(segment);
    if (kept.length + finished.length > max - 1) break;
    kept += finished;
  }
  // Harmless inside a word, but at the end Slack could read an underscore as the end of italics.
  return `${kept.replace(cutAddress, '').replace(/[\s_…]+$/, '')}…`;
}
