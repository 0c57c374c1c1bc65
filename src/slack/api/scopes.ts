/** Every Slack scope, and why the app needs it. Tests compare the manifests with it; `doctor`, what was granted. */
export const scopes: Record<string, string> = {
  commands: 'take `/hec-event`',
  'chat:write': 'post cards in conversations that the app was invited to',
  'app_mentions:read': 'see messages that mention the app, and no others',
  'links:read': 'see portal links that people paste',
  'links:write': 'attach the preview to those links',
  'users:read': 'tell full members from guests, bots and people from other organisations',
  'usergroups:read': 'read who is in the user groups named in HEC_VIEWERS, HEC_SEARCHERS and HEC_RESPONDERS',
  'channels:read':
    'see whether a public channel is shared with another organisation, who is in it, and which ones somebody who shares an event is in',
  'groups:read': 'the same for private channels that the app was invited to',
  'im:history': 'optional: answer what people write to the app in a direct message. It reads no other direct messages',
};

/** Whoever installs the app may leave these out, with this consequence. The rest works without them. */
export const optionalScopes: Record<string, string> = {
  'im:history': 'what people write to the app in a direct message stays unanswered',
};

/** What doesn't work without each of the others. */
export const neededScopes: Record<string, string> = {
  commands: 'nobody can use /hec-event or the shortcuts',
  'chat:write': 'the app can’t post a card in any conversation',
  'app_mentions:read': 'mentioning the app does nothing',
  'links:read': 'pasted portal links get no preview',
  'links:write': 'pasted portal links get no preview',
  'users:read': 'the app can’t tell members from guests, so it refuses everybody',
  'usergroups:read': 'user groups in HEC_VIEWERS and HEC_RESPONDERS allow nobody anything',
  'channels:read': 'events are shown in no public channel, because the app can’t see who else reads it',
  'groups:read': 'events are shown in no private channel, because the app can’t see who else reads it',
};
