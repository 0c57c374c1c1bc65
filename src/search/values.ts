/** Reads one value of a filter, by what kind of value its field takes. */
import { z } from 'zod';
import type { SeverityLevel } from '../events/security-event.ts';
import { severityMark, toSeverity } from '../events/severity.ts';
import { type Choice, choiceOf } from './choices.ts';
import { type FieldName, fields, type ValueField } from './fields.ts';
import { listed, nearest, problem, quoted, type Reading, understood, unwrappedFully } from './reading.ts';

export const allLevels: readonly SeverityLevel[] = [5, 4, 3, 2, 1];

export const severityName = (level: SeverityLevel) => severityMark({ kind: 'known', level }).word.toLowerCase();

/** `high` or `high+`, as the levels that it stands for. */
export function readSeverity(text: string): Reading<SeverityLevel[]> {
  const word = text.replace(/^[><]?=?|\s*\+$/g, '');
  const severity = toSeverity(word);
  if (severity.kind === 'unknown') return unknownChoice('severity', word, [...allLevels.map(severityName), 'highest']);
  const level = severity.level;
  if (/^[<>=]/.test(text)) {
    return problem(`${quoted(text)} isn’t a severity. To ask for ${word} or worse, write severity:${word}+.`);
  }
  return understood(text.endsWith('+') ? allLevels.filter((other) => other >= level) : [level]);
}

/** The value in its canonical spelling. */
export function readValue(field: ValueField, text: string): Reading<string> {
  if (text.length > longestValue) {
    return problem(`A value of ${field}: is too long: ${longestValue.toLocaleString('en-US')} characters at most.`);
  }
  const { value } = fields[field];
  switch (value.kind) {
    case 'choice':
      return readChoice(field, value.choices, text);
    case 'address':
      return readAddress(field, text);
    case 'url':
      return readUrl(text);
    case 'hash':
      return readHash(text);
    case 'message-id':
      return readMessageId(text);
    case 'ip':
      return readIp(text);
    default:
      return understood(text);
  }
}

/** HEC's sentences and subjects are shorter, and so are links that people can paste into Slack. */
const longestValue = 2_000;

export function readChoice(field: FieldName, choices: readonly Choice[], text: string): Reading<string> {
  const found = choiceOf(choices, text);
  return found === undefined
    ? unknownChoice(
        field,
        text,
        choices.flatMap(({ name, aliases }) => [name, ...aliases]),
        choices.map(({ name }) => name),
      )
    : understood(found.name);
}

function unknownChoice(field: FieldName, text: string, spellings: readonly string[], names = spellings) {
  const meant = nearest(text, spellings);
  if (meant !== undefined) return problem(`${field}: doesn’t know ${quoted(text)}. Did you mean ${field}:${meant}?`);
  return problem(`${field}: doesn’t know ${quoted(text)}. It takes ${listed(names, 'or')}.`);
}

/** As people write addresses that must not be clicked: `hxxps[:]//evil[.]example`, `ana[at]evil[.]example`. */
const withoutDefanging = (text: string) => unwrappedFully(text, unwrapDefanged);

function unwrapDefanged(text: string): string {
  return text
    .replace(/^h(?:xx|\*\*|tt)p(s?)(?=\[?:)/i, 'http$1')
    .replace(/[[({](\.|:|@|:\/\/)[\])}]/g, '$1')
    .replace(/[[({]dot[\])}]/gi, '.')
    .replace(/[[({]at[\])}]/gi, '@');
}

const domain = /^(?!.*\.\.)[\p{L}\p{N}][\p{L}\p{N}\p{M}_.-]{0,252}\.[\p{L}\p{N}\p{M}-]{2,63}$/u;
const localPart = /^[^\s@,;:<>()[\]\\"]{1,64}$/u;

/** An address, also with the name in front of it, or a domain, as `x.example`, `@x.example` or `*.x.example`. */
function readAddress(field: FieldName, text: string): Reading<string> {
  const inBrackets = /<([^<>]+)>$/.exec(text)?.[1] ?? text;
  const plain = withoutDefanging(inBrackets.trim()).toLowerCase();
  const host = plain.replace(/^(?:https?:\/\/|mailto:)?(?:\*?@|\*\.)?/, '').replace(/\.$|\/$/, '');
  if (domain.test(host) && !isIp(host)) return understood(host);
  const [local = '', domainPart = '', ...rest] = host.split('@');
  if (rest.length === 0 && localPart.test(local) && domain.test(domainPart)) return understood(host);
  return problem(
    `${quoted(text)} is neither an email address nor a domain. Write ${field}:ana@parcel-point.example or ${field}:parcel-point.example.`,
  );
}

/** A whole URL, or a host, which finds every link to it. */
function readUrl(text: string): Reading<string> {
  const plain = withoutDefanging(text);
  const url = /^https?:\/\//i.test(plain) ? plain : `http://${plain}`;
  const host = URL.canParse(url) && !/\s/.test(plain) ? new URL(url).hostname : '';
  // What follows a comma in a URL may be a number, which is an IP address to browsers.
  const isNumber = url !== plain && /^[\d.]+$/.test(host) && !plain.startsWith(host);
  if (!isNumber && (host.includes('.') || host.startsWith('['))) return understood(plain);
  return problem(
    `${quoted(text)} isn’t a URL. Write url:https://parcel-point.example/track or url:parcel-point.example, and put a URL with commas or spaces in quotes.`,
  );
}

function readHash(text: string): Reading<string> {
  if (/^[0-9a-f]{32}$/i.test(text)) return understood(text.toLowerCase());
  const isOther = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i.test(text);
  return problem(
    isOther
      ? `${quoted(text)} isn’t an MD5. HEC knows attachments only by their MD5, which has 32 digits.`
      : `${quoted(text)} isn’t an MD5, which has 32 digits from 0 to 9 and a to f.`,
  );
}

/** With or without its angle brackets. */
function readMessageId(text: string): Reading<string> {
  const id = text.replace(/^<|>$/g, '');
  if (/^[^\s<>@]+@[^\s<>@]+$/.test(id)) return understood(id);
  return problem(`${quoted(text)} isn’t a Message-ID. Write it as message-id:<20261105.88412@parcel-point.example>.`);
}

const isIp = (text: string) => z.union([z.ipv4(), z.ipv6()]).safeParse(text).success;

/** IPv6 addresses have several spellings. */
function readIp(text: string): Reading<string> {
  const plain = withoutDefanging(text).replace(/^\[|\]$/g, '');
  if (z.ipv4().safeParse(plain).success) return understood(plain);
  if (z.ipv6().safeParse(plain).success) return understood(new URL(`http://[${plain}]`).hostname.slice(1, -1));
  const isRange = plain.includes('/') || plain.includes('*');
  return problem(
    isRange
      ? `${quoted(text)} is a range. Write single addresses, such as ip:203.0.113.7.`
      : `${quoted(text)} isn’t an IP address. Write it as ip:203.0.113.7.`,
  );
}
