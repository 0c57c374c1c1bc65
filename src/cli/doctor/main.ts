/** `npm run doctor`: what the app needs, whether it is there, and how to mend what is not. */
import { runCommand } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { section, summary } from './report.ts';

/** The system may look for a name for half a minute, which nobody waits for any more, and holds the process meanwhile. */
const lingerMs = 1_000;

const command = commandLine({
  name: 'doctor',
  program: 'dist/cli/doctor/main.js',
  does: `Examines what the app needs: its configuration, Slack, HEC, the database, who may do what, and what it shows. Says on
standard output how to mend each thing that is wrong. It changes nothing, takes seconds, and may run while the app does.`,
  examples: [{ type: 'npm run doctor', does: 'examines everything' }],
  exitCodes: { 0: 'ready to start', 1: 'at least one line begins with WRONG', 2: 'the command was mistyped' },
});

await runCommand(command, async (_options, _args, { configuration, print, signal }) => {
  const findings: Finding[] = [];
  for (const { title, findings: found } of examine(configuration)) {
    const done = await found;
    if (signal.aborted) return 1;
    findings.push(...done);
    print(section(title, done));
  }
  print(summary(findings));
  setTimeout(() => process.exit(), lingerMs).unref();
  return findings.some(({ kind }) => kind === 'wrong') ? 1 : 0;
});
