/** The audit trail as text: JSON with one object per line, or CSV with fixed columns. */
import { stringify } from 'csv-stringify';
import type { Row } from './rows.ts';

const columns = [
  'at',
  'kind',
  'teamId',
  'userId',
  'channelId',
  'messageTs',
  'threadTs',
  'eventId',
  'entityId',
  'target',
  'actionName',
  'parameter',
  'label',
  'state',
  'outcome',
  'reason',
  'errorCode',
  'taskId',
  'taskMessage',
  'succeeded',
  'failed',
  'reference',
  'endedAt',
  'id',
  // Only ever add at the end: programs read columns by their place.
  'query',
  'found',
];

/** A terminal obeys some characters that JSON may hold as they are. */
function jsonOf(value: object): string {
  const escaped = (sign: string) => `\\u00${sign.charCodeAt(0).toString(16)}`;
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, escaped);
}

async function* json(entries: AsyncIterable<Row>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${jsonOf(entry)}\n`;
}

/**
 * Where a spreadsheet would begin a formula: at the start of a cell, or behind what some take for the end of one (a
 * semicolon, where commas are decimal marks). Spaces and marks of a byte order before it are ignored by some as well.
 */
const formulaStart = /(^|[;|\t\r\n])(?=[\s\ufeff"]*[=+\-@＝＋－＠])/g;

/** As text: a spreadsheet runs what looks like a formula, a terminal obeys control characters, and attackers write texts. */
function inert(text: string): string {
  return text.replace(/[^\P{Cc}\t\r\n]/gu, '').replace(formulaStart, "$1'");
}

async function* csv(entries: AsyncIterable<Row>): AsyncGenerator<string> {
  const rows = stringify({ columns, header: true, cast: { string: inert, object: jsonOf } });
  rows.setEncoding('utf8');
  const writing = (async () => {
    for await (const entry of entries) rows.write(entry);
    rows.end();
  })();
  writing.catch((error: Error) => rows.destroy(error));
  yield* rows;
}

export const formats = { csv, json };
