/**
 * The base class of every failure that the app expects.
 *
 * `code` goes to logs and metrics, and never changes. `sentence` is what the person reads privately in Slack: plain,
 * without outside text, and with what to do next. `reference` is the id to look the failure up by, in the upstream
 * service or in our log. Any other error is a bug: people read that something went wrong.
 */
export abstract class KnownError extends Error {
  abstract readonly code: string;
  abstract readonly sentence: string;
  readonly reference: string | undefined;
  /** Whether anyone can use the reference: then the person is shown it. The log always has it. */
  readonly showsReference: boolean = true;
  /** `error` if the app's administrator has to act. */
  readonly logLevel: 'warn' | 'error' = 'warn';

  constructor(message: string, options: { cause?: unknown; reference?: string | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.reference = options.reference;
  }
}

/** The code that Node and its libraries give an error, such as `ECONNREFUSED`; undefined for an error without one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
