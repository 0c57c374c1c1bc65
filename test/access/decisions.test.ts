import { describe, expect, test } from 'vitest';
import { type Conversation, decidePost, decideShare, decideUnfurl } from '../../src/access/conversations.ts';
import { decideResponder, decideViewer, type MemberStatus } from '../../src/access/people.ts';
import type { Channels, Viewers } from '../../src/access/policy.ts';

const members: Viewers = { kind: 'members' };
const listed: Viewers = { kind: 'listed', people: { users: ['U1'], groups: ['S1'] } };

const reasonOf = (decision: { allowed: true } | { allowed: false; reason: string }) =>
  decision.allowed ? 'allowed' : decision.reason;

describe('who asks', () => {
  test.each<[MemberStatus, string]>([
    ['member', 'allowed'],
    ['guest', 'guest'],
    ['outsider', 'outsider'],
    ['bot', 'bot'],
    ['deactivated', 'deactivated'],
    ['unknown', 'unknown'],
  ])('where members may look events up, a %s gets: %s', (status, expected) => {
    expect(reasonOf(decideViewer({ id: 'U9', status, groups: [] }, members))).toBe(expected);
  });

  test.each<[string, { id: string; status: MemberStatus; groups: string[] }, string]>([
    ['a listed member', { id: 'U1', status: 'member', groups: [] }, 'allowed'],
    ['a member of a listed group', { id: 'U2', status: 'member', groups: ['S1'] }, 'allowed'],
    ['a member of another group', { id: 'U2', status: 'member', groups: ['S2'] }, 'not_listed'],
    ['any other member', { id: 'U2', status: 'member', groups: [] }, 'not_listed'],
    ['a listed guest', { id: 'U1', status: 'guest', groups: ['S1'] }, 'guest'],
    ['a listed outsider', { id: 'U1', status: 'outsider', groups: ['S1'] }, 'outsider'],
    ['a listed person of whom Slack says nothing', { id: 'U1', status: 'unknown', groups: [] }, 'unknown'],
  ])('with a list, %s gets the right answer', (_title, status, expected) => {
    expect(reasonOf(decideViewer(status, listed))).toBe(expected);
  });
});

describe('who acts', () => {
  const responders = { users: ['U1'], groups: ['S1', 'S2'] };

  test.each<[string, { id: string; status: MemberStatus; groups: string[] }, string]>([
    ['a listed member', { id: 'U1', status: 'member', groups: [] }, 'allowed'],
    ['a member of one of the listed groups', { id: 'U2', status: 'member', groups: ['S2'] }, 'allowed'],
    ['any other member', { id: 'U2', status: 'member', groups: ['S3'] }, 'not_responder'],
    ['a listed guest', { id: 'U1', status: 'guest', groups: ['S1'] }, 'guest'],
    ['a listed person of whom Slack says nothing', { id: 'U1', status: 'unknown', groups: ['S1'] }, 'unknown'],
  ])('%s gets the right answer', (_title, member, expected) => {
    expect(reasonOf(decideResponder(member, responders))).toBe(expected);
  });

  test.each([
    ['groups', { users: [], groups: ['S1'] }, 'allowed'],
    ['users', { users: ['U1'], groups: [] }, 'allowed'],
    ['users and groups alike', { users: ['U1'], groups: ['S1'] }, 'allowed'],
    ['nobody', { users: [], groups: [] }, 'no_responders'],
  ])('with a list of %s, a member gets the right answer', (_title, people, expected) => {
    expect(reasonOf(decideResponder({ id: 'U1', status: 'member', groups: ['S1'] }, people))).toBe(expected);
  });
});

describe('who would see it', () => {
  const any: Channels = { kind: 'any' };
  const only: Channels = { kind: 'listed', ids: ['C1'] };
  const seen = { kind: 'seen', id: 'C1', sharedOutside: false, archived: false, appIsMember: true } as const;

  test.each<[string, Conversation, boolean | undefined, string]>([
    ['where the sharer is a member', seen, true, 'allowed'],
    ['where the sharer is none', seen, false, 'sharer_not_member'],
    ['where Slack can’t say whether the sharer is one', seen, undefined, 'unknown'],
    ['where nothing may be shown anyway', { ...seen, archived: true }, true, 'archived'],
  ])('a share %s gets the right answer', (_title, conversation, sharerIsMember, expected) => {
    expect(reasonOf(decideShare(conversation, any, sharerIsMember))).toBe(expected);
  });

  test.each<[string, Conversation, Channels, string]>([
    ['a conversation with the app', seen, any, 'allowed'],
    ['a listed conversation', seen, only, 'allowed'],
    ['a conversation that is not listed', { ...seen, id: 'C2' }, only, 'not_listed'],
    ['one shared outside', { ...seen, sharedOutside: true }, any, 'shared_outside'],
    ['one shared outside, although listed', { ...seen, sharedOutside: true }, only, 'shared_outside'],
    ['an archived one', { ...seen, archived: true }, any, 'archived'],
    ['one without the app', { ...seen, appIsMember: false }, any, 'app_not_member'],
    ['one that the app cannot see', { kind: 'unseen', id: 'D1' }, any, 'unseen'],
    ['one that Slack says nothing of', { kind: 'unknown', id: 'C1' }, only, 'unknown'],
  ])('a post in %s', (_title, conversation, channels, expected) => {
    expect(reasonOf(decidePost(conversation, channels))).toBe(expected);
  });

  test.each<[string, { channelId: string | undefined; sharedOutside: boolean | undefined }, Channels, string]>([
    ['inside', { channelId: 'C1', sharedOutside: false }, any, 'allowed'],
    ['in a listed conversation', { channelId: 'C1', sharedOutside: false }, only, 'allowed'],
    ['in one that is not listed', { channelId: 'C2', sharedOutside: false }, only, 'not_listed'],
    ['in one shared outside', { channelId: 'C1', sharedOutside: true }, any, 'shared_outside'],
    ['where Slack does not say', { channelId: 'C1', sharedOutside: undefined }, any, 'unknown'],
    ['in a message still being written', { channelId: undefined, sharedOutside: undefined }, only, 'allowed'],
    [
      'in one being written to an outside conversation',
      { channelId: undefined, sharedOutside: true },
      any,
      'shared_outside',
    ],
  ])('a preview %s', (_title, place, channels, expected) => {
    expect(reasonOf(decideUnfurl(place, channels))).toBe(expected);
  });
});
