/** Reads from the simulators the state that the page shows. */

import { portalLink } from '../hec/content/story.ts';
import type { HecSimulator } from '../hec/server.ts';
import { simulatedEvents } from '../hec/server.ts';
import { stateOf } from '../slack/block-kit/element-state.ts';
import { withIds } from '../slack/block-kit/tree.ts';
import { team } from '../slack/ids.ts';
import type { Attachment, Unfurl } from '../slack/messages.ts';
import type { SlackSimulator } from '../slack/server.ts';
import { retyped } from '../slack/typed-text.ts';
import type { View } from '../slack/views.ts';
import { permalink } from '../slack/web-api/chat.ts';
import type { Person as WorkspacePerson } from '../slack/workspace.ts';
import type { View as ShownView, SimulatedEvent, State } from './state.ts';

export interface SnapshotOptions {
  slack: SlackSimulator;
  hec: HecSimulator;
  responders: readonly string[];
  declared: State['declared'];
  app: () => Pick<State['app'], 'status' | 'port'>;
  faults: () => State['faults'];
  /** The id of a person's unsent draft, if any. */
  draftOf: (user: string) => string | undefined;
}

export function createSnapshot(options: SnapshotOptions): () => State {
  const { slack, hec, responders, declared } = options;
  const { workspace } = slack;
  const events = simulatedEvents.map((event): SimulatedEvent => ({ ...event, link: linkTo(event.id, hec) }));

  const isResponder = ({ id }: WorkspacePerson): boolean =>
    responders.includes(id) ||
    workspace.groups().some((group) => responders.includes(group.id) && group.members.includes(id));

  return () => {
    const people = workspace.people();
    const conversations = workspace.conversations();
    return {
      app: { name: slack.app.name, botUserId: slack.app.botUserId, ...options.app() },
      workspace: team.name,
      people: people.map((person) => ({ ...person, role: roleOf(person, isResponder(person)) })),
      groups: workspace.groups().map(({ id, handle }) => ({ id, handle })),
      conversations: conversations.map((conversation) => ({ ...conversation })),
      messages: conversations.flatMap(({ id }) =>
        slack.messages(id).map(({ edited, unfurls, blocks, attachments, ...rest }) => ({
          ...rest,
          permalink: permalink(rest),
          typed: retyped(rest.text, (id) => workspace.person(id)?.name),
          blocks: withIds(blocks),
          attachments: attachments.map(shownAttachment),
          unfurls: unfurls.map(shownUnfurl),
          edited: edited !== undefined,
        })),
      ),
      ephemerals: conversations.flatMap(({ id }) =>
        people.flatMap((person) =>
          slack.ephemerals(id, person.id).map(({ blocks, attachments, ...rest }) => ({
            ...rest,
            blocks: withIds(blocks),
            attachments: attachments.map(shownAttachment),
          })),
        ),
      ),
      modals: people.flatMap(({ id }) => slack.views(id).map(shownView)),
      homes: people.flatMap(({ id }) => {
        const home = slack.home(id);
        return home ? [shownView(home)] : [];
      }),
      drafts: people.flatMap(({ id }) => {
        const draft = slack.draft(options.draftOf(id) ?? '');
        return draft ? [{ user: id, links: [...draft.links], unfurls: draft.unfurls.map(shownUnfurl) }] : [];
      }),
      faults: options.faults(),
      declared,
      events,
    };
  };
}

function roleOf({ kind, deactivated }: WorkspacePerson, responder: boolean): string {
  if (deactivated) return 'deactivated';
  switch (kind) {
    case 'member':
      return responder ? 'responder' : 'member';
    case 'single_channel_guest':
      return 'guest in one channel';
    case 'multi_channel_guest':
      return 'guest';
    case 'stranger':
      return 'from another organisation';
    case 'bot':
      return 'bot';
  }
}

/** HEC's links name the email or file, never the event. */
function linkTo(eventId: string, hec: HecSimulator): string | undefined {
  const entity = hec.world.entities.get(hec.world.events.get(eventId)?.entityId ?? '');
  return entity && portalLink(entity.entityInfo.saasEntityType, entity.entityInfo.entityId);
}

const shownUnfurl = ({ url, blocks }: Unfurl) => ({ url, blocks: withIds(blocks) });

const shownAttachment = ({ blocks = [], color }: Attachment) => ({
  blocks: withIds(blocks),
  color: typeof color === 'string' ? color : undefined,
});

function shownView({ id, userId, hash, content, state, errors }: View): ShownView {
  const blocks = withIds(content.blocks);
  return {
    id,
    user: userId,
    kind: content.type,
    hash,
    title: textOf(content.title) ?? '',
    submit: textOf(content.submit),
    close: textOf(content.close) ?? 'Cancel',
    blocks,
    state: stateOf(blocks, state),
    errors: { ...errors },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : undefined;
}
