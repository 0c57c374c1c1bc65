/**
 * What all commands have in common: `--help`, a sentence for each mistake, standard output that somebody may close, and
 * Ctrl-C. A command's `main.ts` is `await runCommand(commandLine(…), …)`.
 */
import type { Command, OptionValues } from '@commander-js/extra-typings';
import { type ConfigReading, readConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env-file.ts';
import { codeOf } from '../errors.ts';
import { isWanted, withoutControls } from './command-line.ts';

/** What a command has of the world. */
interface Io {
  /** With what is wrong with it, if anything. */
  configuration: ConfigReading;
  /** To standard output, with control characters taken out. Does nothing once its reader has closed it. */
  print(line: string): void;
  /** To standard error, which a redirected standard output leaves on the terminal. */
  note(line: string): void;
  stdout: NodeJS.WriteStream;
  /** Aborts at Ctrl-C and SIGTERM. What does not end within two seconds is cut off. */
  signal: AbortSignal;
}

/** Resolves with the exit code. Whatever it throws is told as one sentence, with exit code 1. */
type Run<Args, Given> = (options: Given, args: Args, io: Io) => Promise<number>;

/** The exit code. */
const failed = 1;
const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const;
const endsWithinMs = 2_000;

/** Never rejects, and leaves the process to end by itself with the right exit code. */
export async function runCommand<Args extends unknown[], Given extends OptionValues>(
  command: Command<Args, Given>,
  run: Run<Args, Given>,
): Promise<void> {
  const stopping = new AbortController();
  const io = createIo(stopping);
  if (isWanted(command))
    process.exitCode = await exitCodeOf(() => run(command.opts(), command.processedArgs, io), io, stopping);
}

async function exitCodeOf(run: () => Promise<number>, io: Io, stopping: AbortController): Promise<number> {
  let stoppedBy: keyof typeof signalCodes | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stoppedBy ??= name;
      setTimeout(() => process.exit(signalCodes[name]), endsWithinMs).unref();
      stopping.abort();
    });
  }
  try {
    const code = await run();
    return stoppedBy === undefined ? code : signalCodes[stoppedBy];
  } catch (error) {
    if (stoppedBy !== undefined) return signalCodes[stoppedBy];
    // Whoever reads has read enough, such as `head -1`.
    if (isClosedPipe(error)) return 0;
    io.note(sentenceOf(error));
    return failed;
  }
}

function createIo(stopping: AbortController): Io {
  for (const stream of [process.stdout, process.stderr]) {
    // Without a listener, a closed pipe would end the process with a stack trace.
    stream.on('error', (error) => {
      if (!isClosedPipe(error)) process.exitCode = failed;
    });
  }
  return {
    configuration: readConfig(readEnvironment()),
    print: (line) => write(process.stdout, line),
    note: (line) => write(process.stderr, line),
    stdout: process.stdout,
    signal: stopping.signal,
  };
}

function write(stream: NodeJS.WriteStream, text: string): void {
  if (stream.writable) stream.write(`${withoutControls(text)}\n`);
}

function isClosedPipe(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_DESTROYED';
}

/** Some of Node's errors have a code and no words, such as one about several refused connections. */
function sentenceOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim() === '' ? `It failed (${codeOf(error) ?? 'for no known reason'}).` : words;
}
