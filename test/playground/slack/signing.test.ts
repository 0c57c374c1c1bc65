// What the app is sent over HTTP is signed as Slack signs it, and forged requests can be made.
import { expect, test } from 'vitest';
import { signatureHeaders } from '../../../playground/slack/delivery/http.ts';
import { channels, people } from '../../../playground/slack/server.ts';
import { startHttpApp, startSlack } from '../../support/playground/tiny-app.ts';

test('the signature matches the example in Slack’s documentation', () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  expect(signatureHeaders('8f742231b10e8888abcd99yyyzzz85a5', body, 1531420618)).toEqual({
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  });
});

test('the app refuses a request with a missing, wrong or stale signature, and takes one with a right one', async () => {
  const slack = await startSlack();
  await startHttpApp(slack, () => {});
  const body = JSON.stringify({ type: 'event_callback', event: { type: 'app_home_opened' } });
  const json = { 'content-type': 'application/json' };
  const secret = slack.installation.signingSecret;
  const tenMinutesAgo = Math.floor(Date.now() / 1000) - 600;
  const statusWith = async (headers: Record<string, string>): Promise<number> =>
    (await slack.rawRequest({ body, headers: { ...json, ...headers } })).acknowledgement.status;

  expect(await statusWith({})).toBe(401);
  expect(await statusWith(signatureHeaders('another secret', body))).toBe(401);
  expect(await statusWith(signatureHeaders(secret, body, tenMinutesAgo))).toBe(401);
  expect(await statusWith(signatureHeaders(secret, body))).toBe(200);
});

test('a redelivery is the same event with a retry number', async () => {
  const slack = await startSlack();
  const seen: unknown[] = [];
  await startHttpApp(slack, (app) => {
    app.event('app_mention', async ({ body, context }) => {
      seen.push([body.event_id, context.retryNum, context.retryReason]);
    });
  });
  await slack.post({ user: people.member, channel: channels.security, text: 'hello @hec' });

  await slack.redeliver();
  await slack.redeliver(slack.deliveries[0], { number: 2, reason: 'http_error' });

  const id = slack.deliveries[0]?.payload.event_id;
  expect(id).toMatch(/^Ev/);
  expect(seen).toEqual([
    [id, undefined, undefined],
    [id, 1, 'http_timeout'],
    [id, 2, 'http_error'],
  ]);
});
