import { describe, expect, test } from 'vitest';
import { channels, groups, people } from '../../../playground/slack/server.ts';
import { faults, findingAbout, findings, startServices } from '../../support/doctor.ts';

const asked = (calls: readonly { method: string }[], method: string) =>
  calls.filter((call) => call.method === method).length;

describe('the policy in force, as the doctor prints it', () => {
  test('by default everybody in the workspace may look and nobody may act, and both are said', async () => {
    const { env } = await startServices();
    expect(await findingAbout('Look events up', env)).toMatchObject({
      kind: 'note',
      says: 'every full member of the workspace may. HEC_VIEWERS narrows it.',
    });
    expect(await findingAbout('Act on events', env)).toMatchObject({
      kind: 'note',
      says: 'nobody may, because HEC_RESPONDERS is empty.',
    });
  });

  test('names stand beside the ids of people and groups, with what keeps somebody from acting', async () => {
    const { env, slack } = await startServices();
    slack.workspace.changePerson(people.otherMember, { deactivated: true });
    const inGroup = [people.onCallResponder, people.otherMember, people.multiChannelGuest, people.bot];
    slack.workspace.changeGroup(groups.secOncall, { members: inGroup });
    const listed = [people.responder, people.singleChannelGuest, people.deactivated, people.stranger, people.bot];
    const found = await findingAbout('Act on events', { ...env, HEC_RESPONDERS: [...listed, groups.secOncall].join() });
    expect(found).toMatchObject({
      kind: 'note',
      says: '2 people may',
      fix: 'Take those who may not out of HEC_RESPONDERS.',
    });
    expect(found.details).toEqual([
      `Ana Reyes (${people.responder})`,
      `Gil Contractor (${people.singleChannelGuest}): a guest, who never may`,
      `Lee Gone (${people.deactivated}): deactivated, so no longer`,
      `Petra Partner (${people.stranger}): of another organisation, who never may`,
      `Alert Bot (${people.bot}): a bot, which never may`,
      `@sec-oncall (Security on call), group ${groups.secOncall}: 4 people, 1 may; 1 guest never may; 1 bot never may; 1 deactivated person never may`,
    ]);
  });

  test('somebody who is named twice is one person, and is told to be the only one', async () => {
    const { env } = await startServices();
    const HEC_RESPONDERS = `${people.onCallResponder},${groups.secOncall}`;
    expect(await findingAbout('Act on events', { ...env, HEC_RESPONDERS })).toMatchObject({
      kind: 'note',
      says: 'only one person may',
      fix: 'Name somebody else in HEC_RESPONDERS too.',
    });
  });

  test('a list of which nobody may act is wrong', async () => {
    const { env } = await startServices();
    expect(await faults({ ...env, HEC_RESPONDERS: people.multiChannelGuest })).toEqual(['Act on events: nobody may']);
  });

  test('an id that Slack does not know, a group that does not exist and an empty one are wrong by name', async () => {
    const { env, slack } = await startServices();
    slack.workspace.changeGroup(groups.secOncall, { members: [] });
    const HEC_RESPONDERS = [
      people.responder,
      people.otherResponder,
      'U0NOBODY00',
      'S0UNKNOWN',
      groups.secOncall,
    ].join();
    expect(await faults({ ...env, HEC_RESPONDERS })).toEqual([
      'Person U0NOBODY00: Slack knows nobody with this id.',
      'User group S0UNKNOWN: Slack knows no group with this id.',
      `User group @sec-oncall (Security on call), ${groups.secOncall}: nobody is in it.`,
    ]);
  });

  test.each([
    ['that is disabled', 'no_such_subteam', 'disabled in Slack, so nobody is in it.'],
    ['in a workspace without groups', 'plan_upgrade_required', 'the plan of this workspace has no user groups.'],
  ])('a group %s is told as such', async (_, error, says) => {
    const { env, slack } = await startServices();
    slack.workspace.changeGroup(groups.secOncall, { error });
    if (error === 'plan_upgrade_required') slack.faults.add({ method: 'usergroups.list', kind: 'error', error });
    const HEC_RESPONDERS = [people.responder, people.otherResponder, groups.secOncall].join();
    expect(await faults({ ...env, HEC_RESPONDERS })).toEqual([expect.stringMatching(`^User group .*${says}`)]);
  });

  test('people who may act but not look are told by name', async () => {
    const { env } = await startServices();
    const given = { ...env, HEC_VIEWERS: people.responder, HEC_RESPONDERS: `${people.responder},${people.member}` };
    expect(await findingAbout('Act only', given)).toMatchObject({
      kind: 'note',
      details: [`Max Lindqvist (${people.member})`],
      fix: 'Add them to HEC_VIEWERS, unless that is meant.',
    });
  });

  test('who may search is counted: the responders, unless others are named', async () => {
    const { env } = await startServices();
    expect(await findingAbout('Search', env)).toMatchObject({
      kind: 'note',
      says: 'nobody may, because nobody may act on events.',
      fix: expect.stringContaining('HEC_SEARCHERS'),
    });
    const given = { ...env, HEC_RESPONDERS: [people.responder, people.singleChannelGuest].join() };
    expect((await findingAbout('Search', given)).says).toBe(
      '1 person may: those who may act on events. HEC_SEARCHERS names others.',
    );
    expect(await findingAbout('Search', { ...given, HEC_SEARCHERS: [people.member, groups.secOncall].join() })).toEqual(
      expect.objectContaining({ kind: 'ok', says: expect.stringMatching(/^\d people may$/) }),
    );
    expect(await findingAbout('Search', { ...given, HEC_SEARCHERS: people.member })).toMatchObject({
      kind: 'note',
      says: 'only one person may',
      details: [`Max Lindqvist (${people.member})`],
    });
  });

  test('a list of searchers of which nobody may search is wrong, and a wrong id in it is told once', async () => {
    const { env } = await startServices();
    const HEC_RESPONDERS = [people.responder, people.otherResponder, 'U0NOBODY00'].join();
    expect(await faults({ ...env, HEC_RESPONDERS, HEC_SEARCHERS: people.multiChannelGuest })).toEqual([
      'Search: nobody may',
      'Person U0NOBODY00: Slack knows nobody with this id.',
    ]);
    expect(await faults({ ...env, HEC_RESPONDERS })).toEqual(['Person U0NOBODY00: Slack knows nobody with this id.']);
  });

  test('people who may search but not look are told by name', async () => {
    const { env } = await startServices();
    const given = { ...env, HEC_VIEWERS: people.responder, HEC_RESPONDERS: people.responder };
    const HEC_SEARCHERS = `${people.responder},${people.member}`;
    expect(await findingAbout('Search only', { ...given, HEC_SEARCHERS })).toMatchObject({
      kind: 'note',
      says: '1 person may search, but not look up what they find',
      details: [`Max Lindqvist (${people.member})`],
      fix: 'Add them to HEC_VIEWERS, unless that is meant.',
    });
  });

  test('with 500 people in a group Slack is asked about 40, which is said', async () => {
    const { env, slack } = await startServices();
    const members = Array.from({ length: 500 }, (_, index) => `U0MANY${String(index).padStart(4, '0')}`);
    for (const [index, id] of members.entries()) {
      slack.workspace.addPerson({
        id,
        name: `p${index}`,
        realName: `Person ${index}`,
        kind: 'member',
        deactivated: false,
      });
    }
    slack.workspace.changeGroup(groups.secOncall, { members });
    const found = await findingAbout('Act on events', { ...env, HEC_RESPONDERS: groups.secOncall });
    expect(asked(slack.calls, 'users.info')).toBe(40);
    expect(found.says).toBe(
      '40 people may, and perhaps more: not all were looked at (the doctor asks Slack about 40 people at most)',
    );
    expect(found.details).toEqual([expect.stringMatching(/: 500 people, 40 of them looked at, 40 may$/)]);
  });

  test('a limited rate, or a missing scope, makes nobody wrong: who could not be looked at is said', async () => {
    const { env, slack } = await startServices();
    const given = { ...env, HEC_RESPONDERS: `${people.responder},${groups.secOncall}` };
    slack.faults.add({ method: 'users.info', kind: 'rate_limited', retryAfterSeconds: 30 });
    slack.faults.add({ method: 'usergroups.users.list', kind: 'rate_limited', retryAfterSeconds: 30 });
    expect(await faults(given)).toEqual([]);
    expect((await findingAbout(`User group @sec-oncall (Security on call), ${groups.secOncall}`, given)).says).toBe(
      'not examined, because Slack says ratelimited.',
    );
    slack.faults.clear();
    slack.installation.grantedScopes = slack.installation.grantedScopes.filter((scope) => scope !== 'users:read');
    expect((await findingAbout('People', given)).says).toBe('not examined, because the scope users:read is missing.');
  });

  test('names from Slack can’t move the cursor of a terminal, nor hide anything', async () => {
    const { env, slack } = await startServices();
    slack.workspace.changePerson(people.responder, { realName: 'Ana\u001b[2J\u202e\nok   all is well' });
    slack.workspace.changeConversation(channels.security, { name: 'sec\u0007\u009b31m' });
    const found = await findings({ ...env, HEC_RESPONDERS: people.responder, HEC_CHANNELS: channels.security });
    expect(found.find(({ what }) => what === 'Act on events')?.details).toEqual([
      `Ana [2J ok all is well (${people.responder})`,
    ]);
    const printed = found.flatMap(({ what, says, details }) => [what, says, ...details]);
    expect(printed.filter((line) => /[\p{Cc}\u202e]/u.test(line))).toEqual([]);
  });
});

describe('where events are shown, as the doctor prints it', () => {
  test('without HEC_CHANNELS the channels that the app is in are named, those shared outside apart', async () => {
    const { env } = await startServices();
    expect((await findingAbout('Shown publicly', env)).details).toEqual([
      `#security (${channels.security})`,
      `#incident-42 (${channels.incident})`,
      `#forensics (${channels.privateWithApp})`,
      `#shared-partner (${channels.sharedPartner}): shared outside, so never`,
      `#partner-soon (${channels.pendingShared}): shared outside, so never`,
    ]);
  });

  test('each channel where nothing would be shown is wrong, with the reason and its name', async () => {
    const { env } = await startServices();
    const ids = [
      channels.security,
      channels.privateWithApp,
      channels.general,
      channels.sharedPartner,
      channels.pendingShared,
      channels.archived,
      channels.privateWithoutApp,
    ];
    expect(await faults({ ...env, HEC_CHANNELS: ids.join() })).toEqual([
      `Channel #general (${channels.general}): the app is not in it.`,
      `Channel #shared-partner (${channels.sharedPartner}): shared with another organisation, so nothing is shown there.`,
      `Channel #partner-soon (${channels.pendingShared}): another organisation is invited to it, so nothing is shown there.`,
      `Channel #incident-7 (${channels.archived}): archived, so nothing is shown there.`,
      `Channel ${channels.privateWithoutApp}: there is none, or it is private and the app is not in it.`,
    ]);
  });

  test('Slack is asked about 20 channels at most, which is said', async () => {
    const { env, slack } = await startServices();
    const ids = Array.from({ length: 25 }, (_, index) => `C0MANY${String(index).padStart(4, '0')}`);
    const found = await findings({ ...env, HEC_CHANNELS: ids.join() });
    expect(asked(slack.calls, 'conversations.info')).toBe(20);
    expect(found.find(({ what }) => what === '5 more channels')?.says).toMatch(/^not examined/);
  });
});
