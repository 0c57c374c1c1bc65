/** What every command does alike, in a production install: help, mistakes, a closed pipe and Ctrl-C. */
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { startSlackSimulator } from '../../playground/slack/server.ts';
import { ended, launch, run } from '../support/install/run.ts';

const directory = inject('install');

const quiet = { code: 0, out: '', err: '' };

/** How it is run by npm, and which program that is. */
const commands = {
  start: { npm: ['start', '--silent', '--'], program: 'dist/main.js', type: 'npm start --' },
  doctor: { npm: ['run', '--silent', 'doctor', '--'], program: 'dist/cli/doctor/main.js', type: 'npm run doctor --' },
  audit: {
    npm: ['run', '--silent', 'audit', '--'],
    program: 'dist/cli/audit-export/main.js',
    type: 'npm run audit --',
  },
  erase: { npm: ['run', '--silent', 'erase', '--'], program: 'dist/cli/erase/main.js', type: 'npm run erase --' },
};

describe.each(Object.entries(commands))('the command %s', (_name, { npm, program, type }) => {
  test('says on standard output how it is used, without any configuration, also when npm runs it', async () => {
    const [byNpm, byNode] = await Promise.all([
      run('npm', [...npm, '--help'], { directory }),
      run('node', [program, '--help'], { directory }),
    ]);
    expect(byNpm).toEqual(byNode);
    for (const part of [type, 'Options:', 'Examples:', 'Exit codes:', `node ${program}`])
      expect(byNode.out).toContain(part);
    expect(byNode).toMatchObject({ code: 0, err: '' });
  });

  test.each([
    ['an option that it does not know', '--colour', "error: unknown option '--colour'"],
    ['control characters', '--\u001b[31mcolour', "error: unknown option '--colour'"],
  ])('tells %s in a sentence, with exit code 2', async (_, option, sentence) => {
    const said = await run('node', [program, option], { directory });
    expect(said).toEqual({ code: 2, out: '', err: `${sentence}\nMore: ${type} --help\n` });
  });

  test('tells an argument too many in a sentence, with exit code 2', async () => {
    const { code, out, err } = await run('node', [program, 'U1AAAAAA', 'U2AAAAAA'], { directory });
    expect(err).toMatch(/^error: too many arguments\. Expected [01] arguments? but got 2\.\nMore: /);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('ends quietly if its reader closes the pipe', async () => {
    expect(await run('bash', ['-o', 'pipefail', '-c', `node ${program} --help | true`], { directory })).toEqual(quiet);
  });
});

test.each([
  ['--since=1d', 'npm kept --since for itself. Put -- before it: npm run audit -- --since …'],
  // To npm, it begins like an option of its own that takes no value.
  ['--format=json', 'unexpected argument. Options stand behind --: npm run audit -- --since …'],
])('the option %s that npm kept for itself is told, and nothing is exported without it', async (option, sentence) => {
  const { code, out, err } = await run('npm', ['run', '--silent', 'audit', option], { directory });
  expect(err).toContain(sentence);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('the doctor goes on to the right exit code if its reader closes the pipe', async () => {
  const line = 'node dist/cli/doctor/main.js | true';
  expect(await run('bash', ['-o', 'pipefail', '-c', line], { directory })).toEqual({ ...quiet, code: 1 });
});

test('Ctrl-C ends a command that waits, quietly', async () => {
  const [hec, slack] = await Promise.all([startHecSimulator(), startSlackSimulator()]);
  onTestFinished(async () => void (await Promise.all([slack.close(), hec.close()])));
  slack.faults.add({ method: 'auth.test', kind: 'hang' });
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.installation.botToken,
    SLACK_SIGNING_SECRET: slack.installation.signingSecret,
    HEC_GATEWAY_URL: hec.url,
    HEC_CLIENT_ID: hec.clientId,
    HEC_ACCESS_KEY: hec.accessKey,
  };
  const child = launch('node', ['dist/cli/doctor/main.js'], { directory, env });
  const said = ended(child);
  await expect.poll(() => slack.calls.length).toBeGreaterThan(0);
  child.kill('SIGINT');
  expect(await said).toMatchObject({ code: 130, err: '' });
});
