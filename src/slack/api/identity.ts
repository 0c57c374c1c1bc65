/** Who the app is in Slack: asked with `auth.test` once, and again after a failure. */
import { z } from 'zod';
import { slackFailure } from './errors.ts';
import type { SlackApi } from './slack-api.ts';

export interface Identity {
  teamId: string;
  botUserId: string;
  botId: string;
}

const authTest = z
  .object({ team_id: z.string(), user_id: z.string(), bot_id: z.string() })
  .transform((answer): Identity => ({ teamId: answer.team_id, botUserId: answer.user_id, botId: answer.bot_id }));

/** The returned function always resolves to the same identity; it rejects while Slack can't be asked. */
export function createIdentity(client: SlackApi): () => Promise<Identity> {
  let known: Promise<Identity> | undefined;
  return () => {
    known ??= ask(client).catch((error) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** Rejects if Slack can't be asked, or no longer takes the token. */
export async function checkToken(client: SlackApi): Promise<void> {
  try {
    await client.auth.test();
  } catch (error) {
    // Slack knows the token, and only wants to be asked later.
    if (slackFailure(error)?.kind !== 'rate_limited') throw error;
  }
}

async function ask(client: SlackApi): Promise<Identity> {
  return authTest.parse(await client.auth.test());
}
