// A secret that stands in the source is known to everybody.
import { readdir, readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startHecSimulator } from '../../playground/hec/server.ts';
import { startSlack } from '../support/playground/tiny-app.ts';

async function secretsOfOneStart(): Promise<string[]> {
  const [slack, hec] = await Promise.all([startSlack(), startHecSimulator()]);
  onTestFinished(hec.close);
  const { signingSecret, botToken, appToken } = slack.installation;
  return [signingSecret, botToken, appToken, hec.clientId, hec.accessKey];
}

test('the playground makes its secrets up at each start: no two starts share one, and none stands in the source', async () => {
  const first = await secretsOfOneStart();
  const second = await secretsOfOneStart();
  expect(new Set([...first, ...second]).size).toBe(10);
  const files = await readdir('playground', { recursive: true });
  const sources = await Promise.all(
    files.filter((file) => file.endsWith('.ts')).map((file) => readFile(`playground/${file}`, 'utf8')),
  );
  expect(first.filter((secret) => sources.some((source) => source.includes(secret)))).toEqual([]);
  expect(first.filter((secret) => !/[0-9a-f]{32}/.test(secret))).toEqual([]);
});
