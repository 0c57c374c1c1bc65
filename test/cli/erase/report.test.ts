import { expect, test } from 'vitest';
import { commandOf, erasesAnything, reportOf } from '../../../src/cli/erase/report.ts';

const counts = { lookups: 12, sharedCards: 1, actions: 3, running: 1 };

test('before an erasure, what would go and what would stay is told with its reason', () => {
  expect(reportOf(counts, 'trial')).toEqual([
    'Would be removed:',
    '  12 lookups: which event they looked up when, and where',
    'Would be emptied:',
    '   1 cards that others see too: who asked for them, and the note above them',
    'Would stay, because the audit trail says who acted on what:',
    '   3 actions: who did what on which event, when, and what came of it',
    'Would stay for now, because the app works with them:',
    '   1 actions in progress',
  ]);
});

test('after an erasure, what is left for now is told with when to erase it', () => {
  expect(reportOf(counts, 'done').filter((line) => !line.startsWith(' '))).toEqual([
    'Removed:',
    'Emptied:',
    'Left, because the audit trail says who acted on what:',
    'Left for now, because the app works with them. Run this again in an hour:',
  ]);
});

test('that nothing is stored is told', () => {
  expect(reportOf({}, 'trial')).toEqual(['Nothing is stored of them.']);
});

test.each([
  [{ lookups: 2, actions: 1 }, true],
  [{ texts: 1 }, true],
  [{ actions: 3, refusedActions: 1, running: 1, waitingJobs: 2 }, false],
  [{}, false],
])('only if something would go is the command offered that erases it: %j', (stored, offered) => {
  expect(erasesAnything(stored)).toBe(offered);
});

test.each([
  [{ kind: 'person', ids: ['U024BE7LH', 'W1AAAAAA'] }, 'npm run erase -- U024BE7LH --yes'],
  [{ kind: 'address', address: 'ann+1@example.com' }, 'npm run erase -- ann+1@example.com --yes'],
  [{ kind: 'address', address: "o'brien@example.com" }, "npm run erase -- 'o'\\''brien@example.com' --yes"],
  [{ kind: 'address', address: '$(reboot)@example.com' }, "npm run erase -- '$(reboot)@example.com' --yes"],
] as const)('the command that erases can be copied into a shell: %j', (subject, command) => {
  expect(commandOf(subject)).toBe(command);
});
