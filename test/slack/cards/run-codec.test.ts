import { expect, test } from 'vitest';
import { readRunId, writeRunId } from '../../../src/slack/cards/run-codec.ts';
import { ForeignValueError } from '../../../src/slack/payloads/carried.ts';

const runId = '1f0c2a4e-6d5b-4c0e-9a55-0d6f5a3b2c11';

test('"Check again" carries its run as {"runId"}', () => {
  expect(writeRunId(runId)).toBe(`{"runId":"${runId}"}`);
  expect(readRunId(`{"runId":"${runId}"}`)).toBe(runId);
});

test.each(['', '{}', 'null', '{"runId":1}', '{"runId":"1"}', '{"eventId":"x"}'])('no run is read from %j', (value) => {
  expect(() => readRunId(value)).toThrow(ForeignValueError);
});
