import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { freePort } from '../support/free-port.ts';
import { privateAnswers } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start } from '../support/start.ts';

test('the metrics cover acknowledgements, lookups, HEC, Slack and actions, and name no person, channel, event or token', async () => {
  const port = await freePort();
  const started = await start({ env: { METRICS_PORT: String(port), HEC_RESPONDERS: people.responder } });
  const { slack, hec } = started;
  hec.world.taskId = 'none';
  const { eventId, press, replies } = await showEvent(started);
  await press('Quarantine');
  await slack.until(() => replies().length === 1);
  const unknown = '0'.repeat(32);
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: unknown });
  await privateAnswers(slack, people.member);
  await started.quiet();

  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toMatch(/^hec_slack_acknowledgement_seconds_count\{kind="command"\} 2$/m);
  expect(text).toMatch(/^hec_slack_acknowledgement_seconds_count\{kind="action"\} 1$/m);
  expect(text).toMatch(/^hec_slack_lookups_total\{result="found"\} [1-9]/m);
  expect(text).toMatch(/^hec_slack_lookups_total\{result="event_not_found"\} 1$/m);
  expect(text).toMatch(/^hec_slack_hec_request_seconds_count\{operation="GET \/event\/\{id\}",result="200"\} [1-9]/m);
  expect(text).toMatch(/^hec_slack_hec_request_seconds_count\{operation="POST \/action\/event",result="200"\} 1$/m);
  expect(text).toMatch(/^hec_slack_slack_request_seconds_count\{method="chat.postMessage",result="200"\} [1-9]/m);
  expect(text).toMatch(/^hec_slack_actions_total\{outcome="done"\} 1$/m);
  expect(text).toMatch(/^hec_slack_hec_circuit_open 0$/m);
  for (const secret of [eventId, unknown, people.member, channels.security, slack.installation.botToken]) {
    expect(text).not.toContain(secret);
  }
});

test('the metrics are served at their own address and nowhere else', async () => {
  const port = await freePort();
  const { app } = await start({ env: { METRICS_PORT: String(port) } });
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${app.port}/metrics`)).status).toBe(404);
});
