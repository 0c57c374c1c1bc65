/** `npm start`: reads the configuration, starts the app, and stops it on a signal. */
import { startApp } from './app.ts';
import { isStartWanted } from './cli/start.ts';
import { ConfigError, completeConfig, readConfig } from './config/config.ts';
import { readEnvironment } from './config/env-file.ts';
import { createLogger } from './log.ts';

if (!isStartWanted()) process.exit();

/** Less than systemd and Kubernetes wait. Docker waits only 10 s by default. */
const longestStopMs = 25_000;
/** A library that still waits for something must not keep a process alive that could not start, or that has stopped. */
const longestRestMs = 2_000;
const leaveSoon = () => setTimeout(() => process.exit(), longestRestMs).unref();

try {
  const reading = readConfig(readEnvironment());
  const config = completeConfig(reading);
  const logger = createLogger(config.logLevel);
  for (const warning of reading.warnings) logger.warn(warning);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    // Node itself would print everything attached to the error, such as a query's values.
    process.on(event, (error) => {
      logger.fatal({ err: error }, 'fatal: uncaught error');
      process.exit(1);
    });
  }
  // A start may wait for Slack for hours. What its jobs have begun, the next one finishes.
  let stop = async (): Promise<void> => process.exit();
  // Before the start: the first process of a container ignores signals that it doesn't listen to.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      // The next start finishes what is left. The timer alone must not keep the process alive, hence `unref`.
      setTimeout(() => process.exit(1), longestStopMs).unref();
      stop()
        .catch((error: unknown) => {
          logger.error({ err: error }, 'shutdown failed');
          process.exitCode = 1;
        })
        .finally(leaveSoon);
    });
  }
  const app = await startApp(config, logger);
  stop = app.stop;
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof ConfigError ? reason : `The app could not start: ${reason}`}\n`);
  process.exitCode = 1;
  leaveSoon();
}
