/** What `npm start` can be told: nothing, which it says instead of starting an app that was not asked for. */
import { commandLine, isWanted } from './command-line.ts';

/** True if only the app is wanted. Otherwise help or a mistake has been told, and the exit code is set. */
export function isStartWanted(): boolean {
  const command = commandLine({
    name: 'start',
    program: 'dist/main.js',
    does: `Starts the app, and runs until it is stopped (Ctrl-C or SIGTERM; it then finishes what is in progress, for up to 25
seconds). It takes its settings from the environment and from .env in this folder: see docs/configuration.md. Prints its log
on standard output, one JSON object a line, and why it could not start on standard error.`,
    examples: [
      { type: 'npm start', does: 'builds the app if its sources have changed, and starts it' },
      { type: 'npm run doctor', does: 'checks first whether everything that the app needs is there' },
    ],
    exitCodes: { 0: 'stopped', 1: 'it could not start, or failed', 2: 'the command was mistyped' },
  });
  return isWanted(command);
}
