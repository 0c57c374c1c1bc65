/**
 * What every act of a person needs: the person, a conversation that they are in, and how the app learns of it.
 */
import type { Deliverer } from '../delivery/deliver.ts';
import { app, team } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Acknowledgement, Delivery } from '../recording.ts';
import type { Conversation, Person } from '../workspace.ts';
import type { World } from '../world.ts';

/** A finished delivery, answered or not. */
export type Delivered = Delivery & { acknowledgement: Acknowledgement };

export type Scene = {
  world: World;
  deliverer: Deliverer;
};

/** @throws for an unknown id, which is a mistake in the test, not in the app */
export function actor({ world }: Scene, userId: string): Person {
  const person = world.workspace.person(userId);
  if (!person) throw new Error(`Nobody in the simulated workspace has the id ${userId}`);
  // Slack names a person by the id that the act came under.
  return person.id === userId ? person : { ...person, id: userId };
}

/** @throws unless the person is in the conversation: Slack lets nobody act elsewhere */
export function conversationOf({ world }: Scene, channel: string, person: Person): Conversation {
  const conversation = world.workspace.conversation(channel);
  if (!conversation) throw new Error(`No conversation in the simulated workspace has the id ${channel}`);
  if (!world.workspace.isMember(channel, person.id)) {
    throw new Error(`${person.realName} is not in ${conversation.name || channel}: let them join first`);
  }
  return conversation;
}

/** A legacy field in every payload. Apps verify signatures instead. */
export const verificationToken = 'verification-token';

/** Sends an event in Slack's envelope. `sharedExternally` is what Slack says about its conversation. */
export function sendEvent(
  { world, deliverer }: Scene,
  event: JsonObject,
  { sharedExternally = false }: { sharedExternally?: boolean } = {},
): Promise<Delivered> {
  const eventTs = world.ids.ts();
  return deliverer.deliver('event', {
    token: verificationToken,
    team_id: team.id,
    context_team_id: team.id,
    api_app_id: app.id,
    type: 'event_callback',
    event_id: world.ids.next('Ev'),
    event_time: Math.floor(Number(eventTs)),
    event_context: world.ids.next('4-'),
    is_ext_shared_channel: sharedExternally,
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event: { event_ts: eventTs, ...event },
  });
}
