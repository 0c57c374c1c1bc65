/** What Slack's command line asks of this project, asked as it asks: `slack run` needs no more. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const hooksFile = z.object({ hooks: z.record(z.string(), z.string()) });
const run = async (command: string): Promise<unknown> => {
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: fileURLToPath(root) });
  return JSON.parse(stdout);
};
const { hooks } = hooksFile.parse(JSON.parse(await readFile(new URL('.slack/hooks.json', root), 'utf8')));

test('Slack’s command line gets the app’s manifest from this project', async () => {
  const offered = hooksFile.parse(await run(hooks['get-hooks'] ?? ''));
  const manifest = await run(offered.hooks['get-manifest'] ?? '');
  expect(manifest).toEqual(parse(await readFile(new URL('manifest.yml', root), 'utf8')));
});

test('Slack’s command line starts the app in Socket Mode by one of its own scripts', async () => {
  const offered = z
    .object({ config: z.object({ 'sdk-managed-connection-enabled': z.boolean() }) })
    .parse(await run(hooks['get-hooks'] ?? ''));
  // The app opens its own socket, with the tokens that the command line gives it.
  expect(offered.config['sdk-managed-connection-enabled']).toBe(true);

  const [, script = ''] = hooks.start?.match(/^npm run --silent (\S+)$/) ?? [];
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(new URL('package.json', root), 'utf8')));
  expect(scripts[script]).toContain('src/main.ts');
});
