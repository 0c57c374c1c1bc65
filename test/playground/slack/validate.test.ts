// What an app may ask without showing anything: whether Slack is there, whether blocks fit, and which groups there are.
import { expect, onTestFinished, test } from 'vitest';
import { groups, startSlackSimulator } from '../../../playground/slack/server.ts';
import { clientFor, refusal } from '../../support/playground/slack-client.ts';

async function start(validatesBlocks: boolean) {
  const slack = await startSlackSimulator();
  onTestFinished(() => slack.close());
  slack.installation.validatesBlocks = validatesBlocks;
  return { slack, client: clientFor(slack) };
}

const fitting = [{ type: 'header', text: { type: 'plain_text', text: 'x' } }];
const tooLong = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];

test('the validator is unknown to an app until it is switched on', async () => {
  const { client } = await start(false);
  expect(await refusal(client.blocks.validate({ blocks: fitting }))).toBe('unknown_method');
});

test('the validator takes blocks, a message or a view, one at a time, and nothing else', async () => {
  const { client } = await start(true);
  const view = { type: 'home' as const, blocks: fitting };
  for (const asked of [{ blocks: fitting }, { message: { blocks: fitting } }, { view }]) {
    expect(await refusal(client.blocks.validate(asked))).toBe('ok');
  }
  expect(await refusal(client.blocks.validate({ blocks: fitting, view }))).toBe('invalid_arguments');
  expect(await refusal(client.blocks.validate())).toBe('invalid_arguments');
});

test('what does not fit comes back with a place and a reason, as Slack documents it', async () => {
  const { client } = await start(true);
  const answer = await client.blocks.validate({ message: { blocks: tooLong } }).catch((error) => error.data);
  expect(answer).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: [
      {
        code: 'invalid_value',
        message: 'must be less than 151 characters',
        pointer: '/message/blocks/0/text/text',
        constraint: { type: 'schema', expected: [], got: '' },
      },
    ],
  });
});

test('a form is validated as a form, and a Home as a Home', async () => {
  const { client } = await start(true);
  const alert = [{ type: 'alert', text: { type: 'plain_text', text: 'x' } }];
  const title = { type: 'plain_text' as const, text: 'x' };
  expect(await refusal(client.blocks.validate({ view: { type: 'modal', title, blocks: alert } }))).toBe('ok');
  expect(await refusal(client.blocks.validate({ view: { type: 'home', blocks: alert } }))).toBe('invalid_blocks');
});

test('whether Slack is there is told to whoever asks, and everything else only with a token', async () => {
  const { slack } = await start(false);
  const ask = async (method: string) => (await fetch(`${slack.apiUrl}${method}`, { method: 'POST' })).json();
  expect(await ask('api.test')).toMatchObject({ ok: true });
  expect(await ask('auth.test')).toMatchObject({ ok: false, error: 'not_authed' });
});

test('user groups have a handle and a name, and disabled ones are listed only if they are asked for', async () => {
  const { slack, client } = await start(false);
  expect((await client.usergroups.list()).usergroups).toMatchObject([
    { id: groups.secOncall, handle: 'sec-oncall', name: 'Security on call', date_delete: 0 },
  ]);
  slack.workspace.changeGroup(groups.secOncall, { error: 'no_such_subteam' });
  expect((await client.usergroups.list()).usergroups).toEqual([]);
  expect((await client.usergroups.list({ include_disabled: true })).usergroups).toHaveLength(1);
});
