/** An administrator changes a conversation, and Slack tells the app, as far as the app may know of the conversation. */
import { partnerTeam } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Conversation } from '../workspace.ts';
import { type Scene, sendEvent } from './scene.ts';

/** Slack says nothing of an invitation that nobody has accepted yet. */
export async function changeConversation(
  scene: Scene,
  channel: string,
  change: Partial<Pick<Conversation, 'archived' | 'name' | 'sharing'>>,
): Promise<void> {
  const { workspace, installation } = scene.world;
  const before = workspace.conversation(channel);
  workspace.changeConversation(channel, change);
  const scope = before?.kind === 'private' ? 'groups:read' : 'channels:read';
  if (before === undefined || !workspace.seenByApp(channel) || !installation.grantedScopes.includes(scope)) return;
  const after = { ...before, ...change };
  for (const event of eventsOf(before, after)) {
    await sendEvent(scene, event, { sharedExternally: after.sharing === 'external' });
  }
}

function eventsOf(before: Conversation, { id, name, archived, sharing }: Conversation): JsonObject[] {
  const noun = before.kind === 'private' ? 'group' : 'channel';
  const isShared = sharing === 'external';
  const wasShared = before.sharing === 'external';
  const events: JsonObject[] = [];
  if (isShared && !wasShared) events.push({ type: 'channel_shared', channel: id, connected_team_id: partnerTeam.id });
  if (!isShared && wasShared) {
    const gone = { previously_connected_team_id: partnerTeam.id, is_ext_shared: false };
    events.push({ type: 'channel_unshared', channel: id, ...gone });
  }
  if (archived !== before.archived) events.push({ type: `${noun}_${archived ? 'archive' : 'unarchive'}`, channel: id });
  if (name !== before.name) events.push({ type: `${noun}_rename`, channel: { id, name, created: 1_700_000_000 } });
  return events;
}
