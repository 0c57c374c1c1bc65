/**
 * Reads `.env` for every command alike, and tells what somebody wrote there that would not count: most of all a
 * restriction that a comment sign swallowed.
 *
 * Each line is read by itself, so that a quotation mark which nothing closes can't swallow the lines after it.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { codeOf } from '../errors.ts';
import { aboutDisguise, disguised, isOurs, isRestriction, isSetting } from './names.ts';
import type { Problem } from './section.ts';

/** What the process was given, before anybody asks whether it makes sense. */
export interface Environment {
  values: Record<string, string | undefined>;
  problems: Problem[];
  warnings: string[];
}

/** A setting, with the sentence that follows its name if a part of it would be lost. */
interface Setting {
  name: string;
  value: string;
  lineNumber: number;
  fault: string | undefined;
}

/** A line that is neither empty, nor a comment, nor NAME=value. */
interface OtherLine {
  lineNumber: number;
  /** Up to what might be the sign behind a name. */
  start: string;
  words: string[];
}

/**
 * The environment, and below it `.env` in the directory where the process was started. What the file adds is put into
 * `environment`, too, for libraries that look there. An empty variable counts as unset, so the file's value stands.
 */
export function readEnvironment(
  environment: Record<string, string | undefined> = process.env,
  path = resolve('.env'),
): Environment {
  const file = textOf(path);
  if (file.kind !== 'text') return { values: { ...environment }, ...withoutFile(file, environment, path) };
  const { settings, otherLines } = readLines(file.text);
  const problems = otherLines.flatMap((line) => namedWithoutValue(line) ?? valueBelow(line, settings) ?? []);
  const warnings = problems.length === otherLines.length ? [] : [aboutLines(otherLines)];
  for (const [name, lines] of settings) {
    if ((environment[name] ?? '') !== '') continue;
    const fault = faultOf(lines);
    if (fault !== undefined && isOurs(name)) {
      problems.push({ names: [name], sentence: `${name} ${fault}` });
      continue;
    }
    environment[name] = lines.at(-1)?.value;
    if (fault !== undefined) warnings.push(`${name} ${fault}`);
    if (readByNodeAlone.has(name)) warnings.push(`${name} in .env comes too late for Node: set it in the environment.`);
  }
  return { values: { ...environment }, problems, warnings };
}

/** Before any line of the app runs. */
const readByNodeAlone = new Set(['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA']);

type EnvFile =
  | { kind: 'text'; text: string }
  | { kind: 'missing' }
  | { kind: 'unreadable'; why: string }
  | { kind: 'no text' };

function textOf(path: string): EnvFile {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    return text.includes('\0') ? { kind: 'no text' } : { kind: 'text', text };
  } catch (error) {
    const code = codeOf(error) ?? 'unknown error';
    if (code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', why: code === 'EISDIR' ? 'is a directory' : `can’t be read (${code})` };
  }
}

/** Where everything is in the environment, it does not matter that a file can't be read. */
function withoutFile(
  file: Exclude<EnvFile, { kind: 'text' }>,
  environment: Record<string, string | undefined>,
  path: string,
): Omit<Environment, 'values'> {
  if (file.kind === 'no text') {
    return {
      problems: [{ names: [], sentence: '.env is no UTF-8 text, probably UTF-16: save it as UTF-8.' }],
      warnings: [],
    };
  }
  if (file.kind === 'unreadable')
    return { problems: [], warnings: [`.env ${file.why}, so only the environment counts.`] };
  const isEmpty = !Object.keys(environment).some((name) => /^(HEC|SLACK)_/.test(name));
  return {
    problems: [],
    warnings: isEmpty ? [`There is no ${path}, and no setting of this app in the environment.`] : [],
  };
}

function readLines(text: string): { settings: Map<string, Setting[]>; otherLines: OtherLine[] } {
  const settings = new Map<string, Setting[]>();
  const otherLines: OtherLine[] = [];
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const setting = readLine(line, index + 1);
    if (setting === 'none') continue;
    if (setting === 'unknown')
      otherLines.push({ lineNumber: index + 1, start: startOf(line), words: line.split(/[^\w]+/) });
    else settings.set(setting.name, [...(settings.get(setting.name) ?? []), setting]);
  }
  return { settings, otherLines };
}

function startOf(line: string): string {
  const [, start = ''] = /^\s*(?:export\s+)?([^=:]*)/.exec(line) ?? [];
  return start;
}

function readLine(line: string, lineNumber: number): Setting | 'none' | 'unknown' {
  if (/^\s*(#.*)?$/.test(line)) return 'none';
  const [, name, rest] = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)(.*)$/.exec(line) ?? [];
  if (name === undefined || rest === undefined) return 'unknown';
  return { name, value: parse(line)[name] ?? '', lineNumber, fault: commentFault(rest, lineNumber) };
}

/** A comment is what follows a blank, as words do. Anything else behind `#` was probably meant. */
function commentFault(rest: string, lineNumber: number): string | undefined {
  const [quoted] = /^\s*(?:'[^']*'|"(?:\\"|[^"])*"|`[^`]*`)(?=\s*(?:#.*)?$)/.exec(rest) ?? [''];
  const sign = rest.indexOf('#', quoted.length);
  if (sign === -1) return undefined;
  const [before, comment] = [rest.slice(0, sign), rest.slice(sign + 1)];
  const where = `on line ${lineNumber} of .env`;
  if (before.trim() === '' && /^[^\s#]/.test(comment)) {
    return `${where} is empty, because # begins a comment: quote a value that begins with #, or put a blank behind the # of a comment.`;
  }
  const goesOn = /,\s*$/.test(before) && /^[^\s#]/.test(comment);
  if (goesOn || (before !== '' && !/\s$/.test(before))) {
    return `${where} is cut off at #, which begins a comment: put the whole value in quotes, or a blank before the # of a comment.`;
  }
  return undefined;
}

/** A blank line that is filled in further down is usual. Two different values are a mistake, whichever was meant. */
function faultOf(lines: Setting[]): string | undefined {
  const fault = lines.find((line) => line.fault !== undefined)?.fault;
  if (fault !== undefined) return fault;
  const given = lines.slice(lines.findIndex(({ value }) => value !== ''));
  if (lines.every(({ value }) => value === '') || new Set(given.map(({ value }) => value)).size === 1) return undefined;
  return `has different values on lines ${given.map(({ lineNumber }) => lineNumber).join(' and ')} of .env: keep one.`;
}

/** Such as `HEC_CHANNELS C123`. Short names are words as well. */
function namedWithoutValue({ lineNumber, start, words }: OtherLine): Problem | undefined {
  const name = words.find((word) => word.includes('_') && isSetting(word));
  if (name === undefined) {
    const looksLike = disguised(start);
    return looksLike === undefined ? undefined : aboutDisguise(looksLike, ` on line ${lineNumber} of .env`);
  }
  return { names: [name], sentence: `${name} on line ${lineNumber} of .env is not read: write it as ${name}=value.` };
}

/** Without its value, the line above would restrict nothing. */
function valueBelow({ lineNumber }: OtherLine, settings: Map<string, Setting[]>): Problem | undefined {
  const above = [...settings.values()].flat().find((setting) => setting.lineNumber === lineNumber - 1);
  if (above === undefined || above.value !== '' || !isRestriction(above.name)) return undefined;
  const sentence = `${above.name} on line ${above.lineNumber} of .env is empty, and the line below it is not read: write the whole value behind ${above.name}=.`;
  return { names: [above.name], sentence };
}

function aboutLines(lines: OtherLine[]): string {
  const [subject, verb] = lines.length === 1 ? ['Line', 'is'] : ['Lines', 'are'];
  const numbers = lines.map(({ lineNumber }) => lineNumber).join(', ');
  return `${subject} ${numbers} of .env ${verb} neither NAME=value nor a comment, and not read.`;
}
