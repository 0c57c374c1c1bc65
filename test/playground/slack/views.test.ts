// Modals and the App Home: triggers, stacks, hashes, and what follows a submission.
import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor, problems, refusal } from '../../support/playground/slack-client.ts';
import { movableClock, startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

const user = people.responder;
const modal = (title: string, rest: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: title },
  blocks: [],
  ...rest,
});
const form = modal('Form', {
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'note',
      label: { type: 'plain_text', text: 'Note' },
      element: { type: 'plain_text_input', action_id: 'text', initial_value: 'before' },
    },
    {
      type: 'input',
      block_id: 'where',
      optional: true,
      label: { type: 'plain_text', text: 'Where' },
      element: { type: 'conversations_select', action_id: 'conversation' },
    },
    {
      type: 'actions',
      block_id: 'more',
      elements: [{ type: 'button', action_id: 'deeper', text: { type: 'plain_text', text: 'More' } }],
    },
  ],
});
const titles = (slack: SlackSimulator) =>
  slack.views(user).map(({ content }) => z.object({ text: z.string() }).parse(content.title).text);

/** A trigger as it comes with a command. */
async function trigger(slack: SlackSimulator): Promise<string> {
  await slack.command({ user, channel: channels.security, command: '/look' });
  return z.object({ trigger_id: z.string() }).parse(slack.deliveries.at(-1)?.payload).trigger_id;
}

/** An app that opens the form on command; `onSubmit` answers its submission. */
const opensForm =
  (onSubmit: Parameters<App['view']>[1] = ({ ack }) => ack()) =>
  (app: App): void => {
    app.command('/form', async ({ ack, client, command }) => {
      await client.views.open({ trigger_id: command.trigger_id, view: form });
      await ack();
    });
    app.view('form', onSubmit);
  };
const open = (slack: SlackSimulator) => slack.command({ user, channel: channels.security, command: '/form' });

test('a trigger opens one modal, once, within three seconds', async () => {
  const clock = movableClock();
  const slack = await startSlack({ now: clock.now });
  const { views } = clientFor(slack);
  const trigger_id = await trigger(slack);
  clock.pass(3_000);
  expect(await refusal(views.open({ trigger_id, view: modal('First') }))).toBe('ok');
  expect(await refusal(views.open({ trigger_id, view: modal('Second') }))).toBe('exchanged_trigger_id');
  const later = await trigger(slack);
  clock.pass(3_001);
  expect(await refusal(views.open({ trigger_id: later, view: modal('Late') }))).toBe('expired_trigger_id');
  expect(await refusal(views.open({ trigger_id: '1.2.3', view: modal('None') }))).toBe('invalid_trigger_id');
  expect(titles(slack)).toEqual(['First']);
});

test('an invalid view is refused with the reason, and its trigger stays usable', async () => {
  const slack = await startSlack();
  const { views } = clientFor(slack);
  const trigger_id = await trigger(slack);
  const view = modal('A title with more than 24 characters');
  expect(await problems(views.open({ trigger_id, view }))).toEqual([
    '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
  ]);
  expect(await refusal(views.open({ trigger_id, view: modal('Short') }))).toBe('ok');
});

test('an update finds its view by id or external id, and is refused when it is late', async () => {
  const slack = await startSlack();
  const { views } = clientFor(slack);
  await views.open({ trigger_id: await trigger(slack), view: modal('Loading', { external_id: 'x' }) });
  const [view] = slack.views(user);
  if (!view) throw new Error('no view');
  expect(
    await refusal(views.update({ view_id: view.id, hash: view.hash, view: modal('Loaded', { external_id: 'x' }) })),
  ).toBe('ok');
  expect(await refusal(views.update({ view_id: view.id, hash: view.hash, view: modal('Late') }))).toBe('hash_conflict');
  expect(await refusal(views.update({ external_id: 'x', view: modal('By external id') }))).toBe('ok');
  expect(await refusal(views.update({ view_id: 'V0', view: modal('None') }))).toBe('not_found');
  expect(titles(slack)).toEqual(['By external id']);
});

test('clicks inside a modal can stack up to three views', async () => {
  const slack = await startSlack();
  const refusals: string[] = [];
  await startHttpApp(slack, (app) => {
    opensForm()(app);
    app.action({ type: 'block_actions', action_id: 'deeper' }, async ({ ack, body, client }) => {
      refusals.push(
        await refusal(
          client.views.push({
            trigger_id: body.trigger_id,
            view: { ...form, title: { type: 'plain_text', text: 'Deeper' } },
          }),
        ),
      );
      await ack();
    });
  });
  await open(slack);
  for (let click = 0; click < 3; click += 1) {
    const top = slack.views(user).at(-1);
    if (top) await slack.click({ user, view: top, actionId: 'deeper' });
  }
  expect(refusals).toEqual(['ok', 'ok', 'push_limit_reached']);
  expect(titles(slack)).toEqual(['Form', 'Deeper', 'Deeper']);
});

test('pushing a view needs a click inside a modal', async () => {
  const slack = await startSlack();
  expect(await refusal(clientFor(slack).views.push({ trigger_id: await trigger(slack), view: modal('x') }))).toBe(
    'not_found',
  );
});

test('a submission carries what was filled in, and closes the modal', async () => {
  const slack = await startSlack();
  const submitted: unknown[] = [];
  await startHttpApp(
    slack,
    opensForm(async ({ ack, view }) => {
      submitted.push(view.state.values);
      await ack();
    }),
  );
  await open(slack);
  await slack.submitView({ user, values: { note: 'quarantined', conversation: channels.incident } });
  expect(submitted).toMatchObject([
    {
      note: { text: { type: 'plain_text_input', value: 'quarantined' } },
      where: { conversation: { type: 'conversations_select', selected_conversation: channels.incident } },
    },
  ]);
  expect(slack.views(user)).toEqual([]);
});

test('an updated modal keeps what was entered in the inputs that remain', async () => {
  const slack = await startSlack();
  await startHttpApp(
    slack,
    opensForm(({ ack }) =>
      ack({ response_action: 'update', view: { ...form, title: { type: 'plain_text', text: 'Again' } } }),
    ),
  );
  await open(slack);
  await slack.submitView({ user, values: { note: 'kept' } });
  expect(titles(slack)).toEqual(['Again']);
  expect(slack.views(user)[0]?.state).toMatchObject({ note: { text: { value: 'kept' } } });
});

test('a form with an empty required input is not sent', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, opensForm());
  await open(slack);
  await expect(slack.submitView({ user, values: { note: '' } })).rejects.toThrow('"note" must be filled in');
  expect(slack.deliveries.map(({ kind }) => kind)).toEqual(['command']);
});

test('errors are shown beside their inputs, and the modal keeps what was entered', async () => {
  const slack = await startSlack();
  await startHttpApp(
    slack,
    opensForm(({ ack }) => ack({ response_action: 'errors', errors: { note: 'Too short' } })),
  );
  await open(slack);
  await slack.submitView({ user, values: { note: 'x' } });
  expect(slack.views(user)).toMatchObject([
    { errors: { note: 'Too short' }, state: { note: { text: { value: 'x' } } } },
  ]);
});

test('errors that name no input are the app’s mistake', async () => {
  const slack = await startSlack();
  await startHttpApp(
    slack,
    opensForm(({ ack }) => ack({ response_action: 'errors', errors: { nothing: 'x' } })),
  );
  await open(slack);
  await expect(slack.submitView({ user })).rejects.toThrow('must name input blocks');
});

test.each<[string, ViewResponseAction, string[]]>([
  ['update', { response_action: 'update', view: modal('Updated') }, ['Updated']],
  ['push', { response_action: 'push', view: modal('Pushed') }, ['Form', 'Pushed']],
  ['clear', { response_action: 'clear' }, []],
])('a submission may be answered with %s', async (_name, response, expected) => {
  const slack = await startSlack();
  await startHttpApp(
    slack,
    opensForm(({ ack }) => ack(response)),
  );
  await open(slack);
  await slack.submitView({ user });
  expect(titles(slack)).toEqual(expected);
});

test('the app hears of a closed modal only when it asked to', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
    app.view({ type: 'view_closed', callback_id: 'form' }, ({ ack }) => ack());
  });
  const { views } = clientFor(slack);
  await views.open({ trigger_id: await trigger(slack), view: modal('Quiet') });
  expect(await slack.closeView({ user })).toMatchObject({ outcome: 'not_sent' });
  await views.open({ trigger_id: await trigger(slack), view: modal('Loud', { notify_on_close: true }) });
  expect(await slack.closeView({ user })).toMatchObject({ outcome: 'acknowledged' });
  expect(slack.views(user)).toEqual([]);
});

test('who clears a stack of modals closes all of them, and the app hears of those that it asked about', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
    app.command('/form', async ({ ack, client, command }) => {
      await client.views.open({ trigger_id: command.trigger_id, view: { ...form, notify_on_close: true } });
      await ack();
    });
    app.action('deeper', async ({ ack, client, body }) => {
      if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view: modal('Above') });
      await ack();
    });
    app.view({ type: 'view_closed', callback_id: 'form' }, ({ ack }) => ack());
  });
  await open(slack);
  const [below] = slack.views(user);
  await slack.click({ user, view: below ?? { id: '' }, actionId: 'deeper' });
  await slack.until(() => slack.views(user).length === 2);
  expect(await slack.closeView({ user, all: true })).toMatchObject({ outcome: 'acknowledged' });
  expect(slack.views(user)).toEqual([]);
  const told = slack.deliveries
    .map(({ payload }) => payload)
    .filter((payload) => JSON.stringify(payload).includes('view_closed'));
  expect(told).toMatchObject([{ type: 'view_closed', is_cleared: true, view: { id: below?.id } }]);
});

test('opening the home tab lets the app publish its content', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, (app) => {
    app.event('app_home_opened', async ({ client, event }) => {
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    });
  });
  await slack.openHome({ user });
  const home = await slack.until(() => slack.home(user));
  expect(home.content.blocks).toEqual([{ type: 'divider' }]);
  expect(slack.home(people.member)).toBeUndefined();
});

test.each([
  ['message', 'message_action'],
  ['global', 'shortcut'],
])('a %s shortcut comes with a trigger', async (kind, type) => {
  const slack = await startSlack();
  const opened: string[] = [];
  await startHttpApp(slack, (app) => {
    app.shortcut('show', async ({ ack, client, shortcut }) => {
      await ack();
      opened.push(shortcut.type);
      await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('Shown') });
    });
  });
  const message = await slack.post({ user: people.member, channel: channels.security, text: 'alert' });
  await (kind === 'message'
    ? slack.messageShortcut({ user, message, callbackId: 'show' })
    : slack.globalShortcut({ user, callbackId: 'show' }));
  await slack.until(() => slack.views(user).length === 1);
  expect(opened).toEqual([type]);
});
