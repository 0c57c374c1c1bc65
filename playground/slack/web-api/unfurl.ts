/** chat.unfurl and entity.presentDetails: what the app shows for shared links. */
import { z } from 'zod';
import { unfurlProblems } from '../block-kit.ts';
import { anyBlock, flag, type JsonObject, jsonArgument, jsonObject } from '../json.ts';
import type { Unfurl } from '../messages.ts';
import { refusalWithMessages, SlackRefusal } from '../refusal.ts';
import { entityProblems, presentedEntity, sharedEntities } from '../work-object.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

/** Previews go on a message or on an unsent one. */
type Place = {
  links: readonly string[];
  unfurls: readonly Unfurl[];
  put: (unfurls: readonly Unfurl[]) => void;
};

type Where = {
  channel?: string | undefined;
  ts?: string | undefined;
  unfurl_id?: string | undefined;
  source?: string | undefined;
};

function placeOf(world: World, where: Where): Place {
  if (where.unfurl_id !== undefined && where.source === undefined) throw new SlackRefusal('missing_source');
  if (where.unfurl_id === undefined && where.source !== undefined) throw new SlackRefusal('missing_unfurl_id');
  if (where.unfurl_id !== undefined && where.source === 'composer') {
    const draft = world.panes.draft(where.unfurl_id);
    if (!draft) throw new SlackRefusal('cannot_find_message');
    return { ...draft, put: (unfurls) => world.panes.setDraft({ ...draft, unfurls }) };
  }
  if (where.unfurl_id === undefined && where.channel === undefined) throw new SlackRefusal('missing_channel');
  if (where.unfurl_id === undefined && where.ts === undefined) throw new SlackRefusal('missing_ts');
  const message =
    where.unfurl_id === undefined
      ? world.messages.get(where.channel ?? '', where.ts ?? '')
      : world.messages.byUnfurlId(where.unfurl_id);
  if (!message) throw new SlackRefusal('cannot_find_message');
  return {
    links: message.links,
    unfurls: message.unfurls,
    put: (unfurls) => world.messages.change(message.channel, message.ts, { unfurls }),
  };
}

const unfurl = method({
  scopes: ['links:write'],
  args: z.object({
    channel: z.string().optional(),
    ts: z.string().optional(),
    unfurl_id: z.string().optional(),
    source: z.enum(['composer', 'conversations_history']).optional(),
    unfurls: jsonArgument(jsonObject).optional(),
    metadata: jsonArgument(jsonObject).optional(),
  }),
  run: (world, args) => {
    if (!args.metadata && Object.keys(args.unfurls ?? {}).length === 0) throw new SlackRefusal('missing_unfurls');
    const place = placeOf(world, args);
    const given = Object.entries(args.unfurls ?? {}).map(([url, value]) => readUnfurl(place, url, value));
    const { entities, problems } = readEntities(place, args.metadata);

    const shown = new Map(place.unfurls.map((each) => [each.url, each]));
    for (const each of given) shown.set(each.url, each);
    for (const { url, entity } of entities) {
      shown.set(url, { ...(shown.get(url) ?? { url, blocks: [], attachment: {} }), entity });
    }
    place.put([...shown.values()]);
    if (problems.length === 0) return {};
    return { warning: 'invalid_metadata_format', response_metadata: { messages: problems } };
  },
});

function readUnfurl(place: Place, url: string, value: unknown): Unfurl {
  if (!place.links.includes(url)) throw new SlackRefusal('cannot_unfurl_url');
  const problems = unfurlProblems(value, `/unfurls/${url.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  if (problems.length > 0) throw refusalWithMessages('invalid_blocks', problems);
  const { blocks = [], ...attachment } = z.looseObject({ blocks: z.array(anyBlock).optional() }).parse(value);
  return { url, blocks, attachment };
}

function readEntities(
  place: Place,
  metadata: JsonObject | undefined,
): { entities: { url: string; entity: JsonObject }[]; problems: string[] } {
  if (!metadata) return { entities: [], problems: [] };
  const problems = entityProblems(sharedEntities, metadata);
  if (problems.length > 0) return { entities: [], problems };
  const entities = sharedEntities
    .parse(metadata)
    .entities.map((entity) => ({ url: entity.app_unfurl_url, entity: { ...entity } }));
  if (entities.some(({ url }) => !place.links.includes(url))) throw new SlackRefusal('cannot_unfurl_url');
  return { entities, problems };
}

const presentedError = z.strictObject({
  status: z.enum([
    'restricted',
    'internal_error',
    'not_found',
    'custom',
    'custom_partial_view',
    'timeout',
    'edit_error',
  ]),
  custom_title: z.string().optional(),
  custom_message: z.string().optional(),
  message_format: z.enum(['markdown']).optional(),
  actions: z.array(z.looseObject({})).optional(),
});

const presentDetails = method({
  args: z.object({
    trigger_id: z.string(),
    metadata: jsonArgument(jsonObject).optional(),
    error: jsonArgument(presentedError).optional(),
    user_auth_required: flag.optional(),
    user_auth_url: z.string().optional(),
  }),
  run: (world, { trigger_id: triggerId, metadata, error }) => {
    const { userId } = world.triggers.check(triggerId);
    if (!metadata && !error) throw refusalWithMessages('invalid_arguments', ['missing required field: metadata']);
    const problems = metadata ? entityProblems(presentedEntity, metadata) : [];
    if (problems.length > 0) throw refusalWithMessages('invalid_arguments', problems);
    world.triggers.use(triggerId);
    const url = world.panes.urlAskedFor(triggerId) ?? '';
    world.panes.present({ user: userId, url, shown: error ? { error: { ...error } } : { entity: metadata ?? {} } });
    return {};
  },
});

export const unfurlMethods = { 'chat.unfurl': unfurl, 'entity.presentDetails': presentDetails } as const;
