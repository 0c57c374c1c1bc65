/** The systemd unit keeps its restrictions, and the commands beside it run as it does. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const unit = await readFile(new URL('deploy/hec-slack.service', root), 'utf8');
const runner = await readFile(new URL('deploy/hec-slack-run', root), 'utf8');

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

test('doctor, audit and erase run under systemd with the user, environment and state of the app', () => {
  const given = [...runner.matchAll(/--property=(\w+=)(?:'([^']+)'|(\S+))/g)].map(
    ([, name, quoted, plain]) => `${name}${quoted ?? plain}`,
  );
  // A unit with DynamicUser has its own name as its user's; another unit has to give it.
  expect(given).toContain('User=hec-slack');
  const shared = service.filter((line) =>
    /^(DynamicUser|StateDirectory|StateDirectoryMode|WorkingDirectory|EnvironmentFile|Environment|UMask)=/.test(line),
  );
  expect(shared).toHaveLength(7);
  expect(given).toEqual(expect.arrayContaining(shared));
  expect(service).toContain('ExecStart=/usr/bin/node dist/main.js');
  expect(runner).toContain('/usr/bin/node "dist/cli/$program/main.js" "$@"');
});
