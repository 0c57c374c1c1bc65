/** People, conversations and messages as Slack sends them in answers and payloads. */
import { withIds } from './block-kit/tree.ts';
import { app, enterprise, partnerTeam, team } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { Message, Unfurl } from './messages.ts';
import { type Conversation, type Person, teamOf } from './workspace.ts';

/** As in `users.info`, without what Slack leaves out about this person. */
export function userObject(person: Person): JsonObject {
  const { unsaid = [] } = person;
  return Object.fromEntries(Object.entries(wholeUser(person)).filter(([field]) => !unsaid.includes(field)));
}

/** A single-channel guest has both restriction flags. */
function wholeUser(person: Person): JsonObject {
  const guest = person.kind === 'single_channel_guest' || person.kind === 'multi_channel_guest';
  return {
    id: person.id,
    team_id: teamOf(person),
    name: person.name,
    real_name: person.realName,
    deleted: person.deactivated,
    tz: 'Europe/Amsterdam',
    tz_offset: 3600,
    profile: { real_name: person.realName, display_name: person.name, team: teamOf(person) },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: guest,
    is_ultra_restricted: person.kind === 'single_channel_guest',
    is_bot: person.kind === 'bot',
    is_app_user: false,
    ...(person.kind === 'stranger' && { is_stranger: true }),
    ...(person.enterpriseId !== undefined && {
      enterprise_user: {
        id: person.enterpriseId,
        enterprise_id: enterprise.id,
        enterprise_name: enterprise.name,
        is_admin: false,
        is_owner: false,
        teams: [team.id],
      },
    }),
  };
}

/** The acting person, as in interaction payloads. */
export const actorObject = (person: Person): JsonObject => ({
  id: person.id,
  username: person.name,
  name: person.name,
  team_id: teamOf(person),
});

export const teamObject = (person: Person): JsonObject =>
  person.kind === 'stranger'
    ? { id: partnerTeam.id, domain: partnerTeam.domain }
    : { id: team.id, domain: team.domain };

/** As in `conversations.info`. */
export function conversationObject(conversation: Conversation): JsonObject {
  const { id, kind, name, members, archived, sharing } = conversation;
  const common = { id, created: 1_700_000_000, is_archived: archived, is_org_shared: false, context_team_id: team.id };
  if (kind === 'direct') {
    return { ...common, is_im: true, user: members.find((member) => member !== app.botUserId) ?? '' };
  }
  return {
    ...common,
    name,
    name_normalized: name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: kind === 'private',
    is_general: false,
    is_member: members.includes(app.botUserId),
    is_shared: sharing === 'external',
    is_ext_shared: sharing === 'external',
    is_pending_ext_shared: sharing === 'pending',
    pending_shared: [],
  };
}

/** The name in commands and interactions: Slack hides the names of private conversations. */
export function conversationName({ kind, name }: Conversation): string {
  if (kind === 'direct') return 'directmessage';
  return kind === 'private' ? 'privategroup' : name;
}

/**
 * As in answers and interaction payloads, where an unfurl is one of the attachments.
 * @param threadTs differs from the message's own if it has replies
 */
export function messageObject(message: Message, threadTs: string | undefined = message.threadTs): JsonObject {
  const attachments = [
    ...message.attachments.map((attachment, index) => ({
      id: index + 1,
      ...attachment,
      ...(attachment.blocks && { blocks: withIds(attachment.blocks) }),
    })),
    ...message.unfurls.map((unfurl, index) => ({
      id: message.attachments.length + index + 1,
      ...unfurlObject(unfurl),
      from_url: unfurl.url,
    })),
  ];
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: team.id,
    ...(message.botId !== undefined && { bot_id: message.botId }),
    ...(message.botId === app.botId && { app_id: app.id }),
    ...(message.blocks.length > 0 && { blocks: withIds(message.blocks) }),
    ...(attachments.length > 0 && { attachments }),
    ...(message.files !== undefined && { subtype: 'file_share', files: message.files }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(message.metadata && { metadata: message.metadata }),
    ...(message.edited && { edited: message.edited }),
  };
}

export const unfurlObject = (unfurl: Unfurl): JsonObject => ({
  ...unfurl.attachment,
  blocks: withIds(unfurl.blocks),
  fallback: '[no preview available]',
  bot_id: app.botId,
  app_id: app.id,
  app_unfurl_url: unfurl.url,
  is_app_unfurl: true,
});
