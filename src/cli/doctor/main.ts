/** `npm run doctor`: one line for each thing that the app needs; exits with 1 if something is wrong. */
import { readConfig } from '../../config/config.ts';
import { readEnvironment } from '../../config/env-file.ts';
import { examine } from './examine.ts';

const findings = await examine(readConfig(readEnvironment()));
for (const { kind, line } of findings) process.stdout.write(`${kind === 'ok' ? 'ok   ' : 'WRONG'} ${line}\n`);
if (findings.some(({ kind }) => kind === 'wrong')) process.exitCode = 1;
