/** One id leads from what Slack sent through HEC's requests to what the person reads. */
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { privateAnswers } from '../support/read.ts';
import { start } from '../support/start.ts';

async function startLogged(timeouts = {}) {
  const lines: Record<string, unknown>[] = [];
  return { ...(await start({ timeouts, log: (line) => void lines.push(JSON.parse(line)) })), lines };
}

const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

test('each request to HEC is logged with the id of the Slack request that caused it, even after a wait in the queue', async () => {
  const started = await startLogged({ hec: { concurrent: 1 } });
  const { slack, hec, lines } = started;
  const ids = Array.from({ length: 6 }, () => hec.world.addEvent().eventId);
  await Promise.all(ids.map((text) => slack.command({ ...ask, text })));
  await started.quiet();
  const reads = lines.filter(({ path }) => String(path).includes('/event/'));
  expect(reads).toHaveLength(6);
  expect(new Set(reads.map(({ request }) => request)).size).toBe(6);
  const sent = hec.requests.map(({ headers }) => headers['x-av-req-id']);
  expect(sent).toEqual(expect.arrayContaining(reads.map(({ requestId }) => requestId)));
});

test('the reference in an error message finds the failure’s log line, which names the Slack request', async () => {
  const { slack, hec, lines } = await startLogged();
  hec.faults.set({ kind: 'status', status: 403, path: '/event/' });
  await slack.command({ ...ask, text: 'ebb3e4bc8a9b14d7a529bb54ea6991b6' });
  const [answer] = await privateAnswers(slack, people.member);
  const failed = lines.find(({ requestId }) => answer?.text.includes(String(requestId)));
  expect(failed).toMatchObject({ status: 403, request: expect.any(String) });
});
