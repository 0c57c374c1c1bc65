/**
 * The workspace at start: one of each kind of person and conversation that an app has to tell apart.
 */
import { app, channels, groups, people } from './ids.ts';
import type { Conversation, createWorkspace, Group, Person } from './workspace.ts';

const person = (id: string, name: string, realName: string, kind: Person['kind'] = 'member'): Person => ({
  id,
  name,
  realName,
  kind,
  deactivated: false,
});

const seedPeople: readonly Person[] = [
  person(app.botUserId, app.name.toLowerCase(), app.name, 'bot'),
  person(people.responder, 'ana', 'Ana Reyes'),
  person(people.otherResponder, 'omar', 'Omar Haddad'),
  person(people.onCallResponder, 'noor', 'Noor Visser'),
  person(people.member, 'max', 'Max Lindqvist'),
  person(people.otherMember, 'ines', 'Ines Duarte'),
  person(people.singleChannelGuest, 'gil', 'Gil Contractor', 'single_channel_guest'),
  person(people.multiChannelGuest, 'gwen', 'Gwen Auditor', 'multi_channel_guest'),
  person(people.stranger, 'petra', 'Petra Partner', 'stranger'),
  person(people.bot, 'alertbot', 'Alert Bot', 'bot'),
  { ...person(people.deactivated, 'lee', 'Lee Gone'), deactivated: true },
];

const seedGroups: readonly Group[] = [
  { id: groups.secOncall, handle: 'sec-oncall', name: 'Security on call', members: [people.onCallResponder] },
];

const staff = [
  people.responder,
  people.otherResponder,
  people.onCallResponder,
  people.member,
  people.otherMember,
  people.bot,
];
const everybody = [...staff, people.multiChannelGuest];

const conversation = (
  id: string,
  name: string,
  members: readonly string[],
  rest: Partial<Conversation> = {},
): Conversation => ({ id, name, kind: 'public', members: [...members], archived: false, sharing: 'internal', ...rest });

const seedConversations: readonly Conversation[] = [
  conversation(channels.security, 'security', [...everybody, people.singleChannelGuest, app.botUserId]),
  conversation(channels.incident, 'incident-42', [...everybody, app.botUserId]),
  conversation(channels.general, 'general', everybody),
  conversation(channels.privateWithoutApp, 'board', staff, { kind: 'private' }),
  conversation(channels.privateWithApp, 'forensics', [...staff, app.botUserId], { kind: 'private' }),
  conversation(channels.sharedPartner, 'shared-partner', [...everybody, people.stranger, app.botUserId], {
    sharing: 'external',
  }),
  conversation(channels.pendingShared, 'partner-soon', [...staff, app.botUserId], { sharing: 'pending' }),
  conversation(channels.archived, 'incident-7', [...staff, app.botUserId], { archived: true }),
  conversation(channels.directMessage, '', [people.responder, people.member], { kind: 'direct' }),
];

export function seedWorkspace(workspace: ReturnType<typeof createWorkspace>): void {
  for (const person of seedPeople) workspace.addPerson(person);
  for (const group of seedGroups) workspace.addGroup(group);
  for (const conversation of seedConversations) workspace.addConversation(conversation);
}
