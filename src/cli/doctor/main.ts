/** `npm run doctor`: one line for each thing that the app needs; exits with 1 if something is wrong. */
import { config as readEnvFile } from 'dotenv';
import { examine } from './examine.ts';

readEnvFile({ quiet: true });
const findings = await examine(process.env);
for (const { kind, line } of findings) process.stdout.write(`${kind === 'ok' ? 'ok   ' : 'WRONG'} ${line}\n`);
if (findings.some(({ kind }) => kind === 'wrong')) process.exitCode = 1;
