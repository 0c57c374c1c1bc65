/** What the doctor found out about one thing, and what could not be found out. It never contains a secret. */

export interface Finding {
  /** `note`: nothing is broken, but the app's administrator should know. */
  kind: 'ok' | 'note' | 'wrong';
  /** Such as "Slack scopes". The last line of the report names what is wrong by it. */
  what: string;
  /** Goes on after `what` and a colon. */
  says: string;
  /** One line each. */
  details: string[];
  /** What to do about it. */
  fix: string | undefined;
}

interface More {
  details?: string[];
  fix?: string | undefined;
}

export function ok(what: string, says: string, details: string[] = []): Finding {
  return { kind: 'ok', what, says, details, fix: undefined };
}

export function note(what: string, says: string, { details = [], fix }: More = {}): Finding {
  return { kind: 'note', what, says, details, fix };
}

export function wrong(what: string, says: string, fix: string | undefined, details: string[] = []): Finding {
  return { kind: 'wrong', what, says, details, fix };
}

/** What others depend on: once it failed, they say why they were not examined. */
export type Attempt<Value> = { kind: 'done'; value: Value } | { kind: 'failed'; because: string };

/** @param because such as "Slack can’t be reached" */
export function failed(because: string): { kind: 'failed'; because: string } {
  return { kind: 'failed', because };
}

/** Not a fault of its own: what it depends on is told where it belongs. */
export function notExamined(what: string, because: string): Finding {
  return note(what, `not examined, because ${because}.`);
}
