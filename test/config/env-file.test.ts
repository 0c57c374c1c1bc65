import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readEnvironment } from '../../src/config/env-file.ts';

async function read(text: string | Buffer, given: Record<string, string> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'env-file-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, '.env');
  await writeFile(path, text);
  const { values, problems, warnings } = readEnvironment(given, path);
  return { values, problems: problems.map(({ sentence }) => sentence), warnings };
}

describe('a setting in .env', () => {
  test.each([
    ['HEC_CHANNELS=#security', 'HEC_CHANNELS on line 1 of .env is empty, because # begins a comment'],
    ['HEC_CHANEL=#security', 'HEC_CHANEL on line 1 of .env is empty'],
    ['HEC_RESPONDERS=#U1', 'HEC_RESPONDERS on line 1 of .env is empty'],
    ['HEC_CHANNELS= #C1', 'HEC_CHANNELS on line 1 of .env is empty'],
    ['HEC_CHANNELS=C1, #security', 'HEC_CHANNELS on line 1 of .env is cut off at #'],
    ['HEC_ACCESS_KEY=abc#def', 'HEC_ACCESS_KEY on line 1 of .env is cut off at #'],
    ['HEC_ACCESS_KEY=abc# def', 'HEC_ACCESS_KEY on line 1 of .env is cut off at #'],
    ['HEC_ACCESS_KEY="abc"#def', 'HEC_ACCESS_KEY on line 1 of .env is cut off at #'],
    ['HEC_ACCESS_KEY="abc#def', 'HEC_ACCESS_KEY on line 1 of .env is cut off at #'],
    ['\nexport HEC_ACCESS_KEY=abc#def', 'HEC_ACCESS_KEY on line 2 of .env is cut off at #'],
    ['DATABASE_URL=postgres://u:p#w@host/db', 'DATABASE_URL on line 1 of .env is cut off at #'],
  ])(
    'of which a comment sign would swallow a part is refused, and nothing of it counts: %j',
    async (text, sentence) => {
      const { values, problems } = await read(text);
      expect(problems).toEqual([expect.stringContaining(sentence)]);
      expect(problems.join()).not.toMatch(/abc|def|security|U1|C1|p#w/);
      expect(Object.values(values)).toEqual([]);
    },
  );

  test.each([
    ['KEY=value # words', 'value'],
    ['KEY=value #words', 'value'],
    ['KEY="value" # words', 'value'],
    ['KEY="va#lue"', 'va#lue'],
    ["KEY='va#lue'  # words", 'va#lue'],
    ['KEY=`va#lue`', 'va#lue'],
    ['KEY=   # words', ''],
    ['KEY=# words', ''],
    ['KEY=#', ''],
    ['KEY= ### words', ''],
    ['KEY=', ''],
    ['export KEY=value', 'value'],
    ['  KEY = value  ', 'value'],
    ['KEY: value', 'value'],
    ['\uFEFFKEY=value', 'value'],
    ['KEY=value\r\nOTHER=1\r\n', 'value'],
    ['KEY=value\rOTHER=1\r', 'value'],
  ])('may have a comment behind it, stand in quotes and be exported: %j', async (text, value) => {
    const { values, problems, warnings } = await read(text);
    expect({ value: values.KEY, problems, warnings }).toEqual({ value, problems: [], warnings: [] });
  });

  test('is one line: a quotation mark that nothing closes swallows no line after it', async () => {
    const { values } = await read('HEC_ACCESS_KEY="abc\nHEC_CHANNELS=C1\nHEC_SCOPE="\nHEC_VIEWERS=\n\'U1\'\n');
    expect(values).toEqual({ HEC_ACCESS_KEY: '"abc', HEC_CHANNELS: 'C1', HEC_SCOPE: '"', HEC_VIEWERS: '' });
  });

  test('stays what it is, whatever other lines stand around it', async () => {
    const begins = ['', 'A', 'A=', 'A: ', 'A =', '#', '\uFEFF'];
    const ends = ['', '"', "'", '`', '\\"', '#', ' b', '\u2028', '"b'];
    const line = fc.tuple(fc.constantFrom(...begins), fc.constantFrom(...ends)).map((both) => both.join(''));
    const property = fc.asyncProperty(fc.array(line), fc.array(line), async (before, after) => {
      const text = [...before, 'HEC_REGION=us', ...after, 'HEC_SCOPE="a:b" # words'].join('\n');
      expect((await read(text)).values).toMatchObject({ HEC_REGION: 'us', HEC_SCOPE: 'a:b' });
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('that stands on a line without NAME= before its value is refused', async () => {
    for (const line of ['HEC_CHANNELS C1', '- HEC_CHANNELS=C1', '$env:HEC_CHANNELS="C1"', 'set HEC_CHANNELS=C1']) {
      const { values, problems, warnings } = await read(`\n${line}`);
      expect({ values, warnings }).toEqual({ values: {}, warnings: [] });
      expect(problems).toEqual(['HEC_CHANNELS on line 2 of .env is not read: write it as HEC_CHANNELS=value.']);
    }
  });

  test('of a restriction that goes on below its name is refused', async () => {
    for (const text of ['HEC_CHANNELS=\nC1', 'HEC_CHANNELS= # two\n  C1,\n  C2', "HEC_CHANNELS=\n'C1'"]) {
      expect((await read(text)).problems).toEqual([
        'HEC_CHANNELS on line 1 of .env is empty, and the line below it is not read: write the whole value behind HEC_CHANNELS=.',
      ]);
    }
    expect((await read('HEC_CHANNELS=\n\nwords')).problems).toEqual([]);
  });

  test('whose name only looks like a setting’s is refused', async () => {
    for (const line of ['\u041dEC_VIEWERS=U1', 'export HEC_VI\u0415WERS = U1', 'HEC\u2013VIEWERS: U1']) {
      expect((await read(line)).problems).toEqual([
        expect.stringMatching(/^What looks like HEC_VIEWERS on line 1 of \.env is another name/),
      ]);
    }
  });

  test('that has two different values is refused, but one that repeats or fills in a blank line is not', async () => {
    for (const text of ['HEC_CHANNELS=C1\n#\nHEC_CHANNELS=C2', 'HEC_CHANNELS=C1\n\nHEC_CHANNELS=']) {
      const { values, problems } = await read(text);
      expect(problems).toEqual(['HEC_CHANNELS has different values on lines 1 and 3 of .env: keep one.']);
      expect(values).toEqual({});
    }
    expect(await read('HEC_CHANNELS=\nHEC_CHANNELS=C2\nHEC_CHANNELS=C2')).toEqual({
      values: { HEC_CHANNELS: 'C2' },
      problems: [],
      warnings: [],
    });
  });

  test('of another program is read as ever, and told', async () => {
    const { values, problems, warnings } = await read('OTHER=a#b');
    expect({ values, problems }).toEqual({ values: { OTHER: 'a' }, problems: [] });
    expect(warnings).toEqual([expect.stringMatching(/^OTHER on line 1 of \.env is cut off at #/)]);
  });

  test('gives way to the environment, unless it is empty there', async () => {
    const text = 'HEC_CHANNELS=C1\nHEC_RESPONDERS=#U1';
    expect(await read(text, { HEC_CHANNELS: 'C2', HEC_RESPONDERS: 'U2' })).toEqual({
      values: { HEC_CHANNELS: 'C2', HEC_RESPONDERS: 'U2' },
      problems: [],
      warnings: [],
    });
    const { values, problems } = await read(text, { HEC_CHANNELS: '', HEC_RESPONDERS: '' });
    expect(values.HEC_CHANNELS).toBe('C1');
    expect(problems).toHaveLength(1);
  });
});

describe('.env', () => {
  test('tells which lines it does not read', async () => {
    expect((await read('abc"\n# comment\n\nsecret')).warnings).toEqual([
      'Lines 1, 4 of .env are neither NAME=value nor a comment, and not read.',
    ]);
    expect((await read('secret')).warnings).toEqual([
      'Line 1 of .env is neither NAME=value nor a comment, and not read.',
    ]);
  });

  test('tells which variables come too late for Node', async () => {
    const text = 'NODE_EXTRA_CA_CERTS=/etc/ca.pem';
    expect((await read(text)).warnings).toEqual([
      expect.stringMatching(/^NODE_EXTRA_CA_CERTS in \.env comes too late/),
    ]);
    expect((await read(text, { NODE_EXTRA_CA_CERTS: '/etc/other.pem' })).warnings).toEqual([]);
  });

  test('may be missing or unreadable, which is told, but must be text', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'env-file-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, '.env');
    const given = { HEC_REGION: 'us' };
    expect(readEnvironment({ ...given }, path)).toEqual({ values: given, problems: [], warnings: [] });
    expect(readEnvironment({ PATH: '/bin', PORT: '80' }, path).warnings).toEqual([
      `There is no ${path}, and no setting of this app in the environment.`,
    ]);
    await mkdir(path);
    expect(readEnvironment({ ...given }, path)).toEqual({
      values: given,
      problems: [],
      warnings: ['.env is a directory, so only the environment counts.'],
    });
    expect((await read(Buffer.from('\uFEFFHEC_CHANNELS=C1', 'utf16le'))).problems).toEqual([
      expect.stringContaining('save it as UTF-8'),
    ]);
  });
});
