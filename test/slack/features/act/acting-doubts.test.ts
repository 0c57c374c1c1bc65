import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { createLogger } from '../../../../src/log.ts';
import { forgetShownMessage, rememberShownMessages, shownMessagesOf } from '../../../../src/store/shown-messages.ts';
import { buttonsOf, privateAnswers, textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { start } from '../../../support/start.ts';

const env = { HEC_RESPONDERS: people.responder, HEC_ADMIN_EMAIL_DOMAINS: 'customer.example' };
const lost = { kind: 'reset', path: '/action/', when: 'after-applying', times: 1 } as const;

describe('doubtful actions', () => {
  test('pressing a doubtful action again asks about the doubt even after another action', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set(lost);
    const card = await showEvent(started);
    await card.press('Quarantine');
    await slack.until(() => card.text().includes('may have been applied'));
    hec.world.taskId = 'none';
    await card.press('Dismiss');
    await slack.until(() => card.text().includes('Dismissed by'));
    await card.press('Quarantine');
    await slack.until(() =>
      textOf(slack.views(people.responder)[0]?.content.blocks ?? []).includes('may already have been applied'),
    );
    await started.quiet();
    expect(hec.world.tasks.size).toBe(2);
  });

  test('the input modal of a doubtful action names the doubt, and can send the action again', async () => {
    const started = await start({ env });
    const { slack, hec } = started;
    hec.world.taskSeconds = 60;
    hec.faults.set(lost);
    const offer = [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }];
    const card = await showEvent(started, { availableEventActions: offer });
    const view = () => slack.views(people.responder).at(-1);
    const submit = () => slack.submitView({ user: people.responder, values: { 'input:0': 'admin@customer.example' } });
    await card.press('Send to admin');
    await slack.until(() => textOf(view()?.content.blocks ?? []).includes('Admin email'));
    await submit();
    await slack.until(() => card.text().includes('may have been applied'));
    await card.press('Send to admin');
    await slack.until(() => textOf(view()?.content.blocks ?? []).includes('may already have been applied'));
    await submit();
    await slack.until(() => textOf(view()?.content.blocks ?? []).includes('Sent to HEC'));
    expect(hec.world.tasks.size).toBe(2);
  });
});

test('a doubtful run that HEC has recorded since is shown as done on the card, in the Home, in the details and in the audit trail', async () => {
  const started = await start({ env });
  const { slack, hec } = started;
  hec.world.taskSeconds = 60;
  hec.faults.set(lost);
  const card = await showEvent(started);
  const home = async () => {
    await slack.openHome({ user: people.responder });
    await started.quiet();
    return textOf(slack.home(people.responder)?.content.blocks ?? []);
  };
  const audit = async () => {
    const text = `audit ${card.eventId}`;
    await slack.command({ user: people.responder, channel: channels.security, command: '/hec-event', text });
    await started.quiet();
    return textOf(slack.ephemerals(channels.security, people.responder).at(-1)?.blocks ?? []);
  };

  await card.press('Quarantine');
  await slack.until(() => card.text().includes(`Quarantine by <@${people.responder}> may have been applied`));
  expect(await home()).toContain('Quarantine may have been applied');
  expect(await audit()).toContain('*Quarantine* may have been applied');

  for (const task of hec.world.tasks.values()) task.finishes = new Date();
  await card.press('Details');
  const details = () => textOf(slack.views(people.responder).at(-1)?.content.blocks ?? []);
  await slack.until(() => details().includes('Quarantined by'));
  await slack.until(() => card.text().includes('Quarantined by'));
  for (const told of [card.text(), details()]) expect(told).not.toMatch(/may have been applied|Email quarantined/);
  expect(await home()).toMatch(/Your recent actions\n\*Quarantined\* · /);
  expect(await audit()).toContain('*Quarantine* is done');
});

test('the outcome of a private card whose address is gone comes as a message from the app, and is not posted in public', async () => {
  const started = await start({ env });
  const { slack, hec, store } = started;
  hec.world.taskSeconds = 1;
  const { eventId } = hec.world.addEvent({ availableEventActions: [{ actionName: 'dismiss', actionParameter: {} }] });
  const text = `${eventId} private`;
  await slack.command({ user: people.responder, channel: channels.security, command: '/hec-event', text });
  const [ephemeral] = await privateAnswers(slack, people.responder);
  if (ephemeral === undefined) throw new Error('no card');
  const [button] = buttonsOf(ephemeral.blocks);
  await slack.click({ user: people.responder, ephemeral, actionId: button?.action_id ?? '' });
  await slack.until(() => hec.world.tasks.size === 1);
  for (const { id } of await shownMessagesOf(store.db, eventId)) await forgetShownMessage(store.db, id);
  const direct = () => slack.messages(appDirectMessage(people.responder));
  await slack.until(() => direct().length > 0);
  await started.quiet();
  expect(slack.messages(channels.security)).toEqual([]);
  expect(direct().map(({ blocks }) => textOf(blocks))).toEqual([expect.stringMatching(/is done/)]);
});

test('a database error puts no private card’s address into the log', async () => {
  const { store } = await start();
  const lines: string[] = [];
  const logger = createLogger('error', { write: (line) => void lines.push(line) });
  const address = 'https://hooks.slack.com/commands/T1/a-secret';
  const place = {
    eventId: 'e',
    channelId: 'C1',
    userId: 'U1',
    messageTs: '1.2',
    shape: 'full',
    revision: '',
    shownAt: new Date(),
  } as const;
  const wrong = { ...place, kind: 'response', responseUrl: address, usesLeft: 2 ** 40, expiresAt: new Date() } as const;
  await rememberShownMessages(store.db, wrong).catch((error: unknown) => logger.error({ err: error }, 'failed'));
  expect(lines.join()).toContain('DrizzleQueryError');
  expect(lines.join()).not.toContain('a-secret');
});
