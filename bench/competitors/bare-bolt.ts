/** Bolt with one listener that acknowledges and does nothing else. */
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

const { PORT, SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '', LISTENS_TO } = process.env;

const app = new App({
  token: SLACK_BOT_TOKEN,
  receiver: new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, logLevel: LogLevel.ERROR }),
  clientOptions: { slackApiUrl: SLACK_API_URL },
  convoStore: false,
  tokenVerificationEnabled: false,
  botId: 'B0BENCHBOT',
  botUserId: 'U0BENCHBOT',
});
if (LISTENS_TO === 'links') app.action('open_portal', ({ ack }) => ack());
else app.command('/hec-event', ({ ack }) => ack());
await app.start(Number(PORT));
