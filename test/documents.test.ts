/** What the pages lead to is there: links, headings, and the commands of the app's own. */
import { access, readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const inFolder = async (folder: string) =>
  (await readdir(new URL(folder, root))).filter((name) => name.endsWith('.md')).map((name) => `${folder}${name}`);
const pages = [...(await inFolder('')), ...(await inFolder('docs/')), 'bench/README.md'];
const read = (path: string) => readFile(new URL(path, root), 'utf8');

/** As repository hosts make them. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('every link on %s leads to a file, and to a heading in it', async (page) => {
  const text = await read(page);
  const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
  for (const target of targets) {
    const [path = '', anchor] = target.split('#');
    const url = path === '' ? new URL(page, root) : new URL(path, new URL(page, root));
    await expect(access(url), target).resolves.toBeUndefined();
    if (anchor !== undefined) expect(anchorsOf(await readFile(url, 'utf8')), target).toContain(anchor);
  }
});

test('every command of the app’s that a page names is there', async () => {
  const texts = await Promise.all(pages.map(read));
  const programs = texts.flatMap((text) => [...text.matchAll(/\bdist\/cli\/([a-z-]+)\/main\.js/g)]);
  const names = new Set(programs.map(([, name = '']) => name));
  expect([...names].toSorted()).toEqual(['audit-export', 'doctor', 'erase']);
  for (const name of names) await expect(access(new URL(`src/cli/${name}/main.ts`, root))).resolves.toBeUndefined();
});

test('the guide has people set every variable without which the app does not start or nobody can act', async () => {
  const [, guide = ''] = (await read('README.md')).split('## Set it up in ten minutes');
  for (const name of [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'HEC_REGION',
    'HEC_CLIENT_ID',
    'HEC_ACCESS_KEY',
    'HEC_RESPONDERS',
  ]) {
    expect(guide.split('\n## ')[0]).toContain(`\`${name}\``);
  }
});
