/**
 * `npm run demo`: builds what is due, starts the playground, prints its address, and stops everything on Ctrl-C.
 *
 * It imports the playground late, because that alone takes seconds on a slow machine: something is said before.
 */
import { commandLine, isWanted } from '../../src/cli/command-line.ts';
import { buildWhatIsDue, seconds } from './build.ts';
import { isFree } from './ports.ts';

const pagePort = Number(process.env.PLAYGROUND_PORT || 4000);
const wantedAppPort = Number(process.env.PORT || 3000);
const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
const began = Date.now();
const sayStillEveryMs = 5_000;
/** Before the demo runs, what has been started ends with this process. */
let close = async (): Promise<void> => process.exit();

// The last is sent when the terminal is closed. The app, which Ctrl-C must not reach, would outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void close());

const command = commandLine({
  name: 'demo',
  does: `Runs a small Slack-like workspace in the browser, with the app, a local Slack and a local HEC behind it, on this machine
only. Nothing outside is asked, and nothing is kept. It runs until Ctrl-C.`,
  examples: [
    { type: 'npm run demo', does: 'at http://localhost:4000' },
    { type: 'PLAYGROUND_PORT=4001 PORT=3001 npm run demo', does: 'on other ports: the page’s, and the app’s' },
  ],
  exitCodes: { 0: 'stopped', 1: 'it could not start', 2: 'the command was mistyped' },
});
if (!isWanted(command)) process.exit();

say('The hec-slack demo: the app, a local Slack and a local HEC, on this machine only.');
try {
  if (await isFree(pagePort)) await run();
  else fail(taken());
} catch (error) {
  const lost = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  fail(lost ? taken() : `The demo could not start: ${error instanceof Error ? error.message : String(error)}`);
}

async function run(): Promise<void> {
  const still = setInterval(() => say(`Still at it after ${seconds(Date.now() - began)}.`), sayStillEveryMs);
  // It must not keep a start that has failed alive.
  still.unref();
  const [{ startDemo }] = await Promise.all([import('./demo.ts'), buildWhatIsDue(say)]);
  say('Starting it: usually 3 to 10 seconds.');
  const isWantedFree = await isFree(wantedAppPort);
  const demo = await startDemo({
    pagePort,
    appPort: isWantedFree ? wantedAppPort : 0,
    onLog: ({ level, text }) => {
      if (level !== 'info') say(`${level}: ${text}`);
    },
  });
  close = demo.close;
  clearInterval(still);
  const because = isWantedFree ? '' : `, since ${wantedAppPort} is taken`;
  say(`Ready after ${seconds(Date.now() - began)}. Open ${demo.url}`);
  say(`The app runs on port ${demo.appPort}${because}. Ctrl-C stops everything.`);
}

function taken(): string {
  return `Port ${pagePort} is taken. Stop what runs there, or choose another: PLAYGROUND_PORT=4001 npm run demo`;
}

function fail(sentence: string): void {
  process.stderr.write(`  ${sentence}\n`);
  process.exitCode = 1;
}
