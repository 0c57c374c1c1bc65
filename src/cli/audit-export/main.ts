/** `npm run audit -- --since 7d --format csv`: the audit trail on standard output, oldest first. */
import { pipeline } from 'node:stream/promises';
import { completeConfig } from '../../config/config.ts';
import { UsageError } from '../arguments.ts';
import { runCommand } from '../command.ts';
import { withDatabase } from '../database.ts';
import { exportOfRunningApp } from './export-route.ts';
import { formats, isFormat } from './formats.ts';
import { type Row, rowsSince } from './rows.ts';
import { readSince } from './since.ts';

await runCommand({
  name: 'audit',
  program: 'dist/cli/audit-export/main.js',
  does: `Exports the audit trail: who looked events up, shared them, acted on them or was refused. Prints it on standard output,
oldest first, and nothing else; --silent keeps npm from adding lines of its own. It may run while the app does.`,
  options: {
    since: {
      type: 'string',
      default: '7d',
      value: '<when>',
      does: 'how far back: 7d, 12h or 2026-11-01 (default: 7d)',
    },
    format: {
      type: 'string',
      default: 'csv',
      value: '<format>',
      does: 'csv, or json: one object a line (default: csv)',
    },
  },
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
  async run({ options }, { configuration, signal, stdout }) {
    if (!isFormat(options.format)) throw new UsageError('--format takes csv or json.');
    const write = formats[options.format];
    const since = readSince(options.since, new Date());
    const format = (rows: AsyncIterable<Row>) => pipeline(rows, write, stdout, { signal });
    await withDatabase(completeConfig(configuration).store, {
      opened: (store) => format(rowsSince(store, since)),
      running: (dataDir) => exportOfRunningApp(dataDir, since, format, signal),
    });
    return 0;
  },
});
