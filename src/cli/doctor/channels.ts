/** Where events are shown publicly, with names beside ids, and whether that works there. */
import type { Channels } from '../../access/policy.ts';
import { slackFailure } from '../../slack/api/errors.ts';
import { listJoined } from '../../slack/api/joined-conversations.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import { printable } from './printable.ts';
import { type SignedIn, type SignIn, slackFault } from './slack-visit.ts';

/** Slack may be asked about 50 a minute, and the running app asks too. */
const mostChannels = 20;
const namesShown = 10;
const nameLength = 40;
const what = 'Shown publicly';

export async function examineChannels(channels: Channels, signIn: SignIn): Promise<Finding[]> {
  if (channels.kind === 'any') return [await examineJoined(signIn)];
  const { ids } = channels;
  const which = ids.length === 1 ? 'the channel' : `the ${ids.length} channels`;
  const named = `in ${which} that HEC_CHANNELS names, and nowhere else`;
  if (signIn.kind === 'failed') return [ok(what, named, ids), notExamined('Channels', signIn.because)];
  const looked = await Promise.all(ids.slice(0, mostChannels).map((id) => examineChannel(id, signIn.value)));
  const left = ids.length - looked.length;
  const because = `the doctor asks Slack about ${mostChannels} channels only`;
  return [ok(what, `${named}.`), ...looked, ...(left > 0 ? [notExamined(`${left} more channels`, because)] : [])];
}

async function examineJoined(signIn: SignIn): Promise<Finding> {
  const everywhere = 'in every channel that the app is in and that no other organisation can read';
  if (signIn.kind === 'failed') return ok(what, `${everywhere}: HEC_CHANNELS is empty.`);
  const { client, teamId, peer } = signIn.value;
  try {
    const joined = await listJoined(client, undefined, teamId);
    if (joined.length === 0) {
      const fix = 'Invite it to a channel: /invite @HEC';
      return note(what, `${everywhere}. It is in none yet.`, { fix });
    }
    const names = joined
      .slice(0, namesShown)
      .map(({ name, id, sharedOutside }) => `${label(id, name)}${sharedOutside ? ': shared outside, so never' : ''}`);
    const more = joined.length > namesShown ? [`and ${joined.length - namesShown} more`] : [];
    return ok(what, `${everywhere}. HEC_CHANNELS narrows it. It is in`, [...names, ...more]);
  } catch (error) {
    const { says } = slackFault(error, peer);
    return note(what, `${everywhere}. Which those are could not be read: ${says}`);
  }
}

function label(id: string, name: string | undefined): string {
  return name === undefined || name === '' ? id : `#${printable(name, nameLength)} (${id})`;
}

/** Of a conversation, as `conversations.info` gives it. */
interface Channel {
  name?: string;
  is_private?: boolean;
  is_archived?: boolean;
  is_ext_shared?: boolean;
  is_member?: boolean;
  is_pending_ext_shared?: boolean;
}

async function examineChannel(id: string, { client, peer }: SignedIn): Promise<Finding> {
  try {
    return inWords(id, (await client.conversations.info({ channel: id })).channel ?? {});
  } catch (error) {
    const failure = slackFailure(error);
    const name = `Channel ${id}`;
    if (failure?.slackCode === 'channel_not_found') {
      const says = 'there is none, or it is private and the app is not in it.';
      return wrong(name, says, 'Check the id in HEC_CHANNELS, and invite the app: /invite @HEC');
    }
    if (failure?.kind === 'no_scope') return notExamined(name, 'the app lacks the scope to look into it');
    const { says, fix } = slackFault(error, peer);
    return failure?.kind === 'rate_limited' ? note(name, says, { fix }) : wrong(name, says, fix);
  }
}

function inWords(id: string, channel: Channel): Finding {
  const name = `Channel ${label(id, channel.name)}`;
  const other = 'Choose a channel of your own organisation in HEC_CHANNELS.';
  if (channel.is_ext_shared === true) {
    return wrong(name, 'shared with another organisation, so nothing is shown there.', other);
  }
  if (channel.is_pending_ext_shared === true) {
    return wrong(name, 'another organisation is invited to it, so nothing is shown there.', other);
  }
  if (channel.is_archived === true) {
    return wrong(name, 'archived, so nothing is shown there.', 'Take it out of HEC_CHANNELS, or unarchive it.');
  }
  if (channel.is_member !== true) {
    return wrong(name, 'the app is not in it.', 'Invite it in that channel: /invite @HEC');
  }
  return ok(name, channel.is_private === true ? 'private, and the app is in it.' : 'the app is in it.');
}
