/** How the simulator refuses: Slack's error code and the details that Slack adds. */
import type { JsonObject } from './json.ts';

/** Thrown inside a Web API method; becomes `{ok: false, error: code, ...details}`. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly code: string;
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** One `[ERROR] … [json-pointer:…]` line for each problem, as Slack writes them. */
export function refusalWithMessages(code: string, problems: readonly string[]): SlackRefusal {
  return new SlackRefusal(code, {
    errors: [...problems],
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}
