/** Searching by a form: where it opens, what it lists, what it says of mistakes, and how a search is refined in it. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { filledIn, modalSaying } from '../../../support/modals.ts';
import { buttonsOf, shownAnywhere, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const channel = channels.security;
const user = people.responder;
const env = { HEC_RESPONDERS: people.responder };
const formWords = 'If you fill in any of these, emails are listed';

/** What stands on top of the person's modals, once nothing happens any more. */
async function onTop({ slack, quiet }: Started) {
  await quiet();
  const views = slack.views(user);
  const view = views.at(-1);
  if (view === undefined) throw new Error('no modal is open');
  const { blocks, callback_id: callbackId } = view.content;
  return { views, view, callbackId, text: textOf(blocks), buttons: buttonsOf(blocks) };
}

async function byShortcut(started: Started): Promise<void> {
  await started.slack.globalShortcut({ user, callbackId: 'search_hec' });
  await modalSaying(started.slack, user, formWords);
}

async function listByCommand(started: Started, text: string) {
  await started.slack.command({ user, channel, command: '/hec-event', text: `search ${text}` });
  return onTop(started);
}

async function refine(started: Started) {
  const { view } = await onTop(started);
  await started.slack.click({ user, view, actionId: 'search:refine' });
  return modalSaying(started.slack, user, formWords);
}

describe('the form of a search', () => {
  test('the global shortcut opens it, and what was filled in is listed in its place, for the person alone', async () => {
    const started = await start({ env });
    await byShortcut(started);
    await started.slack.submitView({ user, values: { type: ['phishing'], last: '30d' } });
    const { views, text } = await onTop(started);
    expect(text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
    expect(views).toHaveLength(1);
    expect(shownAnywhere(started.slack)).toEqual([]);
  });

  test('the App Home has a button for it, for those who may search', async () => {
    const started = await start({ env });
    await started.slack.openHome({ user });
    await started.quiet();
    const view = started.slack.home(user);
    if (view === undefined) throw new Error('there is no Home');
    await started.slack.click({ user, view, actionId: 'open_search' });
    await modalSaying(started.slack, user, formWords);
    await started.slack.submitView({ user });
    expect((await onTop(started)).text).toContain('All events, in the last 7 days');

    await started.slack.openHome({ user: people.member });
    await started.quiet();
    const home = buttonsOf(started.slack.home(people.member)?.content.blocks ?? []);
    expect(home.map(({ action_id: id }) => id)).toContain('open_lookup');
    expect(home.map(({ action_id: id }) => id)).not.toContain('open_search');
  });

  test('a mistake is told beside its input, and nothing is searched for', async () => {
    const started = await start({ env });
    await byShortcut(started);
    await started.slack.submitView({ user, values: { from: 'nobody', since: 'yesterdy', more: 'sverity:high' } });
    const { view } = await onTop(started);
    expect(view.errors).toEqual({
      from: expect.stringContaining('“nobody” is neither an email address nor a domain'),
      since: '“yesterdy” isn’t a date. Did you mean yesterday?',
      more: expect.stringContaining('Did you mean severity:'),
    });
    expect(started.hec.requests).toEqual([]);
  });

  test('words that can’t be read open it with the words as they were typed, to be corrected', async () => {
    const started = await start({ env });
    const form = await listByCommand(started, 'typ:phishing last:30d');
    expect(form.text).toContain('“typ:” isn’t a filter. Did you mean type:?');
    expect(JSON.stringify(form.view.content)).toContain('Correct it, or empty it and fill in the fields below.');
    expect(filledIn(form.view).more).toBe('typ:phishing last:30d');
    await started.slack.submitView({ user, values: { more: 'type:phishing last:30d' } });
    expect((await onTop(started)).text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
  });

  test('who empties the words that can’t be read, and fills in nothing else, is asked what to search for', async () => {
    const started = await start({ env });
    await listByCommand(started, 'typ:phishing');
    await started.slack.submitView({ user, values: { more: ' ' } });
    const { view } = await onTop(started);
    expect(view.errors).toEqual({ more: expect.stringContaining('Nothing is left to search for') });
    expect(started.hec.requests).toEqual([]);
    await started.slack.submitView({ user, values: { more: ' ', type: ['phishing'], last: '30d' } });
    expect((await onTop(started)).text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
  });

  test('a person who may not search is refused, also if they might when it opened', async () => {
    let time = Date.now();
    const started = await start({ env: { HEC_SEARCHERS: people.member }, now: () => time });
    await started.slack.globalShortcut({ user, callbackId: 'search_hec' });
    await modalSaying(started.slack, user, 'may search for events and emails, and you aren’t on it');

    await started.slack.globalShortcut({ user: people.member, callbackId: 'search_hec' });
    await modalSaying(started.slack, people.member, formWords);
    started.slack.workspace.changePerson(people.member, { kind: 'single_channel_guest' });
    time += 61_000;
    await started.slack.submitView({ user: people.member });
    await modalSaying(started.slack, people.member, 'Guests');
    expect(started.hec.requests).toEqual([]);
  });
});

describe('“Refine…” below a list', () => {
  test('it opens the form filled in, and its list takes the place of the one before', async () => {
    const started = await start({ env });
    const list = await listByCommand(started, 'type:phishing severity:high+ -state:new last:30d');
    const form = await refine(started);
    expect(filledIn(form)).toMatchObject({ in: 'events', last: '30d', severity: 'high+', more: '-state:new' });
    await started.slack.submitView({ user, values: { severity: 'any', more: '' } });
    const { views, view, text } = await onTop(started);
    expect(views).toHaveLength(1);
    expect(view.id).toBe(list.view.id);
    expect(text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
  });

  test('a form that is cancelled leaves the list as it was', async () => {
    const started = await start({ env });
    const list = await listByCommand(started, 'type:phishing last:30d');
    await refine(started);
    await started.slack.closeView({ user });
    expect((await onTop(started)).text).toBe(list.text);
  });
});
