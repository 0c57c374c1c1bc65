/**
 * The root of every failure that this app foresees.
 *
 * `code` is for logs and metrics and never changes; `sentence` is what the person reads, privately, in Slack: plain,
 * free of outside text, and saying what to do next. `reference` is the id under which the upstream service or our log
 * knows the failure. Anything that is not a KnownError is a mistake of ours and is shown as "something went wrong".
 */
export abstract class KnownError extends Error {
  abstract readonly code: string;
  abstract readonly sentence: string;
  readonly reference: string | undefined;

  constructor(message: string, options: { cause?: unknown; reference?: string | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.reference = options.reference;
  }
}
