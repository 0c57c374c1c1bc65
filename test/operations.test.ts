/** What `docs/operations.md` quotes, for an operator to recognise, is what the app says. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = await readFile(new URL('docs/operations.md', root), 'utf8');

/** The first cells of the table "What to do when" hold the sentences, in double quotes. */
const table = page.split('## What to do when')[1] ?? '';
const symptoms = [...table.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell.replace(/`[^`]*`/g, ''));
const quotes = symptoms.flatMap((cell) => [...cell.matchAll(/"([^"]+)"/g)].map(([, quote = '']) => quote));

async function sourceText(): Promise<string> {
  const files = await readdir(new URL('src/', root), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(sources.map((file) => readFile(new URL(`src/${file}`, root), 'utf8')));
  // Comments say much the same, and nobody sees them.
  return texts.join('\n').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

test('every sentence that the operations page quotes is one that the app says', async () => {
  const source = await sourceText();
  expect(quotes.length).toBeGreaterThan(5);
  expect(quotes.filter((quote) => !source.includes(quote))).toEqual([]);
});
