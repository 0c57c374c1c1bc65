/** `npm run bench`: measures the built app and its competitors, all scenarios or those that are named, and prints a table. */
import { Argument } from '@commander-js/extra-typings';
import { commandLine, isWanted } from '../src/cli/command-line.ts';
import { acknowledging } from './acknowledging.ts';
import { besideJobs } from './beside-jobs.ts';
import { growth } from './growth.ts';
import { hungHec } from './hung-hec.ts';
import { largeEvents } from './large-events.ts';
import { memory } from './memory.ts';
import { search } from './search.ts';
import { storm } from './storm.ts';
import { inLab, type Lab } from './support/lab.ts';
import { knownStores } from './support/places.ts';
import { asMarkdown, newReport, type Result, writeReport } from './support/report.ts';
import { wholeJob } from './whole-job.ts';
import { years } from './years.ts';

const scenarios: Record<string, (lab: Lab) => Promise<Result>> = {
  ack: acknowledging,
  job: wholeJob,
  storm,
  hung: hungHec,
  beside: besideJobs,
  memory,
  large: largeEvents,
  growth,
  search,
  years,
};

const command = commandLine({
  name: 'bench',
  does: `Measures the built app and its competitors: half an hour to an hour for everything. Prints a table on standard output, and
writes every measurement to bench/results/latest.json. With DATABASE_URL (or BENCH_DATABASE_URL) the app is measured on that
Postgres server as well. BENCH_QUICK=1 runs a tenth of everything, which shows that it runs.`,
  examples: [
    { type: 'npm run bench', does: 'everything' },
    { type: 'npm run bench -- ack job', does: 'only these scenarios' },
  ],
  exitCodes: { 0: 'every target was met', 1: 'a target was missed, or it failed', 2: 'the command was mistyped' },
}).addArgument(new Argument('[scenarios...]', 'which ones').choices(Object.keys(scenarios)));
if (!isWanted(command)) process.exit();

const [asked] = command.processedArgs;
// On exit, everything that was started or created is removed, even after an early end.
process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stderr.write(`stopped by ${signal}\n`);
    process.exit(1);
  });
}

const quick = (process.env.BENCH_QUICK ?? '') !== '';
const report = await newReport(['npm run bench --', ...asked].join(' ').replace(/ --$/, ''), quick);
for (const [name, scenario] of Object.entries(scenarios)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`${name}\n`);
  report.scenarios[name] = await inLab({ quick, stores: knownStores }, scenario);
  // After each scenario, or a later failure would lose the results.
  await writeReport(report);
}
process.stdout.write(asMarkdown(report));
const figures = Object.values(report.scenarios).flatMap(({ figures }) => figures);
if (!quick && figures.some(({ target }) => target?.met === false)) process.exitCode = 1;
