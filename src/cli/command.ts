/**
 * What all commands have in common: `--help`, a sentence for each mistake, standard output that somebody may close, and
 * Ctrl-C. A command's `main.ts` is `await runCommand(…)`.
 */
import { stripVTControlCharacters } from 'node:util';
import { type ConfigReading, readConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env-file.ts';
import { type Arguments, type Command, howToRun, type Options, readArguments, UsageError } from './arguments.ts';
import { helpOf } from './help.ts';

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

interface RunnableCommand<Given extends Options> extends Command<Given> {
  /** Resolves with the exit code. Whatever it throws is told as one sentence, with exit code 1. */
  run(args: Arguments<Given>, io: Io): Promise<number>;
}

const codes = { wrong: 1, usage: 2 };
const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const;
const endsWithinMs = 2_000;

/** Never rejects, and leaves the process to end by itself with the right exit code. */
export async function runCommand<Given extends Options>(command: RunnableCommand<Given>): Promise<void> {
  const stopping = new AbortController();
  process.exitCode = await exitCodeOf(command, createIo(stopping), stopping);
}

/** `--help` is answered and a mistake is told: then there is nothing left to do. */
export function readOrExplain<Given extends Options>(command: Command<Given>): Arguments<Given> | undefined {
  try {
    const read = readArguments(command, process.argv.slice(2), process.env);
    if (read !== 'help') return read;
    write(process.stdout, helpOf(command));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    write(process.stderr, `${error.message}\nMore: ${howToRun(command.name)} --help`);
    process.exitCode = codes.usage;
  }
  return undefined;
}

async function exitCodeOf<Given extends Options>(
  command: RunnableCommand<Given>,
  io: Io,
  stopping: AbortController,
): Promise<number> {
  const args = readOrExplain(command);
  if (args === undefined) return Number(process.exitCode ?? 0);
  let stoppedBy: keyof typeof signalCodes | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stoppedBy ??= name;
      setTimeout(() => process.exit(signalCodes[name]), endsWithinMs).unref();
      stopping.abort();
    });
  }
  try {
    const code = await command.run(args, io);
    return stoppedBy === undefined ? code : signalCodes[stoppedBy];
  } catch (error) {
    if (stoppedBy !== undefined) return signalCodes[stoppedBy];
    // Whoever reads has read enough, such as `head -1`.
    if (isClosedPipe(error)) return 0;
    io.note(sentenceOf(error));
    return error instanceof UsageError ? codes.usage : codes.wrong;
  }
}

function createIo(stopping: AbortController): Io {
  for (const stream of [process.stdout, process.stderr]) {
    // Without a listener, a closed pipe would end the process with a stack trace.
    stream.on('error', (error) => {
      if (!isClosedPipe(error)) process.exitCode = codes.wrong;
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
  if (stream.writable) stream.write(`${printable(text)}\n`);
}

/** Names of people and channels come from outside, and a terminal obeys control characters. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{C}\n]/gu, '');
}

function isClosedPipe(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_DESTROYED';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Some of Node's errors have a code and no words, such as one about several refused connections. */
function sentenceOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.trim() === '' ? `It failed (${codeOf(error) ?? 'for no known reason'}).` : words;
}
