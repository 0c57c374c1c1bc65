/** Every way in which people get to see an event, as one table: how it is used, and what it shows to whom. */

import { randomUUID } from 'node:crypto';
import { appDirectMessage, channels, people } from '../../playground/slack/server.ts';
import { type Button, plainText } from '../../src/slack/blocks/block-kit.ts';
import type { Message } from '../../src/slack/blocks/message.ts';
import { md, plain } from '../../src/slack/blocks/text.ts';
import { cardOf } from '../../src/slack/cards/card.ts';
import { notice } from '../../src/slack/cards/notice.ts';
import { outcomeMessage } from '../../src/slack/cards/outcome-message.ts';
import { type CarriedSearch, type RowItem, writeRow } from '../../src/slack/cards/search-codec.ts';
import { searchButton } from '../../src/slack/cards/search-list.ts';
import { choiceBlock, choiceCallbackId } from '../../src/slack/features/lookup/choice-modal.ts';
import { lookupBlocks, lookupCallbackId } from '../../src/slack/features/lookup/lookup-modal.ts';
import { searchFormCallbackId } from '../../src/slack/features/search/search-form.ts';
import { summaryBlocks, summaryCallbackId } from '../../src/slack/features/search/summary-modal.ts';
import { shareBlocks, shareCallbackId } from '../../src/slack/features/share/share-modal.ts';
import { recordLookup } from '../../src/store/audit-trail.ts';
import { claimRun, endRun, runById } from '../../src/store/runs.ts';
import { sampleEvent, eventId as sampleId } from './cards/sample-event.ts';
import { sampleSnapshot } from './cards/sample-snapshot.ts';
import { buttonsOf } from './read.ts';
import type { Started } from './start.ts';

/** Somebody in a conversation, and an event that nobody else uses. */
export interface Use {
  started: Started;
  user: string;
  channel: string;
  eventId: string;
  /** Stands in everything that is shown of the event, and nowhere else. */
  word: string;
  /** What happens while a form is open. */
  meanwhile?: () => Promise<void>;
}

/** Looking up what one holds an id for, or listing what one has no id of. */
export type Question = 'view' | 'search';

export interface Surface {
  /** As a sentence goes on after "through". */
  name: string;
  /**
   * - `to the asker`: in something that only they see, wherever they are.
   * - `as an answer`: in the conversation where it may be seen there, to the asker alone elsewhere.
   * - `where it is sent`: in the conversation where it may be seen there, nowhere else.
   * - `in its place`: in the place of what was clicked where it may be seen there, to the asker alone elsewhere.
   * - `as a preview`: to everybody, though nobody asked for it: no answer either where it may not be seen.
   * - `as a draft`: a preview that only the writer sees so far.
   */
  shows: 'to the asker' | 'as an answer' | 'in its place' | 'where it is sent' | 'as a preview' | 'as a draft';
  /**
   * Where it can be used: where people write, where Slack tells the app of what they write, at a message that stands
   * there, from a form that names the conversation, at a preview that stands there, or anywhere.
   */
  at: 'the composer' | 'a mention' | 'a message' | 'a form' | 'a preview' | 'nowhere in particular';
  /** The questions of who asks, in the order in which they are asked: first of all, whether they may look events up. */
  asks?: readonly Question[];
  /** It opens what a search has listed: nothing is searched. */
  opens?: true;
  /** Whether it asks something in a form first. */
  form?: true;
  /** What there is before the person does anything. The returned function does it, and tells in which thread a card goes. */
  prepare: (use: Use) => Promise<Act>;
}

type Thread = string | undefined;
export type Act = () => Promise<Thread>;

/** Who writes what stands in a conversation already: in every one of them, and never one of those who are asked. */
export const author = people.otherResponder;

/** Made once: of its buttons those that say which event it is are made anew for each. */
const manyActions = Array.from({ length: 26 }, (_, index) => ({ name: `action ${index}`, parameter: undefined }));
const fullCard = cardOf(
  'full',
  sampleSnapshot({ event: sampleEvent({ availableActions: manyActions }), otherEvents: 1 }),
);
const compactCard = cardOf('compact', sampleSnapshot({ event: sampleEvent() }));

const failed = { reference: { kind: 'typed', id: sampleId }, shape: 'full' } as const;
const sentence = md`HEC didn’t answer in time.`;
const failedLookup = notice({ sentence, lookup: { ...failed, to: 'conversation' } });
const failedPrivately = notice({ sentence, lookup: { ...failed, to: 'asker' } });

export const surfaces: readonly Surface[] = [
  {
    name: 'the command',
    shows: 'as an answer',
    at: 'the composer',
    prepare: async (use) => () => command(use, use.eventId),
  },
  {
    name: 'the private command',
    shows: 'to the asker',
    at: 'the composer',
    prepare: async (use) => () => command(use, `${use.eventId} private`),
  },
  {
    name: 'the command with a Message-ID',
    shows: 'as an answer',
    at: 'the composer',
    async prepare(use) {
      const { messageId, entityId } = addEmail(use);
      Object.assign(use.started.hec.world.events.get(use.eventId) ?? {}, { entityId });
      return () => command(use, messageId);
    },
  },
  {
    name: 'the command with the Message-ID of an email that no event is about',
    shows: 'to the asker',
    at: 'the composer',
    async prepare(use) {
      const { messageId } = addEmail(use);
      return () => command(use, messageId);
    },
  },
  {
    name: 'the command with several events',
    shows: 'as an answer',
    at: 'the composer',
    form: true,
    prepare: async (use) => () => commandForSeveral(use, ''),
  },
  {
    name: 'the private command with several events',
    shows: 'to the asker',
    at: 'the composer',
    form: true,
    prepare: async (use) => () => commandForSeveral(use, 'private'),
  },
  {
    name: 'a search by command',
    shows: 'to the asker',
    at: 'the composer',
    asks: ['search'],
    prepare: async (use) => () => command(use, `search ${use.word}`),
  },
  {
    name: 'a mention in a channel',
    shows: 'as an answer',
    at: 'a mention',
    prepare: async (use) => async () => (await mention(use)).ts,
  },
  {
    name: 'a mention in a thread',
    shows: 'as an answer',
    at: 'a mention',
    async prepare(use) {
      const { ts } = await written(use, 'an incident');
      return async () => (await mention(use, ts)).threadTs;
    },
  },
  {
    name: 'a search in a mention',
    shows: 'to the asker',
    at: 'a mention',
    asks: ['search'],
    prepare: async (use) => async () => {
      await use.started.slack.post({ ...of(use), text: `@hec search ${use.word}` });
      return undefined;
    },
  },
  {
    name: 'a search in a direct message',
    shows: 'to the asker',
    at: 'nowhere in particular',
    asks: ['search'],
    prepare:
      async ({ started, user, word }) =>
      async () => {
        await started.slack.post({ user, channel: appDirectMessage(user), text: `search ${word}` });
        return undefined;
      },
  },
  {
    name: 'a direct message to the app',
    shows: 'to the asker',
    at: 'nowhere in particular',
    prepare:
      async ({ started, user, eventId }) =>
      async () => {
        await started.slack.post({ user, channel: appDirectMessage(user), text: eventId });
        return undefined;
      },
  },
  {
    name: 'the menu of a message that means one event',
    shows: 'as an answer',
    at: 'a message',
    prepare: async (use) => showFromMenu(use, `alert: ${use.eventId}`),
  },
  {
    name: 'the menu of a message that means several events',
    shows: 'as an answer',
    at: 'a message',
    form: true,
    async prepare(use) {
      const other = use.started.hec.world.addEvent();
      const show = await showFromMenu(use, `alerts: ${use.eventId} and ${other.eventId}`);
      return async () => {
        const thread = await show();
        await submit(use, choiceCallbackId, { [choiceBlock]: [use.eventId] });
        return thread;
      };
    },
  },
  {
    name: 'the menu of a message that means no event',
    shows: 'as an answer',
    at: 'a message',
    form: true,
    async prepare(use) {
      const show = await showFromMenu(use, 'what was this about?');
      return async () => {
        const thread = await show();
        await submit(use, lookupCallbackId, { [lookupBlocks.event]: use.eventId });
        return thread;
      };
    },
  },
  {
    name: 'the global shortcut, into a conversation',
    shows: 'where it is sent',
    at: 'a form',
    form: true,
    prepare: async (use) => async () => {
      await use.started.slack.globalShortcut({ user: use.user, callbackId: 'look_up_event' });
      const { event, conversation } = lookupBlocks;
      await submit(use, lookupCallbackId, { [event]: use.eventId, [conversation]: use.channel });
      return undefined;
    },
  },
  {
    name: 'the global shortcut, for themselves',
    shows: 'to the asker',
    at: 'nowhere in particular',
    form: true,
    prepare: async (use) => async () => {
      await use.started.slack.globalShortcut({ user: use.user, callbackId: 'look_up_event' });
      await submit(use, lookupCallbackId, { [lookupBlocks.event]: use.eventId });
      return undefined;
    },
  },
  {
    name: '“Share…”, into a conversation',
    shows: 'where it is sent',
    at: 'a form',
    form: true,
    async prepare(use) {
      const share = pressOn({ ...use, channel: channels.security }, fullCard, 'Share…');
      return async () => {
        // Then the form has Slack's own picker, in which everything can be chosen.
        use.started.slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
        await share();
        await submit(use, shareCallbackId, { [shareBlocks.conversation]: use.channel });
        return undefined;
      };
    },
  },
  {
    name: '“Share…”, into the thread of a message',
    shows: 'where it is sent',
    at: 'a form',
    form: true,
    async prepare(use) {
      const { ts } = await written(use, 'an incident');
      const link = `https://acme.slack.com/archives/${use.channel}/p${ts.replace('.', '')}`;
      const share = pressOn({ ...use, channel: channels.security }, fullCard, 'Share…');
      return async () => {
        use.started.slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
        await share();
        await submit(use, shareCallbackId, { [shareBlocks.link]: link });
        return ts;
      };
    },
  },
  {
    name: '“Details” on a card',
    shows: 'to the asker',
    at: 'a message',
    prepare: async (use) => pressOn(use, fullCard, 'Details'),
  },
  {
    name: '“More…” on a compact card',
    shows: 'to the asker',
    at: 'a message',
    prepare: async (use) => pressOn(use, compactCard, 'More…'),
  },
  {
    name: '“More actions…” on a card',
    shows: 'to the asker',
    at: 'a message',
    prepare: async (use) => pressOn(use, fullCard, 'More actions…'),
  },
  {
    name: '“1 more event on this email” on a card',
    shows: 'to the asker',
    at: 'a message',
    async prepare(use) {
      const { world } = use.started.hec;
      const entityId = randomUUID().replaceAll('-', '');
      Object.assign(world.events.get(use.eventId) ?? {}, { entityId });
      world.addEvent({ entityId, description: `${use.word} once more` });
      return pressOn(use, fullCard, '1 more event on this email');
    },
  },
  {
    name: '“Check again” on an outcome',
    shows: 'in its place',
    at: 'a message',
    prepare: async (use) => pressOn(use, await doubtfulOutcome(use), 'Check again'),
  },
  {
    name: '“Try again” on a lookup that failed',
    shows: 'as an answer',
    at: 'a message',
    prepare: async (use) => pressOn(use, failedLookup, 'Try again'),
  },
  {
    name: '“Try again” on a private lookup that failed',
    shows: 'to the asker',
    at: 'a message',
    prepare: async (use) => pressOn(use, failedPrivately, 'Try again'),
  },
  {
    name: '“Next” below a list',
    shows: 'to the asker',
    at: 'a message',
    asks: ['search'],
    prepare: async (use) => pressOn(use, buttonAlone(searchButton('search:next', plain`Next`, searchFor(use))), 'Next'),
  },
  {
    name: '“Open” on a row of a list',
    shows: 'to the asker',
    at: 'a message',
    asks: ['search', 'view'],
    opens: true,
    prepare: async (use) => openRow(use, { kind: 'event', eventId: use.eventId }),
  },
  {
    name: '“Open” on a row of a list with an email that no event is about',
    shows: 'to the asker',
    at: 'a message',
    asks: ['search', 'view'],
    opens: true,
    prepare: async (use) => openRow(use, { kind: 'email', entityId: addEmail(use).entityId }),
  },
  {
    name: '“Share a summary” below a list, into a conversation',
    shows: 'where it is sent',
    at: 'a form',
    asks: ['search', 'view'],
    form: true,
    async prepare(use) {
      // What is searched for stands in the form, too.
      const search = searchFor({ ...use, word: use.eventId.slice(0, 8) });
      const list = buttonAlone(searchButton('search:share', plain`Share a summary`, search));
      const share = pressOn({ ...use, channel: channels.security }, list, 'Share a summary');
      return async () => {
        use.started.slack.faults.add({ method: 'users.conversations', kind: 'http_error', status: 500 });
        await share();
        await submit(use, summaryCallbackId, { [summaryBlocks.conversation]: use.channel });
        return undefined;
      };
    },
  },
  {
    name: 'a link that they paste',
    shows: 'as a preview',
    at: 'the composer',
    prepare: async (use) => async () => {
      const { links, ts } = await use.started.slack.post({ ...of(use), text: linkTo(use) });
      // Slack tells the app of nobody's links but those of its own people; the app is asked all the same.
      if (links.length === 0) await tellOfLink(use, ts);
      return undefined;
    },
  },
  {
    name: 'a link that they are still writing',
    shows: 'as a draft',
    at: 'the composer',
    prepare: async (use) => async () => {
      await use.started.slack.compose({ ...of(use), text: linkTo(use) });
      return undefined;
    },
  },
  {
    name: 'the form of a search',
    shows: 'to the asker',
    at: 'nowhere in particular',
    asks: ['search'],
    form: true,
    prepare: async (use) => async () => {
      await use.started.slack.globalShortcut({ user: use.user, callbackId: 'search_hec' });
      await submit(use, searchFormCallbackId, { words: use.word });
      return undefined;
    },
  },
  {
    name: 'the details of a Work Object',
    shows: 'to the asker',
    at: 'a preview',
    async prepare(use) {
      const { app, slack } = use.started;
      const { ts } = await slack.post({ ...of(use), user: author, text: linkTo(use) });
      await app.idle();
      return async () => {
        await slack.entityDetails({ ...of(use), ts, url: linkTo(use) });
        return undefined;
      };
    },
  },
  {
    name: 'the App Home',
    shows: 'to the asker',
    at: 'nowhere in particular',
    async prepare({ started: { slack, store }, user, eventId }) {
      await recordLookup(store.db, { at: new Date(), teamId: 'T0ACME0000', userId: user, eventId });
      return async () => {
        await slack.openHome({ user });
        return undefined;
      };
    },
  },
];

function searchFor({ word, channel }: Use): CarriedSearch {
  const time = { kind: 'last', span: { amount: 7, unit: 'day' } } as const;
  const query = { about: 'events', filters: [], words: [{ text: word, negated: false }], time } as const;
  const clock = { now: new Date(), offsetSeconds: 0 };
  return { query: { ...query, filters: [], words: [...query.words] }, clock, page: 1, asked: { channelId: channel } };
}

const buttonAlone = (button: Button): Message => ({
  text: plain`A search`,
  blocks: [{ type: 'actions', elements: [button] }],
});

const of = ({ user, channel }: Use) => ({ user, channel });

const linkTo = ({ eventId }: Use) => `https://acme.avanan.net/#/events/${eventId}`;

function written({ started: { slack }, channel }: Use, text: string) {
  return slack.post({ user: author, channel, text });
}

function addEmail({ started: { hec }, word }: Use): { messageId: string; entityId: string } {
  const messageId = `<${word}@parcel-point.example>`;
  const { entityInfo, entityPayload } = hec.world.addEntity();
  Object.assign(entityPayload, { internetMessageId: messageId, subject: `A delivery for ${word}` });
  return { messageId, entityId: entityInfo.entityId };
}

async function command(use: Use, text: string): Promise<Thread> {
  await use.started.slack.command({ ...of(use), command: '/hec-event', text });
  return undefined;
}

async function commandForSeveral(use: Use, word: string): Promise<Thread> {
  const other = use.started.hec.world.addEvent();
  await command(use, `${use.eventId} ${other.eventId} ${word}`);
  await submit(use, choiceCallbackId, { [choiceBlock]: [use.eventId] });
  return undefined;
}

function mention(use: Use, threadTs?: string) {
  const text = `@hec ${use.eventId}`;
  return use.started.slack.post({ ...of(use), text, ...(threadTs !== undefined && { threadTs }) });
}

async function showFromMenu(use: Use, text: string): Promise<() => Promise<string>> {
  const message = await written(use, text);
  return async () => {
    await use.started.slack.messageShortcut({ user: use.user, message, callbackId: 'show_event' });
    return message.ts;
  };
}

/** Fills in and submits the form that the person was given; whoever was refused has none. */
async function submit(
  { started: { app, slack }, user, meanwhile }: Use,
  callbackId: string,
  values: Parameters<typeof slack.submitView>[0]['values'] & object,
): Promise<void> {
  await app.idle();
  if (slack.views(user).at(-1)?.content.callback_id !== callbackId) return;
  await meanwhile?.();
  await slack.submitView({ user, values });
}

/**
 * Presses a button of a message that the app posted at another time, when the conversation was perhaps not yet shared,
 * archived or off the list. Of that message only the button stands there.
 */
function pressOn(use: Use, { text, blocks }: Message, label: string): Act {
  const { slack } = use.started;
  const button = buttonsOf(blocks).find((each) => each.text.text === label);
  if (button === undefined) throw new Error(`the message has no button "${label}"`);
  const value = button.value?.replace(sampleId, use.eventId);
  const rest = { text, blocks: [{ type: 'actions', elements: [{ ...button, value }] }] };
  const message = slack.postByOtherApp({ user: author, channel: use.channel, ...rest });
  return async () => {
    await slack.click({ user: use.user, message, actionId: button.action_id });
    return undefined;
  };
}

function openRow(use: Use, item: RowItem): Act {
  const value = writeRow({ ...item, asked: { channelId: use.channel } });
  const open = { type: 'button', action_id: 'search:open:1', text: plainText(plain`Open`), value } as const;
  return pressOn(use, buttonAlone(open), 'Open');
}

async function doubtfulOutcome({ started: { store }, eventId, word }: Use): Promise<Message> {
  const action = { target: 'event', actionName: 'dismiss', parameter: undefined, label: word } as const;
  const asked = { teamId: 'T0ACME0000', userId: author, channelId: undefined, messageTs: undefined };
  const claimed = { ...action, ...asked, eventId, entityId: undefined, threadTs: undefined, startedAt: new Date() };
  const claim = await claimRun(store.db, claimed);
  if (claim.kind !== 'claimed') throw new Error('the event is busy');
  await endRun(store.db, claim.run.id, 'claimed', { outcome: 'doubtful', at: new Date() });
  const run = await runById(store.db, claim.run.id);
  if (run?.state !== 'ended') throw new Error('the run has not ended');
  return outcomeMessage({ ...run, label: 'Dismiss' }, undefined);
}

function tellOfLink(use: Use, ts: string) {
  const { slack } = use.started;
  const sharedExternally = slack.workspace.conversation(use.channel)?.sharing === 'external';
  const links = [{ url: linkTo(use), domain: 'acme.avanan.net' }];
  return slack.sendEvent({ type: 'link_shared', ...of(use), message_ts: ts, links }, { sharedExternally });
}
