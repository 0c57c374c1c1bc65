/** A card that Slack does not take: nobody loses the event, and everybody learns why the others don't see it. */
import { expect, test } from 'vitest';
import { channels, people } from '../../playground/slack/server.ts';
import { shownMessagesOf } from '../../src/store/shown-messages.ts';
import { isCompact } from '../support/modals.ts';
import { privateAnswers, textOf } from '../support/read.ts';
import { showEvent } from '../support/show-event.ts';
import { start } from '../support/start.ts';

const phishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const ask = { user: people.member, channel: channels.security, command: '/hec-event', text: phishing };

const unexplained = /Slack didn’t allow the post. Reference for the app’s administrator: `(\w+)`/;

test.each<[RegExp, string[]]>([
  [/isn’t in this channel.*invite/, ['not_in_channel', 'channel_not_found']],
  [/channel is archived/, ['is_archived']],
  [/only certain people can post/, ['restricted_action', 'restricted_action_read_only_channel']],
  [/messages are switched off/, ['messages_tab_disabled']],
  [/reached Slack’s limit for messages/, ['message_limit_exceeded']],
  [/administrators have suspended posting/, ['ekm_access_denied']],
  [/can’t sign in to Slack. Tell the app’s administrator/, ['token_revoked', 'not_allowed_token_type']],
  [/lacks the permission to post. Tell the app’s administrator/, ['missing_scope']],
  [unexplained, ['no_permission', 'access_denied', 'team_not_found', 'team_access_not_granted']],
  [unexplained, ['slack_connect_file_link_sharing_blocked', 'duplicate_message_not_found', 'not_found']],
  [unexplained, ['invalid_arguments', 'no_text', 'unheard_of', 'constructor', 'invalid_metadata_format']],
])(
  'a card that Slack refuses is shown privately to the person who asked, with the reason in plain words: %s',
  async (reason, codes) => {
    const started = await start();
    const { slack } = started;
    for (const error of codes) {
      slack.faults.add({ method: 'chat.postMessage', kind: 'error', error });
      const before = slack.ephemerals(channels.security, people.member).length;
      await slack.command(ask);
      const answer = await slack.until(() => slack.ephemerals(channels.security, people.member)[before]);
      const shown = textOf(answer.blocks);
      expect(shown).toContain(phishing.slice(0, 8));
      expect(shown).toMatch(/Only you can see this/);
      expect(shown).toMatch(reason);
      if (reason === unexplained) expect(unexplained.exec(shown)?.[1]).toBe(error);
      slack.faults.clear();
    }
    await started.quiet();
    expect(slack.messages(channels.security)).toEqual([]);
  },
);

test.each(['msg_too_long', 'msg_blocks_too_long', 'invalid_blocks', 'invalid_attachments'])(
  'a full card that Slack doesn’t take (%s) is posted once more as a short one, which is kept up to date as such',
  async (error) => {
    const lines: string[] = [];
    const started = await start({ log: (line) => lines.push(line) });
    const { slack, store } = started;
    slack.faults.add({ method: 'chat.postMessage', kind: 'error', error, times: 1 });
    await slack.command(ask);
    await slack.until(() => slack.messages(channels.security).length === 1);
    await started.quiet();
    expect(slack.ephemerals(channels.security, people.member)).toEqual([]);
    expect(await shownMessagesOf(store.db, phishing)).toMatchObject([{ shape: 'compact' }]);
    expect(lines.join('')).toContain(`Slack answered ${error} to chat.postMessage`);
  },
);

test.each(['msg_blocks_too_long', 'invalid_blocks'])(
  'a card that Slack no longer takes in full when it changes (%s) shows how an action ended as a short one, and stays one',
  async (error) => {
    const started = await start({ env: { HEC_RESPONDERS: people.responder } });
    const { slack, hec, store } = started;
    hec.world.taskId = 'none';
    const card = await showEvent(started);
    slack.faults.add({ method: 'chat.update', kind: 'error', error, times: 1 });
    await card.press('Dismiss');
    await slack.until(() => card.text().includes(`Dismissed by <@${people.responder}>`));
    await started.quiet();
    expect(isCompact({ blocks: slack.message(channels.security, card.message.ts)?.blocks ?? [] })).toBe(true);
    expect(await shownMessagesOf(store.db, card.eventId)).toMatchObject([{ shape: 'compact' }]);
  },
);

test('if Slack doesn’t take a short card either, the person sees it alone, with the reason', async () => {
  const started = await start();
  const { slack } = started;
  slack.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks' });
  await slack.command(ask);
  const [answer] = await privateAnswers(slack, people.member);
  await started.quiet();
  expect(textOf(answer?.blocks ?? [])).toMatch(/Slack didn’t accept the event’s card. Tell the app’s administrator/);
  expect(textOf(answer?.blocks ?? [])).toContain(`Event ${phishing.slice(0, 8)}`);
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(2);
  expect(slack.messages(channels.security)).toEqual([]);
});
