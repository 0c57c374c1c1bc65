/** What people do in Slack, as the signed requests that the app gets. */
import { z } from 'zod';
import { httpBody, signatureHeaders } from '../../playground/slack/delivery/http.ts';
import { type LocalSlack, type Posted, teamId } from './slack.ts';
import { signingSecret } from './world.ts';

export const path = '/slack/events';

export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** The person and the conversation with this number. */
export const userOf = (index: number): string => `U0BENCH${String(index).padStart(5, '0')}`;
export const channelOf = (index: number): string => `C0BENCH${String(index).padStart(5, '0')}`;

export interface Asking {
  user: string;
  channel: string;
}

export function command(slack: LocalSlack, { user, channel }: Asking, text: string): SignedRequest {
  return signed('command', {
    ...whereabouts(channel),
    user_id: user,
    user_name: user,
    command: '/hec-event',
    text,
    response_url: slack.responseUrl(channel),
  });
}

const buttonSchema = z.object({ action_id: z.string(), value: z.string() });
const blocksSchema = z.array(
  z.looseObject({ block_id: z.string().default(''), elements: z.array(z.unknown()).default([]) }),
);

/** What Slack says about a button in one of the app's messages. */
export type Button = z.infer<typeof buttonSchema> & { block_id: string };

/** A press of a button in a public message. */
export function press(slack: LocalSlack, { user, channel }: Asking, ts: string, button: Button): SignedRequest {
  return signed('interaction', {
    type: 'block_actions',
    user: { id: user, username: user, name: user, team_id: teamId },
    api_app_id: 'A0BENCH000',
    token: 'verification',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: '1.2.3',
    team: { id: teamId, domain: 'bench' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: 'bench' },
    message: { type: 'message', user: 'U0BENCHBOT', ts, bot_id: 'B0BENCHBOT', text: 'An event', team: teamId },
    state: { values: {} },
    response_url: slack.responseUrl(channel),
    actions: [{ ...button, type: 'button', text: { type: 'plain_text', text: 'A button' }, action_ts: ts }],
  });
}

/** The posted message's first button whose value contains this. */
export function buttonIn({ body }: Posted, inValue: string): Button | undefined {
  const blocks = blocksSchema.parse(JSON.parse(new URLSearchParams(body).get('blocks') ?? '[]'));
  return blocks
    .flatMap(({ block_id, elements }) =>
      elements.flatMap((element) => {
        const { data } = buttonSchema.safeParse(element);
        return data === undefined ? [] : [{ ...data, block_id }];
      }),
    )
    .find(({ value }) => value.includes(inValue));
}

function whereabouts(channel: string) {
  return {
    token: 'verification',
    team_id: teamId,
    team_domain: 'bench',
    channel_id: channel,
    channel_name: 'bench',
    api_app_id: 'A0BENCH000',
    is_enterprise_install: 'false',
    trigger_id: '1.2.3',
  };
}

function signed(kind: 'command' | 'interaction', payload: Parameters<typeof httpBody>[1]): SignedRequest {
  const { body, contentType } = httpBody(kind, payload);
  return { headers: { 'content-type': contentType, ...signatureHeaders(signingSecret, body) }, body };
}
