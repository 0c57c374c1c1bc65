/** `npm run audit -- --since 7d --format csv`: the audit trail on standard output, oldest first. */
import { pipeline } from 'node:stream/promises';
import { Option } from '@commander-js/extra-typings';
import { completeConfig } from '../../config/config.ts';
import { runCommand } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { withDatabase } from '../database.ts';
import { exportOfRunningApp } from './export-route.ts';
import { formats } from './formats.ts';
import { type Row, rowsSince } from './rows.ts';
import { readSince } from './since.ts';

const command = commandLine({
  name: 'audit',
  program: 'dist/cli/audit-export/main.js',
  does: `Export the audit trail: who looked events up, searched, shared them, acted on them or was refused. It goes to standard output,
oldest first, and nothing else does; --silent keeps npm from adding lines of its own. It may run while the app does.`,
  examples: [
    { type: 'npm run --silent audit > audit.csv', does: 'the last seven days, as a spreadsheet reads them' },
    {
      type: 'npm run --silent audit -- --since 2026-11-01 --format json',
      does: 'everything since then, for a program',
    },
  ],
  exitCodes: {
    0: 'exported',
    1: 'the database could not be read: standard error says why',
    2: 'the command was mistyped',
  },
})
  .addOption(
    new Option('--since <when>', 'how far back: 7d, 12h or 2026-11-01')
      .argParser((text) => readSince(text, new Date()))
      .default(readSince('7d', new Date()), '7d'),
  )
  .addOption(
    new Option('--format <format>', 'json is one object a line')
      .choices(['csv', 'json'] as const)
      .default('csv' as const),
  );

await runCommand(command, async ({ format, since }, _args, { configuration, signal, stdout }) => {
  const write = (rows: AsyncIterable<Row>) => pipeline(rows, formats[format], stdout, { signal });
  await withDatabase(completeConfig(configuration).store, {
    opened: (store) => write(rowsSince(store, since)),
    running: (dataDir) => exportOfRunningApp(dataDir, since, write, signal),
  });
  return 0;
});
