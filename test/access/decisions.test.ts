import { describe, expect, test } from 'vitest';
import { type Conversation, decidePost, decideShare, decideUnfurl } from '../../src/access/conversations.ts';
import { decideResponder, decideViewer, type Member, type MemberStatus } from '../../src/access/people.ts';
import type { Channels, Viewers } from '../../src/access/policy.ts';

const members: Viewers = { kind: 'members' };
const listed: Viewers = { kind: 'listed', people: { users: ['U1'], groups: ['S1'] } };

const reasonOf = (decision: { allowed: true } | { allowed: false; reason: string }) =>
  decision.allowed ? 'allowed' : decision.reason;

describe('who may look events up', () => {
  test.each<[MemberStatus, string]>([
    ['member', 'allowed'],
    ['guest', 'guest'],
    ['outsider', 'outsider'],
    ['bot', 'bot'],
    ['deactivated', 'deactivated'],
    ['not_found', 'not_found'],
    ['unknown', 'unknown'],
  ])('when every member may look events up, the status %s is decided as: %s', (status, expected) => {
    expect(reasonOf(decideViewer({ ids: ['U9'], status, groups: [], unreadGroups: [] }, members))).toBe(expected);
  });

  test.each<[string, Member, string]>([
    ['a listed member is allowed', { ids: ['U1'], status: 'member', groups: [], unreadGroups: [] }, 'allowed'],
    [
      'a member of a listed group is allowed',
      { ids: ['U2'], status: 'member', groups: ['S1'], unreadGroups: [] },
      'allowed',
    ],
    [
      'a member of another group is refused',
      { ids: ['U2'], status: 'member', groups: ['S2'], unreadGroups: [] },
      'not_listed',
    ],
    ['any other member is refused', { ids: ['U2'], status: 'member', groups: [], unreadGroups: [] }, 'not_listed'],
    ['a listed guest is refused', { ids: ['U1'], status: 'guest', groups: ['S1'], unreadGroups: [] }, 'guest'],
    ['a listed outsider is refused', { ids: ['U1'], status: 'outsider', groups: ['S1'], unreadGroups: [] }, 'outsider'],
    [
      'a person who is listed by their other id is allowed',
      { ids: ['W1', 'U1'], status: 'member', groups: [], unreadGroups: ['S1'] },
      'allowed',
    ],
    [
      'a person whose only listed group can’t be read is told so',
      { ids: ['U2'], status: 'member', groups: [], unreadGroups: ['S1'] },
      'unknown',
    ],
    [
      'another group that can’t be read changes nothing',
      { ids: ['U2'], status: 'member', groups: [], unreadGroups: ['S2'] },
      'not_listed',
    ],
    [
      'a listed person about whom Slack says nothing is refused',
      { ids: ['U1'], status: 'unknown', groups: [], unreadGroups: [] },
      'unknown',
    ],
  ])('with a list of viewers, %s', (_title, status, expected) => {
    expect(reasonOf(decideViewer(status, listed))).toBe(expected);
  });
});

describe('who may act', () => {
  const responders = { users: ['U1'], groups: ['S1', 'S2'] };

  test.each<[string, Member, string]>([
    ['a listed member may act', { ids: ['U1'], status: 'member', groups: [], unreadGroups: [] }, 'allowed'],
    [
      'a member of one of the listed groups may act',
      { ids: ['U2'], status: 'member', groups: ['S2'], unreadGroups: [] },
      'allowed',
    ],
    [
      'any other member may not act',
      { ids: ['U2'], status: 'member', groups: ['S3'], unreadGroups: [] },
      'not_responder',
    ],
    [
      'a member of one listed group may act though the other can’t be read',
      { ids: ['U2'], status: 'member', groups: ['S2'], unreadGroups: ['S1'] },
      'allowed',
    ],
    [
      'a person for whom it depends on a group that can’t be read is told so',
      { ids: ['U2'], status: 'member', groups: [], unreadGroups: ['S1'] },
      'unknown',
    ],
    ['a listed guest may not act', { ids: ['U1'], status: 'guest', groups: ['S1'], unreadGroups: [] }, 'guest'],
    [
      'a listed person about whom Slack says nothing may not act',
      { ids: ['U1'], status: 'unknown', groups: ['S1'], unreadGroups: [] },
      'unknown',
    ],
  ])('with a list of responders, %s', (_title, member, expected) => {
    expect(reasonOf(decideResponder(member, responders))).toBe(expected);
  });

  test.each([
    ['a list of groups lets their members act', { users: [], groups: ['S1'] }, 'allowed'],
    ['a list of users lets them act', { users: ['U1'], groups: [] }, 'allowed'],
    ['a list of users and groups lets a member of both act', { users: ['U1'], groups: ['S1'] }, 'allowed'],
    ['an empty list lets nobody act', { users: [], groups: [] }, 'no_responders'],
  ])('%s', (_title, people, expected) => {
    expect(reasonOf(decideResponder({ ids: ['U1'], status: 'member', groups: ['S1'], unreadGroups: [] }, people))).toBe(
      expected,
    );
  });
});

describe('where events may be shown', () => {
  const any: Channels = { kind: 'any' };
  const only: Channels = { kind: 'listed', ids: ['C1'] };
  const seen = { kind: 'seen', id: 'C1', sharedOutside: false, archived: false, appIsMember: true } as const;

  test.each<[string, Conversation, boolean | undefined, string]>([
    ['is allowed if the sharer is a member of the conversation', seen, true, 'allowed'],
    ['is refused if the sharer is not a member of the conversation', seen, false, 'sharer_not_member'],
    ['is refused if Slack can’t say whether the sharer is a member', seen, undefined, 'unknown'],
    ['is refused in a conversation that is archived anyway', { ...seen, archived: true }, true, 'archived'],
  ])('a share %s', (_title, conversation, sharerIsMember, expected) => {
    expect(reasonOf(decideShare(conversation, any, sharerIsMember))).toBe(expected);
  });

  test.each<[string, Conversation, Channels, string]>([
    ['a conversation with the app is allowed', seen, any, 'allowed'],
    ['a listed conversation is allowed', seen, only, 'allowed'],
    ['a conversation that is not listed is refused', { ...seen, id: 'C2' }, only, 'not_listed'],
    ['a conversation shared outside is refused', { ...seen, sharedOutside: true }, any, 'shared_outside'],
    ['a listed conversation shared outside is refused', { ...seen, sharedOutside: true }, only, 'shared_outside'],
    ['an archived conversation is refused', { ...seen, archived: true }, any, 'archived'],
    ['a conversation without the app is refused', { ...seen, appIsMember: false }, any, 'app_not_member'],
    ['a conversation that the app can’t see is refused', { kind: 'unseen', id: 'D1' }, any, 'unseen'],
    ['a conversation about which Slack says nothing is refused', { kind: 'unknown', id: 'C1' }, only, 'unknown'],
  ])('a post in %s', (_title, conversation, channels, expected) => {
    expect(reasonOf(decidePost(conversation, channels))).toBe(expected);
  });

  test.each<[string, { channelId: string | undefined; sharedOutside: boolean | undefined }, Channels, string]>([
    ['in an internal conversation is allowed', { channelId: 'C1', sharedOutside: false }, any, 'allowed'],
    ['in a listed conversation is allowed', { channelId: 'C1', sharedOutside: false }, only, 'allowed'],
    ['in a conversation that is not listed is refused', { channelId: 'C2', sharedOutside: false }, only, 'not_listed'],
    ['in a conversation shared outside is refused', { channelId: 'C1', sharedOutside: true }, any, 'shared_outside'],
    [
      'is refused if Slack does not say whether the conversation is shared outside',
      { channelId: 'C1', sharedOutside: undefined },
      any,
      'unknown',
    ],
    [
      'in a message still being written is allowed',
      { channelId: undefined, sharedOutside: undefined },
      only,
      'allowed',
    ],
    [
      'in a message being written to an outside conversation is refused',
      { channelId: undefined, sharedOutside: true },
      any,
      'shared_outside',
    ],
  ])('a preview %s', (_title, target, channels, expected) => {
    expect(reasonOf(decideUnfurl(target, channels))).toBe(expected);
  });
});
