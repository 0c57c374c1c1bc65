/** Slack's tokens, and how Slack reaches the app. */
import { z } from 'zod';
import type { Transport } from '../slack/dispatch/receiver.ts';
import { fault, isSafeOrigin, oneWord } from './fields.ts';
import { section } from './section.ts';

export interface SlackConfig {
  botToken: string;
  apiUrl: string;
  transport: Transport;
  workObjects: boolean;
}

const botToken = 'copy the bot user token from "OAuth & Permissions" of your Slack app';
const appToken = 'copy an app-level token with connections:write from "Basic Information"';
const signingSecret = 'copy the signing secret from "Basic Information"';

/** What people paste in the place of another, by how it begins. */
const kinds: [prefix: string, kind: string][] = [
  ['xapp-', 'an app-level token, which belongs in SLACK_APP_TOKEN'],
  ['xoxb-', 'a bot token, which belongs in SLACK_BOT_TOKEN'],
  ['xoxp-', 'a user token, which acts as a person and not as the app’s bot'],
  ['xoxe', 'a token that expires: the app has token rotation, which only a new app from the manifest is without'],
  ['xox', 'a token of another kind'],
];

function token(prefix: 'xoxb-' | 'xapp-', fix: string) {
  return z
    .string({ error: `is required: ${fix}` })
    .check(
      fault((text) => {
        if (text.startsWith(prefix)) return undefined;
        const other = kinds.find(([start]) => text.startsWith(start));
        return other === undefined ? `must start with ${prefix}: ${fix}` : `holds ${other[1]}: ${fix}`;
      }),
    )
    .check(oneWord);
}

/** Its length is nowhere promised, so only what is certainly something else is refused. */
const secret = z
  .string()
  .check(
    fault((text) => {
      if (/^(xox|xapp-)/.test(text)) return `holds a token: ${signingSecret}`;
      return /^\d+\.\d+$/.test(text) ? `holds the client id: ${signingSecret}` : undefined;
    }),
  )
  .check(oneWord);

const variables = z.object({
  SLACK_BOT_TOKEN: token('xoxb-', botToken),
  SLACK_APP_TOKEN: token('xapp-', appToken).optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_API_URL: z
    .string()
    .refine((text) => isSafeOrigin(text) && text.endsWith('/api/'), {
      error: 'must be an https address that ends in /api/ (http only on this machine)',
    })
    .default('https://slack.com/api/'),
  SLACK_WORK_OBJECTS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
});

export const slackSection = section(
  variables,
  (values): SlackConfig => ({
    botToken: values.SLACK_BOT_TOKEN,
    apiUrl: values.SLACK_API_URL,
    transport:
      values.SLACK_APP_TOKEN === undefined
        ? { kind: 'http', signingSecret: values.SLACK_SIGNING_SECRET ?? '' }
        : { kind: 'socket', appToken: values.SLACK_APP_TOKEN },
    workObjects: values.SLACK_WORK_OBJECTS === 'on',
  }),
  (given) =>
    given.SLACK_APP_TOKEN === undefined && given.SLACK_SIGNING_SECRET === undefined
      ? [
          {
            names: ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'],
            sentence:
              'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is required: the first is for Socket Mode, the second for HTTP.',
          },
        ]
      : [],
);
