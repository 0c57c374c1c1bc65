/**
 * Text from outside that nobody made harmless does not compile into a message, a modal, a notice, the Home, a Work Object or
 * a confirm dialog. `npm run types` fails if one of the lines below compiles.
 */
import { describeAction } from '../../../src/actions/registry.ts';
import type { InputBlock, KnownBlock, ModalView } from '../../../src/slack/blocks/block-kit.ts';
import { type Button, type ConfirmationDialog, mrkdwnText, plainText } from '../../../src/slack/blocks/block-kit.ts';
import { listSections } from '../../../src/slack/blocks/long-sections.ts';
import { context, header, type Message, section } from '../../../src/slack/blocks/message.ts';
import { errorLine } from '../../../src/slack/blocks/modal-inputs.ts';
import {
  joined,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  sentence,
} from '../../../src/slack/blocks/text.ts';
import type { CustomField } from '../../../src/slack/blocks/work-object-types.ts';
import { detailsButton } from '../../../src/slack/cards/action-buttons.ts';
import { endedWords } from '../../../src/slack/cards/describe-run.ts';
import { fact } from '../../../src/slack/cards/event-facts.ts';
import { notificationText } from '../../../src/slack/cards/event-summary.ts';
import { notice } from '../../../src/slack/cards/notice.ts';
import { workObject } from '../../../src/slack/cards/work-object.ts';
import type { Services } from '../../../src/slack/dispatch/services.ts';
import { inputView } from '../../../src/slack/features/act/input-modal.ts';
import {
  detailsBelow,
  detailsLoadingView,
  type EmailReading,
} from '../../../src/slack/features/details/details-modal.ts';
import type { HomeRefusal } from '../../../src/slack/features/home/home-view.ts';
import { lookupView } from '../../../src/slack/features/lookup/lookup-modal.ts';
import { shareView } from '../../../src/slack/features/share/share-modal.ts';
import { sampleEvent } from '../../support/cards/sample-event.ts';
import { sampleRun } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const event = sampleEvent();
const outside: string = event.description;
const marked = outsideText(outside, 100);
const bare = outsidePlain(outside, 100);
const action = { name: 'quarantine', parameter: undefined };
const slackText = { type: 'plain_text', text: outside } as const;
const slackMrkdwn = { type: 'mrkdwn', text: outside } as const;

export const texts: (Mrkdwn | Plain)[] = [
  // @ts-expect-error a string is no mrkdwn
  outside,
  // @ts-expect-error not even a literal: our own words are written with a tag
  '*Quarantine* is running',
  // @ts-expect-error
  md`*${outside}* is running`,
  // @ts-expect-error
  plain`${outside} is running`,
  // @ts-expect-error mrkdwn would be shown with its marks, or its escapes
  plain`${marked} is running`,
  // @ts-expect-error
  joined(' ', [marked, outside]),
  // @ts-expect-error nor through the separator
  joined(outside, [marked, marked]),
  // @ts-expect-error
  sentence(outside),
  // @ts-expect-error
  fact(plain`Sender`, outside),
  // @ts-expect-error
  endedWords(sampleRun(), 'failed', outside, 60),
  // @ts-expect-error
  notificationText(event, outside),
];

export const blocks: KnownBlock[][] = [
  // @ts-expect-error
  section(outside),
  // @ts-expect-error
  context(outside),
  // @ts-expect-error plain text has no escapes, which mrkdwn needs
  section(bare),
  // @ts-expect-error
  section(joined(' ', [marked, bare])),
  // @ts-expect-error
  header(outside),
  // @ts-expect-error
  header(marked),
  // @ts-expect-error
  errorLine(outside),
  // @ts-expect-error
  listSections(outside, [event], () => marked, { sections: 1 }),
  // @ts-expect-error
  listSections(plain`Links`, [outside], (link) => link, { sections: 1 }),
  // @ts-expect-error nor in a block that is written by hand
  [{ type: 'section', text: slackMrkdwn }],
  // @ts-expect-error
  [{ type: 'header', text: slackText }],
];

export const elements = [
  // @ts-expect-error
  plainText(outside),
  // @ts-expect-error
  plainText(marked),
  // @ts-expect-error
  mrkdwnText(outside),
  // @ts-expect-error
  detailsButton(event, outside),
];

const text = plainText(plain`Quarantine`);
export const parts: {
  message: Message;
  button: Button;
  dialog: ConfirmationDialog;
  modal: ModalView;
  workObject: CustomField;
  home: HomeRefusal;
  email: EmailReading;
} = {
  // @ts-expect-error the notification
  message: { text: outside, blocks: [] },
  // @ts-expect-error what is read aloud
  button: { type: 'button', text, accessibility_label: outside },
  // @ts-expect-error
  dialog: { title: text, text: slackText, confirm: text, deny: text },
  // @ts-expect-error
  modal: { type: 'modal', title: slackText, blocks: [] },
  // @ts-expect-error
  workObject: { key: 'sender', label: plain`Sender`, type: 'string', value: outside },
  // @ts-expect-error
  home: { sentence: outside, askInstead: [] },
  // @ts-expect-error
  email: { kind: 'failed', sentence: outside },
};

const asking = { about: sampleSnapshot({ event }), label: '', description: describeAction(action) };
export const answers: (Message | ModalView)[] = [
  // @ts-expect-error
  notice({ sentence: outside }),
  // @ts-expect-error
  notice({ sentence: `Nothing was sent. ${outside}` }),
  // @ts-expect-error
  inputView({ ...asking, metadata: '', error: outside }),
  // @ts-expect-error
  lookupView({ error: outside }),
  // @ts-expect-error
  shareView({ eventId: event.id, origin: undefined, offered: { kind: 'any' }, error: outside }),
  // @ts-expect-error
  detailsBelow(outside, detailsLoadingView()),
];

const radio = { type: 'radio_buttons' as const, options: [], initial_option: { value: 'full', text: slackText } };
const boxes = { type: 'checkboxes' as const, options: [], initial_options: [{ value: 'all', text: slackMrkdwn }] };
export const inputs: InputBlock[] = [
  // @ts-expect-error
  { type: 'input', label: text, element: radio },
  // @ts-expect-error
  { type: 'input', label: text, element: boxes },
];

const rawBlock = { type: 'section', text: slackMrkdwn } as const;
const rawModal = { type: 'modal' as const, title: slackText, blocks: [] };
const filledModal = { type: 'modal' as const, title: text, blocks: [rawBlock] };
const { entity_payload: payload, ...named } = workObject(sampleSnapshot(), outside, 'unfurl');
const rawPayload = { ...payload, attributes: { ...payload.attributes, title: { text: outside } } };
const entity = { ...named, entity_payload: rawPayload, app_unfurl_url: outside };
const rawError = { status: 'custom', custom_title: plain`Security event`, custom_message: outside } as const;
const channel = 'C1';
const ts = '1.2';
const user = 'U1';
const trigger_id = '1';
const inert = { link_names: false, parse: 'none' } as const;
const unlinked = { ...inert, unfurl_links: false, unfurl_media: false } as const;

/** A direct call to Slack takes no outside text either. */
export const calls = ({ client }: Services) => [
  // @ts-expect-error
  client.chat.postMessage({ channel, text: event.id, blocks: [], ...unlinked }),
  // @ts-expect-error
  client.chat.postMessage({ channel, text: marked, blocks: [rawBlock], ...unlinked }),
  // @ts-expect-error
  client.chat.postEphemeral({ channel, user, text: outside, blocks: [], ...inert }),
  // @ts-expect-error
  client.chat.postEphemeral({ channel, user, text: marked, blocks: [rawBlock], ...inert }),
  // @ts-expect-error
  client.chat.update({ channel, ts, text: outside, blocks: [], ...inert }),
  // @ts-expect-error
  client.chat.update({ channel, ts, text: marked, blocks: [rawBlock], ...inert }),
  // @ts-expect-error
  client.chat.unfurl({ channel, ts, unfurls: { [event.id]: { blocks: [rawBlock] } } }),
  // @ts-expect-error
  client.chat.unfurl({ channel, ts, unfurls: {}, metadata: { entities: [entity] } }),
  // @ts-expect-error
  client.views.open({ trigger_id, view: rawModal }),
  // @ts-expect-error
  client.views.open({ trigger_id, view: filledModal }),
  // @ts-expect-error
  client.views.push({ trigger_id, view: rawModal }),
  // @ts-expect-error
  client.views.update({ view_id: 'V1', view: rawModal }),
  // @ts-expect-error
  client.views.publish({ user_id: user, view: { type: 'home', blocks: [rawBlock] } }),
  // @ts-expect-error
  client.entity.presentDetails({ trigger_id, metadata: entity }),
  // @ts-expect-error
  client.entity.presentDetails({ trigger_id, error: rawError }),
];
