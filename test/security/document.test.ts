/** What `docs/security.md` says of packages and tests is so. */
import { access, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const placeOf = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFile(placeOf(path), 'utf8');
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);

const text = await read('docs/security.md');
const versions = z.record(z.string(), z.string());
const { dependencies, devDependencies, allowScripts } = z
  .object({ dependencies: versions, devDependencies: versions, allowScripts: z.record(z.string(), z.boolean()) })
  .parse(JSON.parse(await read('package.json')));

/** The rows of a table whose first cell names packages. */
function packagesIn(part: string): { names: string[]; reason: string }[] {
  return [...part.matchAll(/^\| (`[^|]+) \| ([^|]*) \|/gm)].map(([, cell = '', reason = '']) => ({
    names: quoted(cell),
    reason,
  }));
}

describe('dependencies', () => {
  const [, section = ''] = text.split('## Dependencies');
  const [production = '', development = ''] = section.split('For development');

  test.each([
    ['in production', production, dependencies],
    ['for development', development, devDependencies],
  ])('the page names exactly the dependencies %s, each once and with its reason', (_title, part, known) => {
    const rows = packagesIn(part);
    expect(rows.flatMap(({ names }) => names).toSorted()).toEqual(Object.keys(known).toSorted());
    for (const { reason } of rows) expect(reason).toMatch(/\w/);
  });

  test('every dependency has an exact version', () => {
    for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\d[\d.]+$/);
  });

  test('dependencies with an install script are for development only, and may not run it', async () => {
    const lock = z
      .object({
        packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean(), dev: z.boolean() }).partial()),
      })
      .parse(JSON.parse(await read('package-lock.json')));
    const withScript = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(withScript).not.toEqual([]);
    for (const [path, { dev }] of withScript) {
      expect([path, dev, allowScripts[path.split('node_modules/').at(-1) ?? '']]).toEqual([path, true, false]);
    }
  });
});

describe('threats', () => {
  const section = text.split(/^## /m).find((part) => part.startsWith('Threats')) ?? '';
  const threats = section.split(/^### /m).slice(1);
  const named = threats.flatMap((threat) => testsIn(threat));

  test('each of the ten threats names a test', () => {
    expect(threats.map((threat) => testsIn(threat).length > 0)).toEqual(Array.from({ length: 10 }, () => true));
  });

  test.each(named)('the tests that list %$ of the page names exist in $file', async ({ file, names }) => {
    const source = await read(file);
    for (const name of names) {
      const isThere = ["'", '`', '"'].some((mark) => source.includes(`${mark}${name}${mark}`));
      expect([name, isThere]).toEqual([name, true]);
    }
  });

  test('every file that the page names exists', async () => {
    const paths = quoted(text).filter((name) => /^(?:src|test|docs)\/\S+$/.test(name));
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) await expect(access(placeOf(path))).resolves.toBeUndefined();
  });
});

/** The items of a list that begin with the path of a test file and go on with the names of tests. */
function testsIn(part: string): { file: string; names: string[] }[] {
  return [...part.matchAll(/^- `(test\/[^`]+)`:((?:[,\s]+`[^`]+`)+)/gm)].map(([, file = '', names = '']) => ({
    file,
    names: quoted(names),
  }));
}
