/**
 * A Slack where every person is a member, the app is in every conversation, and every message is accepted at once.
 * Unlike the playground's it checks nothing, because that work would distort the measurement.
 */
import { EventEmitter } from 'node:events';
import { lookingUp } from '../../src/slack/cards/notice.ts';
import type { Lab } from './lab.ts';
import { answerJson, serve } from './serve.ts';

export const teamId = 'T0BENCH000';

export interface Posted {
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** The whole form, unparsed. */
  body: string;
}

export interface LocalSlack {
  origin: string;
  /**
   * `posted`: a public message. `told`: a private answer through the `response_url` for this channel, except the notice
   * that a lookup takes long.
   */
  events: EventEmitter<{ posted: [Posted]; told: [channel: string] }>;
  /** The `performance.now()` of the last request. */
  busyAt: number;
  responseUrl(channel: string): string;
}

const notice = JSON.stringify(lookingUp().text);

export async function startSlack(lab: Lab): Promise<LocalSlack> {
  let count = 0;
  const origin = await serve(lab, (request, body, response) => {
    slack.busyAt = performance.now();
    const [, area, name = ''] = (request.url ?? '').split('/');
    if (area === 'api') {
      answerJson(response, 200, { ok: true, ...answerTo(name, body) });
    } else {
      response.end('ok');
      if (!body.includes(notice)) slack.events.emit('told', name);
    }
  });

  function answerTo(method: string, body: string): object {
    const form = new URLSearchParams(body);
    const channel = form.get('channel') ?? '';
    switch (method) {
      case 'users.info':
        return { user: { id: form.get('user'), team_id: teamId, deleted: false, is_bot: false, is_restricted: false } };
      case 'conversations.info':
        return { channel: { id: channel, is_channel: true, is_member: true } };
      case 'chat.postMessage': {
        count += 1;
        const ts = `${Math.floor(Date.now() / 1_000)}.${String(count % 1_000_000).padStart(6, '0')}`;
        slack.events.emit('posted', { channel, ts, threadTs: form.get('thread_ts') ?? undefined, body });
        return { channel, ts, message: { ts } };
      }
      default:
        return { ...identity, users: [], view: { id: 'V0BENCH000' } };
    }
  }

  const slack: LocalSlack = {
    origin,
    events: new EventEmitter(),
    busyAt: 0,
    responseUrl: (channel) => `${origin}/response/${channel}/${count++}`,
  };
  return slack;
}

const identity = {
  url: 'https://bench.slack.com/',
  team: 'Bench',
  team_id: teamId,
  user: 'hec',
  user_id: 'U0BENCHBOT',
  bot_id: 'B0BENCHBOT',
};
