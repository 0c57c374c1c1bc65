/** `SlackClient` throws every failed call as one of the two errors here. */
import { KnownError } from '../../errors.ts';
import type { ExplainedMeaning, SlackFailure } from './meanings.ts';

/** A failure whose sentence tells the person what to do. */
export class SlackError extends KnownError {
  readonly code: `slack_${ExplainedMeaning['kind']}`;
  readonly sentence: string;
  readonly failure: SlackFailure;
  override readonly logLevel: 'warn' | 'error';

  constructor(message: string, failure: SlackFailure & ExplainedMeaning, { cause }: { cause?: unknown } = {}) {
    super(message, { cause });
    this.code = `slack_${failure.kind}`;
    this.sentence = failure.sentence;
    this.failure = failure;
    this.logLevel = failure.kind === 'token_refused' || failure.kind === 'no_scope' ? 'error' : 'warn';
  }
}

type UnexplainedFailure = Exclude<SlackFailure, ExplainedMeaning>;

/** Any other failure. Callers handle most of them; people only learn that something went wrong. */
export class UnexplainedSlackError extends Error {
  override readonly name = 'UnexplainedSlackError';
  readonly code: `slack_${UnexplainedFailure['kind']}`;
  readonly failure: SlackFailure;
  readonly logFields: { messages: string[] };

  /** @param messages Slack's own about the call, safe to log */
  constructor(message: string, failure: UnexplainedFailure, messages: string[]) {
    super(message);
    this.code = `slack_${failure.kind}`;
    this.failure = failure;
    this.logFields = { messages };
  }
}

/** Nothing was sent: while the call waited for its turn, what it shows became something that people there may not see. */
export class NoLongerAllowedError extends Error {
  override readonly name = 'NoLongerAllowedError';
}

/** Undefined if the error isn't a failed Web API call. */
export function slackFailure(error: unknown): SlackFailure | undefined {
  return error instanceof SlackError || error instanceof UnexplainedSlackError ? error.failure : undefined;
}

/** Slack's code if it refused and would refuse again. */
export function lastingRefusal(error: unknown): string | undefined {
  const failure = slackFailure(error);
  if (failure === undefined) return undefined;
  // A card may be too long this time only.
  const mayPass = 'sentence' in failure || failure.kind === 'unfit';
  return mayPass ? undefined : failure.slackCode;
}
