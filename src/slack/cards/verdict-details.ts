/** What HEC's engines found and why, for the details modal: by engine, then by category. */
import type { EmailClick, EmailVerdict, VerdictReason } from '../../events/email.ts';
import { byStrength, isCleanVerdict } from '../../events/email-reasons.ts';
import { readableName } from '../../events/readable-name.ts';
import type { SectionBlock } from '../blocks/block-kit.ts';
import { listSections } from '../blocks/long-sections.ts';
import { code, joined, type Mrkdwn, md, outsideText, plain, type Words } from '../blocks/text.ts';
import { engineName, verdictName } from './display-names.ts';
import { reasonText } from './email-why.ts';

/** Rendered one by one: what has no room costs nothing. */
type Line =
  | { kind: 'verdict'; verdict: EmailVerdict }
  | { kind: 'reasons'; category: string | undefined; texts: string[] }
  | { kind: 'clean'; engines: string[] };

/** Engines that found something first; those that found nothing, and say no more, share the last line. */
export function verdictSections(verdicts: readonly EmailVerdict[], sections: number): SectionBlock[] {
  const isClean = ({ verdict }: EmailVerdict) => isCleanVerdict(verdict);
  const found = verdicts.filter((verdict) => !isClean(verdict));
  const clean = verdicts.filter(isClean);
  const told = [...found, ...clean.filter(({ reasons }) => reasons.length > 0)];
  const silent = clean.filter(({ reasons }) => reasons.length === 0).map(({ engine }) => engine);
  const lines: Line[] = [...told.flatMap(linesOf), ...(silent.length === 0 ? [] : [cleanLine(silent)])];
  return listSections(plain`Verdicts`, lines, lineText, { sections });
}

/** Enough for any email; a line has to fit into a section. */
const enginesInLine = 20;
const reasonsInLine = 10;

function cleanLine(engines: string[]): Line {
  return { kind: 'clean', engines: engines.slice(0, enginesInLine) };
}

function linesOf(verdict: EmailVerdict): Line[] {
  const byCategory = grouped(byStrength(verdict), ({ category }) => category);
  const reasonLines = [...byCategory].flatMap(([category, reasons]) => linesIn(category, reasons));
  return [{ kind: 'verdict', verdict }, ...reasonLines];
}

function linesIn(category: string | undefined, reasons: readonly VerdictReason[]): Line[] {
  const texts = reasons.map(({ text }) => text);
  const count = Math.ceil(texts.length / reasonsInLine);
  return Array.from({ length: count }, (_, index): Line => {
    return { kind: 'reasons', category, texts: texts.slice(index * reasonsInLine, (index + 1) * reasonsInLine) };
  });
}

function lineText(line: Line): Mrkdwn {
  switch (line.kind) {
    case 'verdict':
      return verdictLine(line.verdict);
    case 'reasons':
      return reasonsLine(line);
    case 'clean':
      return md`Found nothing: ${joined(', ', line.engines.map(engineText))}`;
  }
}

function verdictLine({ engine, verdict, matches }: EmailVerdict): Mrkdwn {
  const shown = joined(': ', [engineText(engine), outsideText(verdictName(verdict), 100)]);
  return shown === '' ? '' : joined(' · ', [md`*${shown}*`, matches === undefined ? '' : countOf(matches, 'matches')]);
}

function reasonsLine({ category = '', texts }: Extract<Line, { kind: 'reasons' }>): Mrkdwn {
  const shown = joined(
    ' · ',
    texts.map((text) => reasonText(text, 250)),
  );
  return shown === '' ? '' : joined(': ', [outsideText(readableName(category), 60), shown]);
}

function engineText(engine: string): Mrkdwn {
  return outsideText(engineName(engine), 60);
}

const nouns: Record<'matches' | 'clicks', [Words, Words]> = {
  matches: [plain`match`, plain`matches`],
  clicks: [plain`click`, plain`clicks`],
};

function countOf(count: number, of: keyof typeof nouns): Words {
  const [one, more] = nouns[of];
  return plain`${count} ${count === 1 ? one : more}`;
}

/** Each link once, with how often it was clicked and whether HEC blocked that. */
export function clickSections(clicks: readonly EmailClick[]): SectionBlock[] {
  const byUrl = [...grouped(clicks, ({ url }) => url)];
  return listSections(plain`Clicked links`, byUrl, ([url, each]) => clickLine(url, each), { sections: 1 });
}

function clickLine(url: string, clicks: readonly EmailClick[]): Mrkdwn {
  const blocked = clicks.filter(({ isBlocked }) => isBlocked === true).length;
  const passed = clicks.filter(({ isBlocked }) => isBlocked === false).length;
  const shown = code(url, 1_000);
  if (shown === '') return '';
  const count = countOf(clicks.length, 'clicks');
  const ends = [blocked > 0 ? plain`${blocked} blocked` : '', passed > 0 ? plain`${passed} not blocked` : ''];
  return joined(' · ', [shown, joined(', ', [count, ...ends])]);
}

/** Groups and members in the order of appearance. */
function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
