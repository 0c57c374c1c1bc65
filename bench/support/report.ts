/** Reports the figures as a Markdown table, and all measurements as JSON. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Lab, StoreKind } from './lab.ts';
import type { Ratio } from './measures.ts';

export interface Figure {
  what: string;
  measured: string;
  /** Undefined if the figure only explains another one. */
  target?: { words: string; met: boolean };
}

export interface Result {
  figures: Figure[];
  /** Every round, for the JSON. */
  raw: unknown;
}

/** Measures on one store after the other. */
export async function onEachStore<Measured>(
  { stores }: Lab,
  measure: (store: StoreKind) => Promise<Measured>,
  figuresOf: (store: StoreKind, measured: Measured) => Figure[],
): Promise<Result> {
  const figures: Figure[] = [];
  const raw: Partial<Record<StoreKind, Measured>> = {};
  for (const store of stores) {
    const measured = await measure(store);
    raw[store] = measured;
    figures.push(...figuresOf(store, measured));
  }
  return { figures, raw };
}

export interface Report {
  command: string;
  date: string;
  commit: string;
  machine: string;
  quick: boolean;
  scenarios: Record<string, Result>;
}

const latest = fileURLToPath(new URL('../results/latest.json', import.meta.url));

export async function newReport(command: string, quick: boolean): Promise<Report> {
  return { command, date: new Date().toISOString(), commit: await commit(), machine: machine(), quick, scenarios: {} };
}

export async function writeReport(report: Report): Promise<void> {
  await mkdir(dirname(latest), { recursive: true });
  await writeFile(latest, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Ready to paste into `bench/README.md`. */
export function asMarkdown({ command, date, commit, machine, quick, scenarios }: Report): string {
  const rows = Object.entries(scenarios).flatMap(([name, { figures }]) =>
    figures.map(({ what, measured, target }) => [name, what, target?.words ?? '', measured, verdict(target)]),
  );
  const head = ['scenario', 'figure', 'target', 'measured', 'met'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const warning = quick ? '\nA quick run, a tenth of everything: these figures show only that it runs.\n' : '';
  return `\`${command}\` at ${commit} on ${date.slice(0, 10)}: ${machine}.\n${warning}\n${lines.join('\n')}\n`;
}

function verdict(target: Figure['target']): string {
  if (target === undefined) return '';
  return target.met ? 'yes' : '**no**';
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1e9);
  const model = processors[0]?.model.trim() ?? 'unknown';
  return `${processors.length} × ${model}, ${memory} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

async function commit(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty'], { cwd: dirname(latest) });
    return stdout.trim();
  } catch {
    return 'no commit';
  }
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}

export function megabytes(value: number): string {
  return `${Math.round(value)} MB`;
}

export function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`;
}

/** "1.04 (rounds 0.98 to 1.07)" */
export function ratioInWords({ ofMedians, inRounds }: Ratio): string {
  const [least, most] = [Math.min(...inRounds), Math.max(...inRounds)];
  return `${ofMedians.toFixed(2)} (rounds ${least.toFixed(2)} to ${most.toFixed(2)})`;
}

export function atLeast(least: number, value: number): NonNullable<Figure['target']> {
  return { words: `at least ${least}`, met: value >= least };
}

export function atMost(most: number, value: number, unit = ''): NonNullable<Figure['target']> {
  return { words: `at most ${most.toLocaleString('en')}${unit}`, met: value <= most };
}
