/** `npm run doctor`: what the app needs, whether it is there, and how to mend what is not. */
import { runCommand } from '../command.ts';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';
import { section, summary } from './report.ts';

await runCommand({
  name: 'doctor',
  program: 'dist/cli/doctor/main.js',
  does: `Checks what the app needs: its configuration, Slack, HEC and the database. Says what is wrong and how to mend it on
standard output, and changes nothing. It may run while the app does.`,
  options: {},
  examples: [{ type: 'npm run doctor', does: 'checks everything' }],
  exitCodes: { 0: 'nothing is wrong', 1: 'at least one line begins with WRONG', 2: 'the command was mistyped' },
  async run(_args, { configuration, print }) {
    const findings: Finding[] = [];
    for (const { title, findings: found } of examine(configuration)) {
      findings.push(...(await found));
      print(section(title, await found));
    }
    print(summary(findings));
    return findings.some(({ kind }) => kind === 'wrong') ? 1 : 0;
  },
});
