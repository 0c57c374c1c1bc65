// What a button or a modal carries is never trusted: whatever it is, the person is answered and the log has it.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor } from '../../support/playground/slack-client.ts';
import { privateAnswers, textOf } from '../../support/read.ts';
import { start } from '../../support/start.ts';

const user = people.responder;
const channel = channels.security;
const apology = 'Something went wrong on our side';
const foreign = '{"eventId":7,"runId":7}';

async function startLogged() {
  const errors: string[] = [];
  const started = await start({
    env: { HEC_RESPONDERS: user },
    log: (line) => {
      const { level, err } = z
        .object({ level: z.unknown(), err: z.object({ message: z.string() }).optional() })
        .parse(JSON.parse(line));
      if (level === 'error' || level === 50) errors.push(err?.message ?? '');
    },
  });
  return { ...started, errors };
}

function blocksWith(actionId: string) {
  const text = { type: 'plain_text' as const, text: 'x' };
  return [
    { type: 'actions' as const, elements: [{ type: 'button' as const, action_id: actionId, value: foreign, text }] },
  ];
}

/** A trigger that the app leaves alone, because it knows no such shortcut. */
async function freshTrigger(slack: SlackSimulator): Promise<string> {
  await slack.globalShortcut({ user, callbackId: 'none_of_the_apps' });
  return z.object({ trigger_id: z.string() }).parse(slack.deliveries.at(-1)?.payload).trigger_id;
}

test.each(['event_action:0', 'email_action:0', 'event_details', 'more_actions', 'share_event', 'check_again'])(
  'a button %s that carries a foreign value is answered privately, and sends nothing',
  async (actionId) => {
    const { slack, hec, errors, quiet } = await startLogged();
    const message = slack.postByOtherApp({ user, channel, text: 'x', blocks: blocksWith(actionId) });
    await slack.click({ user, message, actionId });
    const [answer] = await privateAnswers(slack, user);
    expect(answer?.text).toContain(apology);
    await quiet();
    expect(errors).toEqual(['what the button or modal carries isn’t ours']);
    expect(slack.views(user)).toEqual([]);
    expect(hec.requests).toEqual([]);
  },
);

test('a foreign button in the Home is answered in a modal, because the Home has no conversation', async () => {
  const { slack, errors, quiet } = await startLogged();
  await clientFor(slack).views.publish({ user_id: user, view: { type: 'home', blocks: blocksWith('event_details') } });
  const view = await slack.until(() => slack.home(user));
  await slack.click({ user, view, actionId: 'event_details' });
  const shown = await slack.until(() => slack.views(user)[0]);
  expect(textOf(shown.content.blocks)).toContain(apology);
  await quiet();
  expect(errors).toEqual(['what the button or modal carries isn’t ours']);
});

test('a button in a modal that carries a foreign value is answered in that modal', async () => {
  const { slack, errors, quiet } = await startLogged();
  const title = { type: 'plain_text' as const, text: 'x' };
  const opened = { type: 'modal' as const, title, blocks: blocksWith('event_action:0') };
  await clientFor(slack).views.open({ trigger_id: await freshTrigger(slack), view: opened });
  const [view] = slack.views(user);
  if (view === undefined) throw new Error('no modal');
  await slack.click({ user, view, actionId: 'event_action:0' });
  await slack.until(() => textOf(slack.views(user)[0]?.content.blocks ?? []).includes(apology));
  await quiet();
  expect(errors).toEqual(['what the button or modal carries isn’t ours']);
});

test.each(['action_confirm', 'action_doubt', 'action_inputs', 'lookup_event', 'show_chosen', 'share_event'])(
  'a submitted modal %s that carries a foreign value is replaced by an apology',
  async (callbackId) => {
    const { slack, hec, errors, quiet } = await startLogged();
    const text = { type: 'plain_text' as const, text: 'x' };
    await clientFor(slack).views.open({
      trigger_id: await freshTrigger(slack),
      view: {
        type: 'modal',
        callback_id: callbackId,
        private_metadata: '{"thread":7}',
        title: text,
        submit: text,
        blocks: [
          { type: 'input', block_id: 'words', label: text, element: { type: 'plain_text_input', action_id: 'value' } },
        ],
      },
    });
    await slack.submitView({ user, values: { words: 'x' } });
    await slack.until(() => textOf(slack.views(user)[0]?.content.blocks ?? []).includes(apology));
    await quiet();
    expect(errors).toEqual(['what the button or modal carries isn’t ours']);
    expect(hec.requests).toEqual([]);
  },
);
