// Socket Mode against Bolt's own receiver: acknowledgements, several connections, refreshes, and a network that is cut.
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { channels, people } from '../../../playground/slack/server.ts';
import { startSlack, startSocketApp } from '../../support/playground/tiny-app.ts';

const look = { user: people.responder, channel: channels.security, command: '/look' };

test('an acknowledgement over Socket Mode may carry an answer', async () => {
  const slack = await startSlack();
  await startSocketApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack({ text: 'on it' }));
  });
  expect(await slack.command(look)).toMatchObject({ outcome: 'acknowledged', body: '{"text":"on it"}' });
  expect(slack.ephemerals(channels.security, people.responder)[0]?.text).toBe('on it');
});

test('an app that is cut off hears nothing, and reconnects by itself when it can', async () => {
  const slack = await startSlack();
  await startSocketApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
  });
  const restore = slack.cutSockets();
  expect(slack.socketCount()).toBe(0);
  expect(await slack.command(look)).toMatchObject({ outcome: 'failed' });
  await slack.until(() =>
    slack.calls.some(({ method, fault }) => method === 'apps.connections.open' && fault === 'reset'),
  );

  restore();
  await slack.until(() => slack.socketCount() > 0, { timeoutMs: 8_000 });

  expect(await slack.command(look)).toMatchObject({ outcome: 'acknowledged' });
});

test('a refresh makes the app open another connection', async () => {
  const slack = await startSlack();
  await startSocketApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
  });
  slack.announceRefresh();
  await slack.until(() => slack.calls.filter(({ method }) => method === 'apps.connections.open').length === 2);
  await slack.until(() => slack.socketCount() === 1);
  expect(await slack.command(look)).toMatchObject({ outcome: 'acknowledged' });
});

test('two processes of one app share the work', async () => {
  const slack = await startSlack();
  const taken: string[] = [];
  for (const name of ['first', 'second']) {
    await startSocketApp(slack, (app) => {
      app.command('/look', async ({ ack }) => {
        taken.push(name);
        await ack();
      });
    });
  }
  await slack.command(look);
  await slack.command(look);
  expect(taken.toSorted()).toEqual(['first', 'second']);
});

test('a network cut can end by itself', async () => {
  const slack = await startSlack();
  await startSocketApp(slack, (app) => {
    app.command('/look', ({ ack }) => ack());
  });
  slack.cutSockets({ forMs: 30 });
  expect(slack.socketCount()).toBe(0);
  await slack.until(() => slack.socketCount() > 0, { timeoutMs: 8_000 });
  expect(await slack.command(look)).toMatchObject({ outcome: 'acknowledged' });
});

test('a redelivered event says so in its envelope', async () => {
  const slack = await startSlack();
  const retries: unknown[] = [];
  await startSocketApp(slack, (app) => {
    app.event('app_mention', async ({ context }) => {
      retries.push(context.retryNum);
    });
  });
  await slack.post({ user: people.member, channel: channels.security, text: '@hec hello' });
  await slack.redeliver();
  await slack.until(() => retries.length === 2);
  expect(retries).toEqual([0, 1]);
});

test('a connection’s address needs the app token and works for one connection', async () => {
  const slack = await startSlack();
  const open = async (token: string): Promise<{ ok: boolean; url?: string; error?: string }> =>
    JSON.parse(
      await (
        await fetch(`${slack.apiUrl}apps.connections.open`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        })
      ).text(),
    );
  expect(await open(slack.installation.botToken)).toMatchObject({ error: 'not_allowed_token_type' });
  expect(await open('xapp-wrong')).toMatchObject({ error: 'invalid_auth' });
  const { url = '' } = await open(slack.installation.appToken);
  const { url: cutUrl = '' } = await open(slack.installation.appToken);
  const outcome = (address: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(address);
      socket.on('open', () => {
        socket.close();
        resolve('open');
      });
      socket.on('error', () => resolve('refused'));
    });
  expect(await outcome(url)).toBe('open');
  expect(await outcome(url)).toBe('refused');
  slack.cutSockets();
  expect(await outcome(cutUrl)).toBe('refused');
});
