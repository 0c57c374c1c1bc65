/**
 * Makes what people type and paste ready for the library that splits a query into filters and words: one kind of quote,
 * of colon, of dash and of space. In quotes, a text stays as it is.
 *
 * The library reads backslashes, apostrophes and quotes inside of quotes in its own way, so it never sees any:
 * characters stand in for them that nobody can type.
 */
import { replaceInvisible, withPlainLetters } from '../events/invisible.ts';
import { fieldNames, fields } from './fields.ts';
import { quoted, unwrappedFully } from './reading.ts';

const backslash = '\u{1}';
const apostrophe = '\u{2}';
const innerQuote = '\u{3}';

export interface Prepared {
  /** For the library. */
  text: string;
  /** Of what would be searched for by accident. */
  problems: string[];
}

export function prepare(pasted: string): Prepared {
  const typed = unwrappedFully(withPlainLetters(replaceInvisible(pasted, '')), withoutLinks)
    .replace(/\s/gu, ' ')
    .replace(/[“”„‟«»＂]/gu, '"')
    .replace(/[‘’‚‛ʼ＇]/gu, "'")
    .replace(/\\(["\\]?)/g, (_, next: string) => (next === '"' ? innerQuote : backslash));
  const withDoubleQuotes = outsideQuotes(typed, `(?<![^ :,-])'[^'"]*'(?![^ ,])`, (text) => `"${text.slice(1, -1)}"`);
  const withColons = outsideQuotes(withDoubleQuotes, '[：﹕，﹐＋－]', (sign) => sign.normalize('NFKC'));
  const withDashes = outsideQuotes(withColons, '(?<![^ ])[\u{2010}-\u{2015}\u{2212}](?=[^ ])', () => '-');
  // The library would rule out what follows a dash between two words.
  const text = outsideQuotes(withDashes, '(?<![^ ])[-\u{2010}-\u{2015}\u{2212}]+(?![^ ])', () => '');
  return { text: text.replaceAll("'", apostrophe), problems: problemsIn(withDashes) };
}

/** What the person wrote, from what the library gave back. */
export function restored(text: string): string {
  return text.replaceAll(backslash, '\\').replaceAll(apostrophe, "'").replaceAll(innerQuote, '"').trim();
}

const withoutLinks = (text: string) => text.replace(/<(?:https?|mailto|tel):[^<>]*>/gi, withoutLinkMarkup);

/**
 * Slack makes links of what people type: the label is what they typed. Behind another label, the target counts, as it
 * does for whoever presses it.
 */
function withoutLinkMarkup(markup: string): string {
  const [target = '', label] = markup.slice(1, -1).split('|');
  const isSame =
    label !== undefined && ['', 'http://', 'https://', 'mailto:', 'tel:'].some((start) => start + label === target);
  return isSame ? label : target.replace(/^(?:mailto|tel):/i, '');
}

function outsideQuotes(text: string, pattern: string, replace: (found: string) => string): string {
  return text.replace(new RegExp(`"[^"]*"|${pattern}`, 'gu'), (found) =>
    found.startsWith('"') ? found : replace(found),
  );
}

function problemsIn(text: string): string[] {
  if ((text.match(/"/g) ?? []).length % 2 === 1) {
    return ['A quotation mark is not closed. Put quotes around words that belong together: "delivery note".'];
  }
  const problems = new Set<string>();
  if (/(?<![^ -])""(?![^ ])/.test(text)) problems.add('There is nothing between the quotation marks.');
  const found = (pattern: string, sentence: (match: string) => string) =>
    outsideQuotes(text, pattern, (match) => {
      problems.add(sentence(restored(match)));
      return match;
    });
  found(`(?<![^ ])- +(?:${everyName}):`, detachedDash);
  found('(?<![^ ])-?:', () => 'A colon belongs right behind the name of a filter, as in severity:high.');
  found('(?<![^ ])(?:AND|OR|NOT)(?![^ ])', inOtherLanguages);
  found(`(?<![^ ])-?(?:${everyName}) ?(?:[<>]=?|!?=)[^ ]*`, withOtherSign);
  found(
    '(?<![^ ])(?:last|since|until) +[0-9][^ ]*',
    (text) => `${quoted(text)} needs a colon: ${text.replace(/ +/, ':')}.`,
  );
  found('(?<![^ :,-])<[@#!][^<>]*>', (mention) => `${quoted(mention)} is a mention in Slack. Write the email address.`);
  found(
    '(?<![^ -])<[^<>@ ]+@[^<>@ ]+>',
    (id) => `For a Message-ID, write message-id:${id}. For an address, leave < and > out.`,
  );
  return [...problems];
}

const everyName = fieldNames
  .flatMap((name) => [name, name.toUpperCase(), fields[name].words])
  .filter((name) => !name.includes(' '))
  .join('|');

/** Alone, it is the dash between two words. */
const detachedDash = (text: string) => `- belongs right in front of what it rules out: ${text.replace(/ +/, '')}…`;

function inOtherLanguages(word: string): string {
  const instead = {
    AND: 'All filters and words must match anyway: leave AND out',
    OR: 'For one or the other, put a comma between values: type:phishing,malware',
    NOT: 'To rule something out, put - in front of it: -type:dlp',
  };
  const advice = Object.entries(instead).find(([name]) => name === word)?.[1] ?? '';
  return `${advice}. To search for the word itself, put it in quotes: "${word}".`;
}

function withOtherSign(text: string): string {
  const [name = ''] = text
    .replace(/^-/, '')
    .toLowerCase()
    .split(/ ?[<>!=]/);
  return `${quoted(text)} needs a colon instead: ${name}:… For “at least”, write severity:high+.`;
}
