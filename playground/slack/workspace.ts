/**
 * The simulated workspace: people, user groups and conversations, which can all change, and the rule for what the app
 * can see.
 */
import { app, appDirectMessage, partnerTeam, team } from './ids.ts';

type PersonKind = 'member' | 'single_channel_guest' | 'multi_channel_guest' | 'stranger' | 'bot';

export type Person = {
  id: string;
  /** The handle after the @. */
  name: string;
  realName: string;
  kind: PersonKind;
  deactivated: boolean;
  /** On Enterprise Grid: the id of the same person in the organisation, `W…`. Slack uses either. */
  enterpriseId?: string;
  /** What `users.info` leaves out about them, such as `is_restricted`. */
  unsaid?: readonly string[];
};

export type Group = {
  id: string;
  handle: string;
  name: string;
  members: string[];
  /** What Slack answers instead of its members, such as `no_such_subteam`. */
  error?: string;
};

export type Conversation = {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  /** User ids. The app is in the conversation if its bot user is. */
  members: string[];
  archived: boolean;
  /** Whether another organisation is in it (Slack Connect), or is invited. */
  sharing: 'internal' | 'external' | 'pending';
};

export const teamOf = (person: Person): string => (person.kind === 'stranger' ? partnerTeam.id : team.id);

/** Starts empty; `seedWorkspace` fills it. */
export function createWorkspace(changed: () => void) {
  const people = new Map<string, Person>();
  const groups = new Map<string, Group>();
  const conversations = new Map<string, Conversation>();

  const workspace = {
    /** By either of their ids. */
    person: (id: string): Person | undefined =>
      people.get(id) ?? [...people.values()].find(({ enterpriseId }) => enterpriseId === id),
    people: (): readonly Person[] => [...people.values()],
    group: (id: string): Group | undefined => groups.get(id),
    groups: (): readonly Group[] => [...groups.values()],
    conversation: (id: string): Conversation | undefined => conversations.get(id),
    conversations: (): readonly Conversation[] => [...conversations.values()],

    /** Adds a person and their direct conversation with the app. */
    addPerson(person: Person): void {
      people.set(person.id, person);
      const id = appDirectMessage(person.id);
      conversations.set(id, {
        id,
        name: '',
        kind: 'direct',
        members: [person.id, app.botUserId],
        archived: false,
        sharing: 'internal',
      });
      changed();
    },

    addGroup(group: Group): void {
      groups.set(group.id, group);
      changed();
    },

    addConversation(conversation: Conversation): void {
      conversations.set(conversation.id, conversation);
      changed();
    },

    /** Changes a person, for example `{ deactivated: true }`. */
    changePerson(id: string, change: Partial<Omit<Person, 'id'>>): void {
      people.set(id, { ...known(people, id), ...change });
      changed();
    },

    changeGroup(id: string, change: Partial<Omit<Group, 'id'>>): void {
      groups.set(id, { ...known(groups, id), ...change });
      changed();
    },

    /** Archives, shares (`{ sharing: 'external' }`) or renames a conversation. */
    changeConversation(id: string, change: Partial<Omit<Conversation, 'id'>>): void {
      conversations.set(id, { ...known(conversations, id), ...change });
      changed();
    },

    join(conversationId: string, userId: string): void {
      const { members } = known(conversations, conversationId);
      workspace.changeConversation(conversationId, { members: [...new Set([...members, userId])] });
    },

    leave(conversationId: string, userId: string): void {
      const { members } = known(conversations, conversationId);
      workspace.changeConversation(conversationId, { members: members.filter((member) => member !== userId) });
    },

    inviteApp(conversationId: string): void {
      workspace.join(conversationId, app.botUserId);
    },

    removeApp(conversationId: string): void {
      workspace.leave(conversationId, app.botUserId);
    },

    isMember(conversationId: string, userId: string): boolean {
      const person = workspace.person(userId);
      const ids = [userId, person?.id, person?.enterpriseId];
      return conversations.get(conversationId)?.members.some((member) => ids.includes(member)) ?? false;
    },

    appIsMember(conversationId: string): boolean {
      return workspace.isMember(conversationId, app.botUserId);
    },

    /** The app sees public conversations, and others that it is in. */
    seenByApp(conversationId: string): Conversation | undefined {
      const conversation = conversations.get(conversationId);
      if (!conversation) return undefined;
      return conversation.kind === 'public' || workspace.appIsMember(conversationId) ? conversation : undefined;
    },
  };

  return workspace;
}

function known<T>(entries: ReadonlyMap<string, T>, id: string): T {
  const entry = entries.get(id);
  if (!entry) throw new Error(`Nothing in the simulated workspace has the id ${id}`);
  return entry;
}
