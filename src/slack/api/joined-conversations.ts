/** Which channels somebody is in, by name, as Slack lists them in a few calls. */
import { z } from 'zod';
import type { SlackApi } from './slack-api.ts';

export interface JoinedConversation {
  id: string;
  name: string;
  isPrivate: boolean;
  /** People outside can read it, or are invited to. */
  sharedOutside: boolean;
}

/** Slack's maximum. */
const atOnce = 999;
/** Nobody chooses from more; and each page is a call of Slack's tier 3. */
const mostPages = 3;

const joinedPage = z.object({
  channels: z.array(
    z
      .object({
        id: z.string(),
        name: z.string(),
        is_private: z.boolean().default(false),
        is_ext_shared: z.boolean().default(false),
        is_pending_ext_shared: z.boolean().default(false),
      })
      .transform((channel): JoinedConversation => {
        const { id, name, is_private: isPrivate } = channel;
        return { id, name, isPrivate, sharedOutside: channel.is_ext_shared || channel.is_pending_ext_shared };
      }),
  ),
});

/** @param userId undefined for the app itself @throws if Slack can't be asked, or if there are too many to list */
export async function listJoined(
  client: SlackApi,
  userId: string | undefined,
  teamId: string,
): Promise<JoinedConversation[]> {
  const pages = client.paginate('users.conversations', {
    ...(userId !== undefined && { user: userId }),
    types: 'public_channel,private_channel',
    exclude_archived: true,
    limit: atOnce,
    team_id: teamId,
  });
  const joined: JoinedConversation[] = [];
  let count = 0;
  for await (const page of pages) {
    count += 1;
    if (count > mostPages) throw new Error('there are too many conversations to list');
    joined.push(...joinedPage.parse(page).channels);
  }
  return joined;
}
