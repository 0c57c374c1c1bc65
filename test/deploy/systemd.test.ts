/** The systemd unit keeps its restrictions, and the commands beside it run as it does. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const unit = await readFile(new URL('deploy/hec-slack.service', root), 'utf8');

const [, section = ''] = unit.split('[Service]');
const service = section.split('\n').filter((line) => /^[A-Z]\w*=/.test(line));

test.each([
  'DynamicUser=yes',
  'StateDirectoryMode=0700',
  'UMask=0077',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateIPC=yes',
  'PrivateUsers=yes',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'KeyringMode=private',
  'RemoveIPC=yes',
  'LimitCORE=0',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
])('the systemd unit holds the app to %s', (restriction) => {
  expect(service).toContain(restriction);
});

test('the systemd unit bounds memory and tasks, and waits longer for the app to stop than the app takes', () => {
  const settings = new Map(service.map((line) => line.split('=')).map(([name, value = '']) => [name, value]));
  expect(settings.get('MemoryMax')).toMatch(/^\d+M$/);
  expect(settings.get('TasksMax')).toMatch(/^\d+$/);
  expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(25);
});

test('the systemd unit lets V8 compile JavaScript, without which Node does not start', () => {
  expect(service.filter((line) => line.startsWith('MemoryDenyWriteExecute'))).toEqual([]);
});

/** What `deploy/hec-slack-run` would have systemd do, from a stand-in that prints its arguments. */
async function askedOfSystemd(...words: string[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'hec-slack-run-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'systemd-run'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  const { stdout } = await promisify(execFile)(fileURLToPath(new URL('deploy/hec-slack-run', root)), words, {
    env: { PATH: `${directory}:${process.env.PATH}` },
  });
  return stdout.trimEnd().split('\n');
}

test.each([
  ['doctor', 'dist/cli/doctor/main.js'],
  ['audit', 'dist/cli/audit-export/main.js'],
  ['erase', 'dist/cli/erase/main.js'],
])('%s runs under systemd with the user, environment and state of the app', async (command, program) => {
  const asked = await askedOfSystemd(command, '--an-option', 'two words');
  expect(asked.slice(-4)).toEqual(['/usr/bin/node', program, '--an-option', 'two words']);
  expect(service).toContain('ExecStart=/usr/bin/node dist/main.js');

  const given = asked.flatMap((argument) => argument.match(/^--property=(.*)$/)?.[1] ?? []);
  // A unit with DynamicUser has its own name as its user's; another unit has to give it.
  expect(given).toContain('User=hec-slack');
  const shared = service.filter((line) =>
    /^(DynamicUser|StateDirectory|StateDirectoryMode|WorkingDirectory|EnvironmentFile|Environment|UMask)=/.test(line),
  );
  expect(shared).toHaveLength(7);
  expect(given).toEqual(expect.arrayContaining(shared));
});

test.each([[[]], [['--help']], [['audit-export']], [['../evil']]])(
  'the systemd helper says which commands there are, and runs nothing, if it is given %j',
  async (words) => {
    await expect(askedOfSystemd(...words)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'Which command: doctor, audit or erase? Each takes --help.\n',
    });
  },
);
