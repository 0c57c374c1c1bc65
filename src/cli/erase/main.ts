/** `npm run erase -- <user id or email address>`: removes what is stored of a person. */
import { completeConfig } from '../../config/config.ts';
import { erase } from '../../store/erase/erase.ts';
import { runCommand } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { withDatabase } from '../database.ts';
import { eraseInRunningApp } from './erase-route.ts';
import { readSubject } from './read-subject.ts';
import { commandOf, erasesAnything, reportOf } from './report.ts';
import { wholePerson } from './whole-person.ts';

const command = commandLine({
  name: 'erase',
  program: 'dist/cli/erase/main.js',
  does: `Removes what is stored of a person, or an email address wherever it is stored. Without --yes it changes nothing, and says
on standard output what would go and what would stay. The facts of the audit trail stay: who acted on what, when, and what came
of it. That something was erased is recorded there, and how much, but not of whom. It may run while the app does. Messages in
Slack, the app's log, exports and backups are not changed. docs/security.md says what is stored, table by table.`,
  examples: [
    { type: 'npm run erase -- U024BE7LH', does: 'says what would be erased of this person' },
    { type: 'npm run erase -- U024BE7LH --yes', does: 'erases it' },
    { type: 'npm run erase -- ann@example.com --yes', does: 'erases this address wherever it is stored' },
  ],
  exitCodes: {
    0: 'erased, or said what would be',
    1: 'the database could not be used, or not to the end: run it again',
    2: 'the command was mistyped',
  },
})
  .argument(
    '<user id or email address>',
    'a Slack user id (U… or W…; the same person’s other id is found by itself), or an email address',
    readSubject,
  )
  .option('--yes', 'erase; without it nothing changes');

await runCommand(command, async ({ yes = false }, [named], { configuration, note, print, signal }) => {
  const config = completeConfig(configuration);
  const whole = named.kind === 'person' ? await wholePerson(named, config) : named;
  if (whole === undefined) note('Slack did not say whether this person has a second id. If so, erase that one too.');
  const subject = whole ?? named;
  const isTrial = !yes;
  const counts = await withDatabase(config.store, {
    opened: (store) => erase(subject, { store, isTrial, now: Date.now, signal }),
    running: (dataDir) => eraseInRunningApp(dataDir, subject, { isTrial, signal }),
  });
  if (subject.kind === 'person') print(`Of ${subject.ids.join(' and ')}:`);
  for (const line of reportOf(counts, isTrial ? 'trial' : 'done')) print(line);
  if (isTrial && erasesAnything(counts)) print(`Nothing has been erased yet. To erase it: ${commandOf(named)}`);
  return 0;
});
