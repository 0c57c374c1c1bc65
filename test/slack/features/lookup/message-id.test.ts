/** A Message-ID in place of an event's id: the newest event about the email that it names. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { audit } from '../../../../src/store/schema.ts';
import { chooseOn } from '../../../support/message-menu.ts';
import { cardsUnder, choicesOf, eventShownBy, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const channel = channels.security;
const user = people.member;
const day = 86_400_000;

interface Mail {
  subject: string;
  address: string;
  /** In its brackets. */
  typed: string;
  entityId: string;
}

interface MailOptions {
  daysAgo?: number;
  /** As HEC records it. */
  recorded?: (address: string) => string;
  saas?: string;
}

function addMail(
  { hec }: Started,
  { daysAgo = 0, recorded = (address) => `<${address}>`, saas }: MailOptions = {},
): Mail {
  const word = `quoll${randomUUID().slice(0, 8)}`;
  const address = `${word}.88412@parcel-point.example`;
  const created = new Date(Date.now() - daysAgo * day).toISOString();
  const entity = hec.world.addEntity({
    entityInfo: { entityCreated: created, entityUpdated: created, ...(saas !== undefined && { saas }) },
  });
  Object.assign(entity.entityPayload, {
    internetMessageId: recorded(address),
    subject: `Delivery ${word}`,
    received: created,
  });
  return { subject: `Delivery ${word}`, address, typed: `<${address}>`, entityId: entity.entityInfo.entityId };
}

function addEventAbout({ hec }: Started, { entityId }: Mail, hoursAgo = 0): string {
  const eventCreated = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  return hec.world.addEvent({ entityId, eventCreated }).eventId;
}

async function ask(started: Started, text: string, where: string = channel) {
  await started.slack.command({ user, channel: where, command: '/hec-event', text });
  await started.quiet();
}

const cardsIn = ({ slack }: Started, where: string = channel) =>
  slack.messages(where).flatMap((message) => eventShownBy(message) ?? []);
const told = ({ slack }: Started, where: string = channel) =>
  slack.ephemerals(where, user).filter(({ by }) => by === 'app');
const searches = ({ hec }: Started) => hec.requests.filter(({ path }) => path.includes('/search/query'));
const lookups = ({ store }: Started) => store.db.select().from(audit).where(eq(audit.kind, 'lookup'));

describe('/hec-event with a Message-ID', () => {
  test('shows the newest event about the email, with a count of the others, and records that one', async () => {
    const started = await start();
    const mail = addMail(started, { daysAgo: 0.5 });
    addEventAbout(started, mail, 2);
    const newest = addEventAbout(started, mail, 1);
    await ask(started, mail.typed);
    expect(cardsIn(started)).toEqual([newest]);
    expect(textOf(started.slack.messages(channel)[0]?.blocks ?? [])).toMatch(/1 more event/);
    expect(await lookups(started)).toMatchObject([{ eventId: newest, entityId: mail.entityId, userId: user }]);
    // One request for each of three services, and one for the end of what was found: no second window, no other spelling.
    expect(searches(started)).toHaveLength(4);
  });

  test.each<[string, (mail: Mail) => string]>([
    ['defanged', ({ typed }) => typed.replace('@', '[@]').replaceAll('.', '[.]')],
    ['as its header', ({ typed }) => `Message-ID: ${typed}`],
    ['without its brackets', ({ address }) => address],
    ['in capitals', ({ typed }) => typed.toUpperCase()],
  ])('takes it %s', async (_, write) => {
    const started = await start();
    const mail = addMail(started);
    const eventId = addEventAbout(started, mail);
    await ask(started, write(mail));
    expect(cardsIn(started)).toEqual([eventId]);
  });

  test.each<[string, MailOptions]>([
    ['without its brackets', { recorded: (address) => address }],
    ['with a blank around it', { recorded: (address) => ` <${address}> ` }],
    ['in another service', { saas: 'google_mail' }],
    ['five months ago', { daysAgo: 150 }],
  ])('finds an email that HEC recorded %s', async (_, options) => {
    const started = await start();
    const mail = addMail(started, options);
    const eventId = addEventAbout(started, mail, (options.daysAgo ?? 0) * 24);
    await ask(started, mail.typed);
    expect(cardsIn(started)).toEqual([eventId]);
  });

  test('finds the event about any of the copies that people got', async () => {
    const started = await start();
    const copies = [addMail(started), addMail(started), addMail(started)];
    const [first] = copies;
    for (const { entityId } of copies)
      Object.assign(started.hec.world.entities.get(entityId)?.entityPayload ?? {}, {
        internetMessageId: `<${first?.address}>`,
      });
    const last = copies.at(-1);
    const eventId = last && addEventAbout(started, last);
    await ask(started, first?.typed ?? '');
    expect(cardsIn(started)).toEqual([eventId]);
  });

  test('does without a service that the tenant has no licence for', async () => {
    const started = await start();
    started.hec.world.queries.unlicensed = ['google_mail', 'email'];
    const mail = addMail(started);
    const eventId = addEventAbout(started, mail);
    await ask(started, mail.typed);
    expect(cardsIn(started)).toEqual([eventId]);
  });

  test('offers the choice between several', async () => {
    const started = await start();
    const mails = [addMail(started), addMail(started)];
    const eventIds = mails.map((mail) => addEventAbout(started, mail));
    await ask(started, mails.map(({ typed }) => typed).join(' '));
    const view = await modalSaying(started.slack, user, 'Events that you named');
    expect(
      choicesOf(view)
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual(eventIds.toSorted());
  });

  test('shows the audit trail of its event to a responder', async () => {
    const started = await start({ env: { HEC_RESPONDERS: user } });
    const mail = addMail(started);
    const eventId = addEventAbout(started, mail);
    await ask(started, `audit ${mail.typed}`);
    expect(textOf(told(started)[0]?.blocks ?? [])).toContain(eventId);
    expect(cardsIn(started)).toEqual([]);
  });
});

describe('an email that no event is about', () => {
  test('is told to the asker alone, with what HEC knows of it, and that they looked it up is recorded', async () => {
    const started = await start();
    const mail = addMail(started);
    await ask(started, mail.typed);
    expect(started.slack.messages(channel)).toEqual([]);
    const said = textOf(told(started)[0]?.blocks ?? []);
    expect(said).toContain('HEC knows this email, but has no event about it');
    expect(said).toContain(mail.subject);
    expect(said).toContain('billing@invoice-desk.example');
    expect(await lookups(started)).toMatchObject([{ eventId: null, entityId: mail.entityId, userId: user }]);
  });

  test('is told privately in a thread, too, when the app was mentioned', async () => {
    const started = await start();
    const mail = addMail(started);
    await started.slack.post({ user, channel, text: `@hec ${mail.typed}` });
    await started.quiet();
    expect(started.slack.messages(channel).filter((message) => message.user === started.slack.app.botUserId)).toEqual(
      [],
    );
    expect(JSON.stringify(told(started))).toContain(mail.subject);
    expect(await lookups(started)).toMatchObject([{ entityId: mail.entityId, userId: user }]);
  });

  test('can be tried again, and shows its event once there is one', async () => {
    const started = await start();
    const mail = addMail(started);
    await ask(started, mail.typed);
    const [failure] = told(started);
    expect(failure?.text).toContain(`You asked for \`&lt;${mail.address}&gt;\``);
    const eventId = addEventAbout(started, mail);
    if (failure === undefined) throw new Error('nobody was told');
    await started.slack.click({ user, ephemeral: failure, actionId: 'retry_lookup' });
    await started.quiet();
    expect(cardsIn(started)).toEqual([eventId]);
  });
});

describe('what names no email', () => {
  test('a Message-ID that HEC doesn’t know is told to the asker alone, and can be tried again', async () => {
    const started = await start();
    await ask(started, '<nobody.knows@parcel-point.example>');
    expect(started.slack.messages(channel)).toEqual([]);
    const [answer] = told(started);
    expect(answer?.text).toContain('No email with this Message-ID');
    expect(answer?.text).not.toContain('search in:emails');
    expect(buttonsOf(answer?.blocks).map(({ text }) => text.text)).toEqual(['Try again']);
  });

  test('an address alone is answered with how to search for somebody’s emails', async () => {
    const started = await start();
    await ask(started, 'anna@customer.com');
    expect(told(started)[0]?.text).toContain('/hec-event search in:emails from:');
  });

  test('two addresses are searched for nowhere', async () => {
    const started = await start();
    await ask(started, 'anna@customer.com ben@customer.com');
    expect(searches(started)).toEqual([]);
    expect(told(started)[0]?.text).toContain('Message-ID');
  });

  test('while HEC fails, nobody is told that there is no such email', async () => {
    const started = await start();
    const mail = addMail(started);
    started.hec.faults.set({ kind: 'status', status: 500, path: '/search/query' });
    await ask(started, mail.typed);
    expect(told(started)[0]?.text).not.toContain('No email');
    expect(buttonsOf(told(started)[0]?.blocks).map(({ text }) => text.text)).toEqual(['Try again']);
  });
});

describe('elsewhere', () => {
  test('a direct message with a Message-ID is answered there', async () => {
    const started = await start();
    const mail = addMail(started);
    const eventId = addEventAbout(started, mail);
    await started.slack.post({ user, channel: appDirectMessage(user), text: mail.address });
    await started.quiet();
    expect(cardsIn(started, appDirectMessage(user))).toEqual([eventId]);
  });

  test('the menu of an email that was sent to the channel shows the event about that email', async () => {
    const started = await start();
    const mail = addMail(started);
    const eventId = addEventAbout(started, mail);
    const messageId = `<${mail.address}>`;
    const link = `https://track.evil.example/${randomUUID().replaceAll('-', '')}`;
    const message = started.slack.sendEmail({ channel, subject: 'Fwd: delivery', messageId });
    await chooseOn(started, message);
    await started.quiet();
    expect(cardsUnder(started.slack, message).map(eventShownBy)).toEqual([eventId]);

    // Digits in its links are nobody's id.
    const withLink = started.slack.sendEmail({ channel, subject: 'Fwd', messageId, plainText: `Track it: ${link}` });
    await chooseOn(started, withLink);
    const view = await modalSaying(started.slack, user, 'Events in this message');
    expect(choicesOf(view).map(({ value }) => value)).toEqual([eventId]);
  });

  test('an email that says which event it is about means that one, and not itself', async () => {
    const started = await start();
    const mail = addMail(started);
    addEventAbout(started, mail);
    const other = started.hec.world.addEvent().eventId;
    const message = started.slack.sendEmail({
      channel,
      subject: 'Security alert',
      messageId: `<${mail.address}>`,
      plainText: `Event id: ${other}`,
    });
    await chooseOn(started, message);
    await started.quiet();
    expect(cardsUnder(started.slack, message).map(eventShownBy)).toEqual([other]);
    expect(searches(started)).toEqual([]);
  });
});
