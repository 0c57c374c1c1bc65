/** A link to an event with its Work Object, as people see and use it. */
import { z } from 'zod';
import type { WireEvent } from '../../playground/hec/server.ts';
import { channels, people } from '../../playground/slack/server.ts';
import { buttonsOf } from './read.ts';
import type { Started } from './start.ts';

const action = z.object({ text: z.string(), action_id: z.string() });
const entity = z.object({
  url: z.string(),
  external_ref: z.object({ id: z.string() }),
  entity_type: z.string(),
  entity_payload: z.object({
    fields: z.object({ status: z.object({ value: z.string() }) }),
    custom_fields: z.array(z.object({ key: z.string(), value: z.string() })),
    actions: z.object({ primary_actions: z.array(action) }).optional(),
  }),
});

/** A Work Object as people read and use it. */
export function read(given: unknown) {
  const { url, external_ref, entity_type, entity_payload } = entity.parse(given);
  const { fields, custom_fields, actions } = entity_payload;
  return {
    url,
    eventId: external_ref.id,
    type: entity_type,
    status: fields.status.value,
    facts: Object.fromEntries(custom_fields.map(({ key, value }) => [key, value])),
    actions: actions?.primary_actions ?? [],
  };
}

/** A link to an event, posted in #security, with its preview. */
export async function share({ hec, slack }: Started, event: Partial<WireEvent> = {}) {
  const { eventId } = hec.world.addEvent({
    availableEventActions: [
      { actionName: 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
    ],
    ...event,
  });
  const url = `https://acme.avanan.net/#/events/${eventId}`;
  const { channel, ts } = await slack.post({ user: people.member, channel: channels.security, text: url });
  const preview = () => slack.message(channel, ts)?.unfurls[0];
  await slack.until(preview);
  const link = { channel, ts, url };
  return {
    eventId,
    link,
    entity: () => preview()?.entity,
    blocks: () => preview()?.blocks ?? [],
    replies: () => slack.thread(channel, ts).slice(1),
    pressInBlocks: (label: string) => {
      const { action_id: actionId = '' } = buttonsOf(preview()?.blocks).find(({ text }) => text.text === label) ?? {};
      return slack.click({ user: people.responder, unfurl: link, actionId });
    },
  };
}

export type Shared = Awaited<ReturnType<typeof share>>;

/** Clicks the Work Object open, and returns what the app then presented. */
export async function openDetails({ slack }: Started, { link }: Shared, user: string) {
  const before = slack.details(user).length;
  await slack.entityDetails({ user, ...link });
  const { shown } = await slack.until(() => slack.details(user)[before]);
  return shown;
}

/** Returns how to press what is shown now, also when it is old. */
export async function lookAtCard({ slack }: Started, { link, entity: shown }: Shared, user: string) {
  const { actions } = read(shown());
  return (label: string) => slack.click({ user, unfurl: link, actionId: idOf(label, actions) });
}

/** The same in the details. */
export async function lookAtDetails(started: Started, shared: Shared, user: string) {
  const shown = await openDetails(started, shared, user);
  const { actions } = read('entity' in shown && shown.entity);
  const pressed = { user, ...shared.link };
  return (label: string) => started.slack.clickInDetails({ ...pressed, actionId: idOf(label, actions) });
}

export function idOf(label: string, actions: readonly z.infer<typeof action>[]): string {
  const found = actions.find(({ text }) => text === label);
  if (found === undefined) throw new Error(`no action "${label}": ${actions.map(({ text }) => text).join(', ')}`);
  return found.action_id;
}
