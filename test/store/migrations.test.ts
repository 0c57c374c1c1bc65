import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { migrationsFolder } from '../../src/store/backend.ts';
import * as schema from '../../src/store/schema.ts';

const journal = z.object({ entries: z.array(z.object({ idx: z.number(), when: z.number(), tag: z.string() })) });

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(join(migrationsFolder, path), 'utf8'));
}

async function journalEntries() {
  return journal.parse(await readJson('meta/_journal.json')).entries;
}

describe('the migrations', () => {
  test('the migrations are in the order of their dates, because one dated before the newest applied one would be skipped silently', async () => {
    const dates = (await journalEntries()).map(({ when }) => when);
    expect(dates.length).toBeGreaterThan(0);
    expect(dates).toEqual([...new Set(dates)].toSorted((one, other) => one - other));
    expect(Math.max(...dates)).toBeLessThan(Date.now());
  });

  test('all migrations are in the journal', async () => {
    const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql'));
    expect(files.toSorted()).toEqual((await journalEntries()).map(({ tag }) => `${tag}.sql`));
  });

  test('the migrations make the tables that the schema describes (if not, run `npm run migrations:generate`)', async () => {
    const latest = (await journalEntries()).at(-1);
    const made = await readJson(`meta/${String(latest?.idx).padStart(4, '0')}_snapshot.json`);
    const described = generateDrizzleJson({ ...schema });
    expect(await generateMigration(generateDrizzleJson({}, undefined), described)).not.toEqual([]);
    expect(await generateMigration(snapshotOf(made), described)).toEqual([]);
  });
});

/** The file as drizzle-kit's own type. */
function snapshotOf(json: unknown): ReturnType<typeof generateDrizzleJson> {
  const empty = generateDrizzleJson({});
  return { ...empty, ...z.record(z.string(), z.unknown()).parse(json) };
}
