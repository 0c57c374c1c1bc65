/** Can the app sign in to Slack, with the scopes it needs, and does Slack know the configured groups and channels? */
import type { WebClientOptions } from '@slack/web-api';
import type { Config } from '../../config/config.ts';
import { createLogger } from '../../log.ts';
import { SlackClient } from '../../slack/api/client.ts';
import { slackFailure } from '../../slack/api/errors.ts';
import { optionalScopes, scopes } from '../../slack/api/scopes.ts';
import { slackLogger } from '../../slack/api/sdk-log.ts';
import { type Finding, ok, wrong } from './finding.ts';

export async function examineSlack({ slack, access }: Config): Promise<Finding[]> {
  const options: WebClientOptions = {
    slackApiUrl: slack.apiUrl,
    logger: slackLogger(createLogger('silent')),
    timeout: 10_000,
    retryConfig: { retries: 1, maxTimeout: 1_000 },
    rejectRateLimitedCalls: true,
  };
  const client = new SlackClient(slack.botToken, options);
  let teamId = '';
  const signedIn = await asFindings('Slack', 'Check SLACK_BOT_TOKEN, and that the app is installed.', async () => {
    const answer = await client.auth.test();
    teamId = answer.team_id ?? teamId;
    return [
      ok(`Slack: signed in to ${answer.team} as ${answer.user}`),
      ...examineScopes(answer.response_metadata?.scopes ?? []),
    ];
  });
  if (signedIn.some(({ kind }) => kind === 'wrong')) return signedIn;
  const rest = await Promise.all([
    examineTransport(slack.transport, options),
    ...groupsOf(access).map((group) =>
      asFindings(`User group ${group}`, 'Check the id in HEC_VIEWERS or HEC_RESPONDERS.', async () => {
        const { users = [] } = await client.usergroups.users.list({ usergroup: group, team_id: teamId });
        return [examineGroup(group, users.length)];
      }),
    ),
    ...(access.channels.kind === 'any' ? [] : access.channels.ids).map((channel) =>
      asFindings(`Channel ${channel}`, 'Check the id in HEC_CHANNELS, and invite the app.', async () => [
        examineChannel(channel, (await client.conversations.info({ channel })).channel),
      ]),
    ),
  ]);
  return [...signedIn, ...rest.flat()];
}

async function examineTransport(
  transport: Config['slack']['transport'],
  options: WebClientOptions,
): Promise<Finding[]> {
  if (transport.kind === 'http') return [ok('Transport: HTTP, at POST /slack/events')];
  return asFindings('Socket Mode', 'Check SLACK_APP_TOKEN, and that Socket Mode is switched on.', async () => {
    await new SlackClient(transport.appToken, options).apps.connections.open({});
    return [ok('Transport: Socket Mode')];
  });
}

function examineScopes(granted: string[]): Finding[] {
  const missing = Object.keys(scopes).filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return [ok('Slack scopes: all granted')];
  const needed = missing.filter((scope) => !Object.hasOwn(optionalScopes, scope));
  const needs =
    needed.length === 0
      ? ok('Slack scopes: all that the app needs')
      : wrong(`Slack scopes: ${needed.join(', ')} missing. Update the app from manifest.yml and reinstall it.`);
  return [needs, ...missing.flatMap(examineOptional)];
}

function examineOptional(scope: string): Finding[] {
  if (!Object.hasOwn(optionalScopes, scope)) return [];
  const howTo = `To switch it on, update the app from manifest.yml, reinstall it and allow ${scope}.`;
  return [ok(`Slack scope ${scope} (optional): not granted, so ${optionalScopes[scope]}. ${howTo}`)];
}

function examineGroup(id: string, people: number): Finding {
  if (people === 0)
    return wrong(`User group ${id}: nobody is in it. Check the id, and that the group is not disabled.`);
  return ok(`User group ${id}: ${people} people`);
}

/** Of a conversation, as `conversations.info` gives it. */
interface Channel {
  is_archived?: boolean;
  is_ext_shared?: boolean;
  is_member?: boolean;
  is_pending_ext_shared?: boolean;
}

function examineChannel(id: string, channel: Channel | undefined): Finding {
  if (channel?.is_ext_shared === true)
    return wrong(`Channel ${id}: shared with another organisation, so nothing is shown there.`);
  if (channel?.is_pending_ext_shared === true)
    return wrong(`Channel ${id}: another organisation is invited to it, so nothing is shown there.`);
  if (channel?.is_archived === true) return wrong(`Channel ${id}: archived, so nothing is shown there.`);
  if (channel?.is_member !== true) return wrong(`Channel ${id}: the app is not in it. Invite it.`);
  return ok(`Channel ${id}: the app is in it`);
}

function groupsOf({ viewers, responders }: Config['access']): string[] {
  const viewing = viewers.kind === 'listed' ? viewers.people.groups : [];
  return [...new Set([...viewing, ...responders.groups])];
}

/** Slack's own error code is safe to print, and is what people search for. */
async function asFindings(what: string, fix: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [wrong(`${what}: ${slackFailure(error)?.slackCode ?? 'Slack did not answer'}. ${fix}`)];
  }
}
