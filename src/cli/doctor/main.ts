/** `npm run doctor`: one line for each thing that the app needs. */
import { runCommand } from '../command.ts';
import { examine } from './examine.ts';

await runCommand({
  name: 'doctor',
  program: 'dist/cli/doctor/main.js',
  does: `Checks what the app needs: its configuration, Slack, HEC and the database. Prints one line for each on standard
output, and changes nothing. It may run while the app does.`,
  options: {},
  examples: [{ type: 'npm run doctor', does: 'checks everything' }],
  exitCodes: { 0: 'nothing is wrong', 1: 'at least one line begins with WRONG', 2: 'the command was mistyped' },
  async run(_args, { configuration, print }) {
    const findings = await examine(configuration);
    for (const { kind, line } of findings) print(`${kind === 'ok' ? 'ok   ' : 'WRONG'} ${line}`);
    return findings.some(({ kind }) => kind === 'wrong') ? 1 : 0;
  },
});
