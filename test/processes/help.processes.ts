/** What runs only in a checkout takes `--help` as every command does. */
import { expect, test } from 'vitest';
import { run } from '../support/install/run.ts';

test.each([
  ['demo', 'playground/demo/main.ts'],
  ['bench', 'bench/main.ts'],
])('the %s says how it is used, and starts nothing that was not asked for', async (name, program) => {
  const own = { directory: process.cwd(), isAppUser: false };
  const help = await run('npx', ['tsx', program, '--help'], own);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain(`Usage: npm run ${name} --`);
  const mistake = await run('npx', ['tsx', program, '--hlep'], own);
  expect(mistake).toMatchObject({ code: 2, out: '' });
  expect(mistake.err).toBe(`error: unknown option '--hlep'\n(Did you mean --help?)\nMore: npm run ${name} -- --help\n`);
});
