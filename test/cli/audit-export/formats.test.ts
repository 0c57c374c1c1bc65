import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { formats } from '../../../src/cli/audit-export/formats.ts';

/** The cell of the column `label`, as written. */
async function cell(label: string): Promise<string> {
  const rows = (async function* () {
    yield { label };
  })();
  const written = await text(Readable.from(formats.csv(rows)));
  return written
    .slice(written.indexOf('\n') + 1)
    .replace(/^,{12}/, '')
    .replace(/,{13}\n$/, '');
}

test.each([
  ['a formula', '=1+1', "'=1+1"],
  ['a formula behind a space', ' =1+1', "' =1+1"],
  ['a formula behind a space that does not break', '\u00a0=1+1', "'\u00a0=1+1"],
  ['a formula behind a mark of the byte order', '\ufeff=1+1', "'\ufeff=1+1"],
  ['a formula behind a semicolon', ';=1+1', ";'=1+1"],
  ['a formula behind a semicolon and a space', 'a; @SUM(1)', "a;' @SUM(1)"],
  ['a formula on a line of its own', 'a\n=1+1', '"a\n\'=1+1"'],
  ['a formula behind a tab', '\t-1+1', "'\t-1+1"],
  ['a formula in quotes', '"=1+1"', '"\'""=1+1"""'],
  ['a formula in wide letters', '＝1+1', "'＝1+1"],
])('%s is text in the CSV', async (_name, given, written) => {
  expect(await cell(given)).toBe(written);
});

test('neither form makes a terminal do anything', async () => {
  const rows = () =>
    Readable.from([{ label: 'a\u001b[2Jb\u009b2Jc\u007f\u0007\td', parameter: { reason: '\u009b31m' } }]);
  for (const write of Object.values(formats)) {
    const written = await text(Readable.from(write(rows())));
    expect(written).not.toMatch(/[^\P{Cc}\t\n]/u);
  }
  const [json = ''] = await Readable.from(formats.json(rows())).toArray();
  expect(JSON.parse(String(json))).toEqual(
    await rows()
      .toArray()
      .then(([row]) => row),
  );
});

test.each(['Quarantine', 'a = b', 'a;b', 'a - b', '{"newSeverity":"High"}'])(
  'the CSV keeps %s as it is',
  async (given) => {
    expect((await cell(given)).replaceAll('""', '"').replace(/^"(.*)"$/s, '$1')).toBe(given);
  },
);

test('the columns of the CSV keep their places, and what a search asked for and found stands at the end', async () => {
  const search = { at: '2031-01-01T00:00:00.000Z', kind: 'search', userId: 'U1', query: '=cmd|"/c calc"', found: 12 };
  const [header, row] = (await text(Readable.from(formats.csv(Readable.from([search]))))).split('\n');
  expect(header).toBe(
    'at,kind,teamId,userId,channelId,messageTs,threadTs,eventId,entityId,target,actionName,parameter,label,state,outcome,' +
      'reason,errorCode,taskId,taskMessage,succeeded,failed,reference,endedAt,id,query,found',
  );
  expect(row).toBe(`2031-01-01T00:00:00.000Z,search,,U1${','.repeat(21)}"'=cmd|""/c calc""",12`);
});
