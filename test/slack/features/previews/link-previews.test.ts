import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appDirectMessage, channels, people } from '../../../../playground/slack/server.ts';
import { recordOf } from '../../../../src/store/audit-trail.ts';
import { buttonsOf, shownAnywhere, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const portal = 'https://portal.checkpoint.com/dashboard/email&collaboration/CGS1';

const nowhere = `https://acme.avanan.net/#/events/${'0'.repeat(32)}`;

/** A link as the portal makes them: to the email, not to the event. */
function linkTo({ hec }: Started, eventId: string): string {
  const entityId = String(hec.world.events.get(eventId)?.entityId);
  return `${portal}?route=${Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64')}`;
}

describe('previews of portal links', () => {
  test('a pasted portal link gets the event’s card under the message, with its buttons', async () => {
    const started = await start();
    const { slack } = started;
    const link = linkTo(started, phishing);
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: `look: ${link}` });
    const [unfurl] = await slack.until(() => {
      const unfurls = slack.message(channels.security, ts)?.unfurls ?? [];
      return unfurls.length > 0 && unfurls;
    });
    expect(JSON.stringify(unfurl?.blocks ?? [])).toContain(phishing);
    expect(buttonsOf(unfurl?.blocks ?? []).length).toBeGreaterThan(0);
    expect(slack.messages(channels.security)).toHaveLength(1);
  });

  test('a link is previewed in a thread, in a channel without the app and in a direct message too', async () => {
    const started = await start();
    const { slack } = started;
    const text = linkTo(started, phishing);
    const first = await slack.post({ user: people.member, channel: channels.security, text: 'an incident' });
    const posted = await Promise.all([
      slack.post({ user: people.member, channel: channels.security, text, threadTs: first.ts }),
      slack.post({ user: people.member, channel: channels.general, text }),
      slack.post({ user: people.member, channel: appDirectMessage(people.member), text }),
    ]);
    for (const { channel, ts } of posted) {
      const unfurl = await slack.until(() => slack.message(channel, ts)?.unfurls[0]);
      expect(JSON.stringify(buttonsOf(unfurl.blocks))).toContain(phishing);
    }
  });

  test('a link in a thread gets a compact card, because threads are read on phones', async () => {
    const started = await start();
    const { slack } = started;
    const text = linkTo(started, phishing);
    const first = await slack.post({ user: people.member, channel: channels.security, text });
    const reply = await slack.post({ user: people.member, channel: channels.security, text, threadTs: first.ts });
    const previews = await slack.until(() => {
      const shown = [first, reply].flatMap(({ channel, ts }) => slack.message(channel, ts)?.unfurls ?? []);
      return shown.length === 2 && shown;
    });
    const [full, compact] = previews.map(({ blocks }) => blocks);
    expect(full?.[0]?.type).toBe('header');
    expect(compact?.map(({ type }) => type)).toEqual(['divider', 'section', 'actions']);
    expect(textOf(compact?.slice(0, 1) ?? []).split('\n').length).toBeLessThanOrEqual(3);
    expect(buttonsOf(compact).map(({ text: label }) => label.text)).toHaveLength(3);
    expect(buttonsOf(compact).at(-1)).toMatchObject({ action_id: 'event_details', text: { text: 'More…' } });
  });

  test('several links in one message get a compact card each, but none beyond the fifth', async () => {
    const started = await start();
    const { slack, hec } = started;
    const ids = Array.from({ length: 6 }, () => hec.world.addEvent().eventId);
    const text = ids.map((id) => `https://acme.avanan.net/#/events/${id}`).join(' ');
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text });
    const unfurls = await slack.until(() => {
      const seen = slack.message(channels.security, ts)?.unfurls ?? [];
      return seen.length > 0 && seen;
    });
    expect(unfurls.map(({ url }) => url.slice(-32))).toEqual(ids.slice(0, 5));
    for (const { blocks } of unfurls) {
      expect(textOf(blocks.slice(0, 1)).split('\n').length).toBeLessThanOrEqual(3);
      expect(buttonsOf(blocks).at(-1)?.action_id).toBe('event_details');
    }
  });

  test('a link in an unsent message gets only severity, type and state, without buttons', async () => {
    const started = await start();
    const { slack } = started;
    const text = linkTo(started, phishing);
    const { unfurlId } = await slack.compose({ user: people.member, channel: channels.security, text });
    const draft = await slack.until(() => {
      const unfurls = slack.draft(unfurlId)?.unfurls ?? [];
      return unfurls.length > 0 && unfurls;
    });
    expect(textOf(draft[0]?.blocks ?? [])).toMatch(/^\S+ \*?\w+\*? · Phishing · New$/);
    expect(buttonsOf(draft)).toEqual([]);
  });

  test('a link that cannot be resolved is skipped silently', async () => {
    const started = await start();
    await started.slack.post({ user: people.member, channel: channels.security, text: nowhere });
    await started.quiet();
    expect(started.hec.requests.some(({ path }) => path.endsWith('/event/query'))).toBe(true);
    expect(shownAnywhere(started.slack)).toEqual([]);
  });

  test('a link whose event was not found is not searched for again within a minute', async () => {
    let time = Date.now();
    const started = await start({ now: () => time });
    const searches = () => started.hec.requests.filter(({ path }) => path.endsWith('/event/query')).length;
    const post = async () => {
      await started.slack.post({ user: people.member, channel: channels.security, text: nowhere });
      await started.quiet();
      return searches();
    };
    const first = await post();
    time += 59_000;
    expect(await post()).toBe(first);
    time += 2_000;
    expect(await post()).toBe(2 * first);
  });

  test('a link to an email that HEC cannot look up is resolved by searching back through the events', async () => {
    const started = await start();
    const { slack, hec } = started;
    const entityId = 'f'.repeat(32);
    const event = hec.world.addEvent({ entityId, eventCreated: new Date(Date.now() - 20 * 86_400_000).toISOString() });
    const route = Buffer.from(`profile/office365_emails_email/${entityId}`).toString('base64');
    const { ts } = await slack.post({
      user: people.member,
      channel: channels.security,
      text: `${portal}?route=${route}`,
    });
    const [unfurl] = await slack.until(() => {
      const unfurls = slack.message(channels.security, ts)?.unfurls ?? [];
      return unfurls.length > 0 && unfurls;
    });
    expect(textOf(unfurl?.blocks ?? [])).toContain(event.eventId);
  });

  test('a link that was previewed is not previewed, looked up or recorded again when its message is edited, and a new one is', async () => {
    const started = await start();
    const { slack, hec, store } = started;
    const [first, second] = [hec.world.addEvent().eventId, hec.world.addEvent().eventId];
    const url = (id: string) => `https://acme.avanan.net/#/events/${id}`;
    const edit = async (text: string) => {
      await slack.editMessage({ user: people.member, channel: channels.security, ts, text });
      await started.quiet();
    };
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: url(first) });
    await started.quiet();
    const unfurls = () => slack.calls.filter(({ method }) => method === 'chat.unfurl').length;
    const previews = () => slack.message(channels.security, ts)?.unfurls ?? [];
    const asked = hec.requests.length;
    const before = previews();

    await edit(`now with words: ${url(first)}`);
    expect(unfurls()).toBe(1);
    expect(hec.requests).toHaveLength(asked);

    await edit(`${url(first)} and ${url(second)}`);
    expect(previews().map((preview) => preview.url)).toEqual([url(first), url(second)]);
    expect(previews()[0]).toEqual(before[0]);
    for (const id of [first, second]) {
      expect((await recordOf(store.db, id, 9)).map(({ kind }) => kind)).toEqual(['lookup']);
    }

    await edit(url(second));
    expect(previews().map((preview) => preview.url)).toEqual([url(second)]);
    expect(unfurls()).toBe(2);
  });

  test('a Work Object that somebody asks Slack to show anew is shown anew', async () => {
    const started = await start();
    const { slack } = started;
    const link = linkTo(started, phishing);
    const { ts } = await slack.post({ user: people.member, channel: channels.security, text: link });
    await started.quiet();
    const { payload } = slack.deliveries.at(-1) ?? {};
    const event = z.object({ event: z.record(z.string(), z.unknown()) }).parse(payload).event;
    await slack.sendEvent({ ...event, is_unfurl_refresh: true });
    await started.quiet();
    expect(slack.message(channels.security, ts)?.unfurls).toHaveLength(1);
    expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(2);
  });

  test('a link that Slack delivers twice is previewed once', async () => {
    const started = await start();
    const { slack } = started;
    await slack.post({ user: people.member, channel: channels.security, text: linkTo(started, phishing) });
    await slack.until(() => slack.calls.some(({ method, status }) => method === 'chat.unfurl' && status === 200));
    await slack.redeliver();
    await slack.settled();
    expect(slack.calls.filter(({ method }) => method === 'chat.unfurl')).toHaveLength(1);
  });
});
