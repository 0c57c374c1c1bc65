/**
 * Whether Slack is there, who the app is and who people are: api.test, auth.test, bots.info, users.info, usergroups.*,
 * apps.connections.open.
 */
import { z } from 'zod';
import { app, team } from '../ids.ts';
import { flag } from '../json.ts';
import { userObject } from '../payloads.ts';
import { SlackRefusal } from '../refusal.ts';
import { type Method, method } from './method.ts';

const authTest = method({
  args: z.object({}),
  run: () => ({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: app.name.toLowerCase(),
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  }),
});

const apiTest = method({ token: 'none', args: z.object({}), run: () => ({ args: {} }) });

const botsInfo = method({
  scopes: ['users:read'],
  args: z.object({ bot: z.string() }),
  run: (_world, { bot }) => {
    if (bot !== app.botId) throw new SlackRefusal('bot_not_found');
    return { bot: { id: app.botId, deleted: false, name: app.name, app_id: app.id, user_id: app.botUserId } };
  },
});

const usersInfo = method({
  scopes: ['users:read'],
  args: z.object({ user: z.string() }),
  run: (world, { user }) => {
    const person = world.workspace.person(user);
    if (!person) throw new SlackRefusal('user_not_found');
    return { user: userObject(person) };
  },
});

const groupMembers = method({
  scopes: ['usergroups:read'],
  args: z.object({ usergroup: z.string(), team_id: z.string().optional() }),
  run: (world, { usergroup }) => {
    const group = world.workspace.group(usergroup);
    if (!group) throw new SlackRefusal('no_such_subteam');
    if (group.error !== undefined) throw new SlackRefusal(group.error);
    return { users: group.members };
  },
});

/** Disabled ones are those whose members Slack refuses to tell. */
const groupList = method({
  scopes: ['usergroups:read'],
  args: z.object({ team_id: z.string().optional(), include_disabled: flag.default(false) }),
  run: (world, { include_disabled: withDisabled }) => {
    const there = world.workspace.groups().filter(({ error }) => error === undefined || withDisabled);
    return {
      usergroups: there.map(({ id, handle, name, error }) => ({
        id,
        team_id: team.id,
        is_usergroup: true,
        handle,
        name,
        date_delete: error === undefined ? 0 : 1_700_000_000,
      })),
    };
  },
});

/** `socketAddress` makes a WebSocket address for one connection. */
export const identityMethods = (socketAddress: () => string): Readonly<Record<string, Method>> => ({
  'api.test': apiTest,
  'auth.test': authTest,
  'bots.info': botsInfo,
  'users.info': usersInfo,
  'usergroups.list': groupList,
  'usergroups.users.list': groupMembers,
  'apps.connections.open': method({ token: 'app', args: z.object({}), run: () => ({ url: socketAddress() }) }),
});
