/** What `docs/security.md` says of what is stored is all that is stored. */
import { readFile } from 'node:fs/promises';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { allTables } from '../../src/store/erase/tables.ts';
import { tablesOfLibraries } from '../support/tables-of-libraries.ts';

const page = await readFile(new URL('../../docs/security.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('## What is stored, of whom, for how long\n');
const [table = ''] = section.split('\n## ');
const quoted = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);
const rows = [...table.matchAll(/^\| (`[^|]+) \|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$/gm)].map(
  ([, names, ofWhom, columns, time, erasing]) => ({
    names: quoted(names),
    columns: quoted(columns),
    words: [ofWhom, time, erasing],
  }),
);

test('the page names every table of the database once, and says of whom it is, for how long, and what is erased', () => {
  const ours = Object.values(allTables).map(({ table }) => getTableName(table));
  const named = rows.flatMap(({ names }) => names);
  expect(named.toSorted()).toEqual([...ours, ...Object.keys(tablesOfLibraries)].toSorted());
  for (const { words } of rows) for (const cell of words) expect(cell).toMatch(/\w/);
});

test.each(Object.entries(allTables))(
  'the page names exactly the columns of %s that say something of people',
  (_, { table, handling }) => {
    const columns = getTableColumns(table);
    const telling = Object.entries(handling.columns).filter(([, holds]) => holds !== 'nothing');
    const row = rows.find(({ names }) => names.includes(getTableName(table)));
    expect(row?.columns.toSorted()).toEqual(telling.map(([name]) => columns[name]?.name).toSorted());
  },
);
