/** "Share…": the note that stands above the card. */
import { describe, expect, test } from 'vitest';
import { people } from '../../../../playground/slack/server.ts';
import { expectHarmless } from '../../../support/cards/rendered.ts';
import { buttonsOf, textOf } from '../../../support/read.ts';
import { form, noteAbove, openForm, target, toldDone, user } from '../../../support/share.ts';
import { start } from '../../../support/start.ts';

describe('notes', () => {
  test('a note stands above the card as quoted words of the person who shared it', async () => {
    expect(await noteAbove(await start(), 'Seen by three people.\n\nWho is on call?')).toEqual([
      `<@${user}> wrote:`,
      '> Seen by three people.',
      '> Who is on call?',
    ]);
  });

  test.each([
    ['mentions', `<!channel> <!here|x> @channel <@${people.responder}> <#C0GENERAL0|general> <!subteam^S0ONCALL00>`],
    ['links', '<https://evil.example/login|the portal> http://evil.example www.evil.example mailto:a@evil.example'],
    ['formatting', '> *Quarantined* by _Ana_ ~no~ :rotating_light: `code` ```block```'],
    ['Slack’s escapes', '&lt;!channel&gt; &amp;lt;https://evil.example&gt; <!date^1^{date}|x>'],
    ['direction and invisible characters', '\u202egnp.exe \u2066x\u2069 ht\u200btps://evil.example \u{e0041}'],
    ['line breaks of all kinds', 'one\r> two\u2028*three*\u0085four\u000bfive\r\n<!channel>'],
  ])('a note with %s shows nothing live, and each of its lines is quoted', async (_title, note) => {
    const started = await start();
    const [author, ...lines] = await noteAbove(started, note);
    expect(author).toBe(`<@${user}> wrote:`);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^> [^<>]+$/);
      expectHarmless({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: line.slice(2) } }] });
    }
    const { args } = started.slack.calls.findLast(({ method }) => method === 'chat.postMessage') ?? {};
    expect(args).toMatchObject({ link_names: 'false', parse: 'none', unfurl_links: 'false', unfurl_media: 'false' });
    expectHarmless({ text: String(args?.text), blocks: [] });
  });

  test('a note of a hundred lines leaves the event on the screen', async () => {
    const started = await start();
    const note = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const [author, ...lines] = await noteAbove(started, note);
    expect(author).toBe(`<@${user}> wrote:`);
    expect(lines.slice(0, 3)).toEqual(['> line 0', '> line 1', '> line 2']);
    expect(lines.slice(9)).toEqual(['> line 9', '> …']);
  });

  test('a note stays when an action changes the card below it', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { press } = await openForm(started);
    await slack.submitView({ user, values: { ...form, shape: 'compact' } });
    await toldDone(slack);
    const shared = () => textOf(slack.messages(target)[0]?.blocks ?? []);
    const [noted] = slack.messages(target)[0]?.blocks ?? [];
    expect(shared()).toContain('New');
    await press('Dismiss');
    await slack.until(() => shared().includes('Dismissed'));
    expect(shared()).not.toContain('New');
    expect(slack.messages(target)[0]?.blocks[0]).toEqual(noted);
    expect(textOf([noted])).toBe(`<@${user}> wrote:\n> For the night shift\n> please`);
  });

  test('a note does not appear on the event’s other cards', async () => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec } = started;
    hec.world.taskId = 'none';
    const { message, text } = await openForm(started);
    await slack.submitView({ user, values: form });
    await toldDone(slack);
    const [card] = slack.messages(target);
    const dismiss = buttonsOf(card?.blocks ?? []).find((button) => button.text.text === 'Dismiss');
    await slack.click({
      user: people.responder,
      message: card ?? message,
      actionId: dismiss?.action_id ?? '',
    });
    await slack.until(() => text().includes('Dismissed'));
    expect(text()).not.toContain('night shift');
  });
});
