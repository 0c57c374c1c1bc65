/** What a command can be told: its options, with their help, and at most one argument. */
import { parseArgs } from 'node:util';

/** Something was asked in a way that the command does not understand. The message says what works. */
export class UsageError extends Error {
  override name = 'UsageError';
}

interface Flag {
  type: 'boolean';
  default: boolean;
  does: string;
}

interface Choice {
  type: 'string';
  default: string;
  /** What stands for the value in the help, such as `<when>`. */
  value: string;
  does: string;
}

export type Options = Record<string, Flag | Choice>;

export interface Command<Given extends Options> {
  /** Of the script: `npm run <name>`, or `npm <name>` for the start. */
  name: 'start' | 'doctor' | 'audit' | 'erase';
  /** The program, from the app's directory, for whoever has no npm. */
  program: string;
  /** In a few sentences, and what it prints where. */
  does: string;
  options: Given;
  /** Undefined: the command takes none. */
  argument?: { value: string; does: string };
  examples: readonly { type: string; does: string }[];
  exitCodes: Readonly<Record<number, string>>;
}

export interface Arguments<Given extends Options> {
  options: { [Name in keyof Given]: Given[Name] extends Flag ? boolean : string };
  argument: string | undefined;
}

/** As people type it in front of an option: npm keeps what stands before `--` for itself. */
export function howToRun(name: string): string {
  return name === 'start' ? 'npm start --' : `npm run ${name} --`;
}

/** @throws UsageError */
export function readArguments<Given extends Options>(
  command: Command<Given>,
  given: string[],
  env: Record<string, string | undefined>,
): Arguments<Given> | 'help' {
  if (!given.includes('--help')) refuseWhatNpmKept(command, env);
  const { positionals, values } = parse(command, given, env);
  if (values.help === true) return 'help';
  const [argument, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`One ${command.argument?.value ?? 'argument'} at a time, please.`);
  return { options: valuesOf(command.options, values), argument };
}

type Values = Record<string, string | boolean | undefined>;

function parse<Given extends Options>(
  { name, argument, options }: Command<Given>,
  args: string[],
  env: Record<string, string | undefined>,
): { values: Values; positionals: string[] } {
  const known = Object.entries<Flag | Choice>(options).map(([name, { type }]) => [name, { type }] as const);
  try {
    return parseArgs({
      args,
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
      allowPositionals: argument !== undefined,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node goes on with how to pass what looks like an option, which no command of ours takes.
    const sentence = `${error.message.split('. ')[0]}.`;
    const mayBeKept = isRunByNpm(env) && sentence.startsWith('Unexpected argument') && Object.keys(options).length > 0;
    throw new UsageError(mayBeKept ? `${sentence} Put -- before options: ${howToRun(name)} --…` : sentence);
  }
}

function isRunByNpm(env: Record<string, string | undefined>): boolean {
  return env.npm_lifecycle_event !== undefined;
}

/** Without `--`, npm takes an option for one of its own, and the command would go on as if nobody had given it. */
function refuseWhatNpmKept<Given extends Options>(
  { name, options }: Command<Given>,
  env: Record<string, string | undefined>,
): void {
  if (!isRunByNpm(env)) return;
  const choices = Object.entries(options).filter(([, { type }]) => type === 'string');
  const kept = choices.find(([option]) => env[`npm_config_${option}`] !== undefined);
  if (kept !== undefined) {
    throw new UsageError(`npm kept --${kept[0]} for itself. Put -- before it: ${howToRun(name)} --${kept[0]} …`);
  }
}

function valuesOf<Given extends Options>(options: Given, values: Values): Arguments<Given>['options'];
function valuesOf(options: Options, values: Values): Values {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, values[name] ?? option.default]));
}
