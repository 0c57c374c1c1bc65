/** The list that a search shows in a modal: what it says, its pages, what its rows open, and what closes it. */
import { describe, expect, test } from 'vitest';
import { channels, people } from '../../../../playground/slack/server.ts';
import { modalSaying } from '../../../support/modals.ts';
import { buttonsOf, shownAnywhere, textOf } from '../../../support/read.ts';
import { type Started, start } from '../../../support/start.ts';

const channel = channels.security;
const user = people.responder;
const env = { HEC_RESPONDERS: people.responder };

async function search({ slack }: Started, text: string, by: string = user) {
  await slack.command({ user: by, channel, command: '/hec-event', text: `search ${text}` });
}

/** The list on top once its search has ended. */
async function listed({ slack, quiet }: Started) {
  await quiet();
  const view = slack.views(user).at(-1);
  if (view === undefined) throw new Error('no modal is open');
  return { view, text: textOf(view.content.blocks), buttons: buttonsOf(view.content.blocks) };
}

describe('/hec-event search', () => {
  test('a search by command is listed for the person alone, the newest first, ten a page, with what was understood', async () => {
    const started = await start({ env });
    await search(started, 'type:phishing last:30d');
    const { text, buttons } = await listed(started);
    expect(text).toMatch(/^\*23 events\* · Phishing, in the last 30 days\n/);
    expect(text).toContain('1 to 10 of 23');
    expect(buttons.filter(({ action_id }) => action_id.startsWith('search:open:'))).toHaveLength(10);
    expect(buttons.map(({ text }) => text.text)).toContain('Next');
    expect(shownAnywhere(started.slack)).toEqual([]);
  });

  test('a person who may look events up but not search is refused, and nothing is listed', async () => {
    const started = await start({ env });
    await search(started, 'type:phishing', people.member);
    await modalSaying(started.slack, people.member, 'may search for events and emails, and you aren’t on it');
    expect(started.hec.requests).toEqual([]);
  });
});
