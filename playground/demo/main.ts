/** `npm run demo`: starts the playground, prints its address, and stops everything on Ctrl-C. */
import { freePortOr0, startDemo } from './demo.ts';

const pagePort = Number(process.env.PLAYGROUND_PORT || 4000);
const wantedAppPort = Number(process.env.PORT || 3000);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const demo = await startDemo({
    pagePort,
    appPort: await freePortOr0(wantedAppPort),
    onLog: ({ level, text }) => {
      if (level !== 'info') say(`  ${level}: ${text}`);
    },
  });
  const port = demo.appPort === wantedAppPort ? '' : `, since ${wantedAppPort} is taken`;
  say(
    `\n  The playground is ready: ${demo.url}\n  The app runs on port ${demo.appPort}${port}. Ctrl-C stops everything.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void demo.close());
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  process.stderr.write(
    taken
      ? `Port ${pagePort} is taken. Stop what runs there, or choose another: PLAYGROUND_PORT=4001 npm run demo\n`
      : `The playground could not start: ${error}\n`,
  );
  process.exitCode = 1;
}
