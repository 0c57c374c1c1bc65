import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { audit } from '../../../../src/store/schema.ts';
import { addWithEmail } from '../../../support/message-menu.ts';
import { privateAnswers, textOf } from '../../../support/read.ts';
import { start } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const unknown = '0'.repeat(32);
const ask = { user: people.member, channel: channels.security, command: '/hec-event' };

describe('/hec-event audit', () => {
  const env = { HEC_RESPONDERS: people.responder };

  test.each([
    ['an id', (id: string) => `audit ${id}`],
    ['an id in front', (id: string) => `${id} audit, please`],
    ['a link', (_: string, link: string) => `audit ${link}`],
    ['a link in front', (_: string, link: string) => `<${link}> audit`],
  ])('/hec-event audit takes %s', async (_title, text) => {
    const started = await start({ env });
    const { slack } = started;
    const { eventId, entityId } = addWithEmail(started);
    await slack.command({ ...ask, text: eventId });
    await slack.until(() => slack.messages(channels.security)[0]);
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const link = `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
    await slack.command({ ...ask, user: people.responder, text: text(eventId, link) });
    const [answer] = await privateAnswers(slack, people.responder);
    expect(textOf(answer?.blocks ?? [])).toContain(`Audit trail of event* \`${eventId}\``);
    expect(textOf(answer?.blocks ?? [])).toContain('Looked up once');
    expect(await recordOf(started.store.db, eventId, 10)).toHaveLength(1);
  });

  test('/hec-event audit with a link tells no one who may not act what it leads to, and records the refusal', async () => {
    const started = await start({ env });
    const { entityId } = addWithEmail(started);
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const text = `audit https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${route}`;
    await started.slack.command({ ...ask, text });
    const [answer] = await privateAnswers(started.slack, ask.user);
    expect(answer?.text).toMatch(/HEC_RESPONDERS|responder/);
    expect(started.hec.requests).toEqual([]);
    const record = await started.store.db.select().from(audit);
    expect(record).toMatchObject([{ kind: 'refusal', userId: ask.user, channelId: channels.security }]);
  });

  test('/hec-event audit with several ids asks for one at a time', async () => {
    const { slack, hec } = await start({ env });
    await slack.command({ ...ask, user: people.responder, text: `audit ${phishing} ${unknown}` });
    const [answer] = await privateAnswers(slack, people.responder);
    expect(answer?.text).toBe('Those are several events. Ask for the audit trail of one at a time.');
    expect(hec.requests).toEqual([]);
  });
});
