/** What people see of answers that HEC gives in other forms than the recorded ones. */
import { expect, test } from 'vitest';
import type { WireEvent } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf, privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { type Started, start } from '../support/start.ts';

const eventId = 'ab12cd34ef56ab12cd34ef56ab12cd34';

const event: WireEvent = {
  eventId,
  customerId: 'harbour-test',
  saas: 'office365_emails',
  entityId: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  state: 'new',
  type: 'phishing',
  confidenceIndicator: 'malicious',
  eventCreated: '2026-11-20T09:30:00.000000+00:00',
  severity: '4',
  description: "Phishing from Rita Vale - 'Parcel on hold' (ben@harbour.example's mailbox)",
  data: '',
  additionalData: null,
  availableEventActions: null,
  actions: [],
  senderAddress: null,
};

/** HEC answers exactly this to whoever looks the event up. */
async function lookUp({ hec, slack }: Started, text: string) {
  hec.faults.set({ kind: 'answer', text, path: `/event/${eventId}` });
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: eventId });
}

const card = ({ slack }: Started) => slack.until(() => slack.messages(channels.security)[0]);

test.each<[string, object]>([
  ['no responseCode', { responseEnvelope: { success: true, recordsNumber: 1 }, responseData: event }],
  ['no envelope', { responseData: [event] }],
  ['an envelope in a list', { responseEnvelope: [{ responseCode: 200 }], responseData: event }],
])('an event in an answer with %s is shown', async (_name, answer) => {
  const started = await start();
  await lookUp(started, JSON.stringify(answer));
  expect(textOf((await card(started)).blocks)).toContain('Parcel on hold');
});

test.each([{ success: false }, { responseCode: 200, success: false }])(
  'an error in words is told as what it is, in the envelope %j',
  async (fields) => {
    const started = await start();
    const envelope = { ...fields, errorCode: 'event_not_found', errorMessage: 'no such event' };
    await lookUp(started, JSON.stringify({ responseEnvelope: envelope, responseData: null }));
    const [answer] = await privateAnswers(started.slack, people.member);
    expect(answer?.text).toMatch(/^No event with this id/);
    expect(started.slack.messages(channels.security)).toEqual([]);
  },
);

test('an event with one action and one entry where lists are documented is shown with both', async () => {
  const started = await start();
  const single = {
    ...event,
    availableEventActions: { actionName: 'dismiss', actionParameter: {} },
    actions: { actionType: 'quarantine_email', createTime: '2026-11-20T09:31:00Z', relatedEntityId: eventId },
  };
  await lookUp(started, JSON.stringify({ responseEnvelope: { responseCode: 200 }, responseData: [single] }));
  const { blocks } = await card(started);
  expect(buttonsOf(blocks).map(({ text }) => text.text)).toContain('Dismiss');
  expect(textOf(blocks)).toContain('Email quarantined');
});

test('an event with numbers that JSON does not have is shown, and so are its details', async () => {
  const started = await start();
  const { description: _, ...rest } = event;
  const fields = `"score":NaN,"description":"Score NaN of None","additionalData":{"score":NaN,"engine":"ap","limits":[Infinity,1]}`;
  await lookUp(
    started,
    `{"responseData":[${JSON.stringify(rest)
      .slice(0, -1)
      .replace(/"additionalData":null,/, '')},${fields}}]}`,
  );
  const { blocks } = await card(started);
  expect(textOf(blocks)).toContain('Score NaN of None');
});

test('a tenant whose envelopes have words in place of codes, compressed unasked, is looked up and acted on', async () => {
  const started = await start({ env: { HEC_RESPONDERS: people.responder } });
  started.hec.world.envelope = 'vendor';
  started.hec.world.coding = 'gzip';
  started.hec.world.taskSeconds = 0;
  const shown = await showEvent(started);
  await shown.press('Dismiss');
  await started.quiet();
  expect(started.hec.world.appliedActions).toMatchObject([{ action: 'dismiss', targetId: shown.eventId }]);
  await expect.poll(shown.text).toMatch(/Dismissed/);
  const { slack } = started;
  await slack.command({
    user: people.otherMember,
    channel: channels.security,
    command: '/hec-event',
    text: '0'.repeat(32),
  });
  const [answer] = await privateAnswers(slack, people.otherMember);
  expect(answer?.text).toMatch(/^No event with this id/);
});

async function answerTo({ slack }: Started) {
  await slack.command({ user: people.member, channel: channels.security, command: '/hec-event', text: eventId });
  return (await privateAnswers(slack, people.member))[0];
}

test('an answer that unpacks to more than the app reads is refused, and the person is told', async () => {
  const started = await start();
  started.hec.faults.set({ kind: 'bomb', path: '/event/' });
  const answer = await answerTo(started);
  expect(answer?.text).toMatch(/can’t read HEC’s answer/);
  expect(started.hec.requests.filter(({ path }) => path.includes('/event/'))).toHaveLength(1);
});

test('whoever looks an event up reads that the key looks like one of the legacy Smart API', async () => {
  const started = await start({ env: { HEC_CLIENT_ID: 'us:my-application' } });
  const answer = await answerTo(started);
  expect(answer?.text).toMatch(/looks like one of the legacy Smart API\. Tell the app’s administrator/);
});
