/**
 * The modal behind "Details" and "More…": everything that can be done with an event, then what the card leaves out of what
 * is known about it and its email. It opens as loading, then shows the event, then the email, which takes a request of
 * its own.
 */
import { runningOf } from '../../../actions/run.ts';
import type { EmailDetails, FileDetails } from '../../../events/email.ts';
import { fateFacts } from '../../../events/email-fate.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { saysMore } from '../../../events/sentence.ts';
import { subjectKind } from '../../../events/subject-kind.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { type KnownBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { textSections } from '../../blocks/long-sections.ts';
import { header, section } from '../../blocks/message.ts';
import { asPlain, joined, type Mrkdwn, md, type Plain, plain, quoted } from '../../blocks/text.ts';
import { actionsWithin, otherEventsButton, portalButton, shareButton, waysOn } from '../../cards/action-buttons.ts';
import { runningLine } from '../../cards/describe-run.ts';
import { emailDetails, fileDetails } from '../../cards/email-details.ts';
import { fateLine } from '../../cards/email-fate.ts';
import { warningLines } from '../../cards/email-why.ts';
import { additionalData, facts, furtherDetails } from '../../cards/event-facts.ts';
import { historySections } from '../../cards/event-history.ts';
import { plainSummary } from '../../cards/event-summary.ts';

/** `none`: the event is about neither an email nor a file that HEC knows. */
export type EmailReading =
  | { kind: 'loading' }
  | { kind: 'none' }
  | { kind: 'failed'; sentence: Mrkdwn }
  | { kind: 'read'; details: EmailDetails }
  | { kind: 'file'; file: FileDetails };

export interface DetailsInput extends EventSnapshot {
  reading: EmailReading;
  /** Returned with a click: at most 3,000 characters. */
  metadata: string;
}

/** One for the event and one for its email. */
const runningShown = 2;

/** Slack refuses views over 250 kB; the blocks around the buttons take the rest. A fifth stays free for the buttons. */
const bytesMax = 235_000;
const toldMax = bytesMax * 0.8;
/** The most that a section takes: three bytes a character, and what Slack needs around them. */
const sectionBytes = limits.section.text * 3 + 100;
/** The history and HEC's extra data get at least this many each, and more if the event and its email are short. */
const leastSections = 2;
const mostSections = 12;

/** On a phone the modal covers the card, so its first line says which event the buttons are about. */
export function detailsView(input: DetailsInput): ModalView {
  const { event, runs, metadata } = input;
  const running = runningOf(runs).slice(0, runningShown);
  const top = [...header(heading(input)), ...section(joined('\n', running.map(runningLine))), ...emailFirst(input)];
  const known = [...emailBlocks(input), ...eventBlocks(input)];
  const pastActions = input.reading.kind === 'read' ? input.reading.details.pastActions : [];
  const bounds = { sections: sectionsAfter([...top, ...known], leastSections) };
  const done = historySections(input, bounds, pastActions);
  const sections = sectionsAfter([...top, ...known, ...done], 0);
  const bound = { pairs: Number.POSITIVE_INFINITY, value: 2_500, text: 2_500, sections };
  const told = [...known, ...done, ...additionalData(event, bound)];
  const more = waysOn([...otherEventsButton(input), ...shareButton(event), ...portalButton(input)]);
  const actions = actionsWithin(input, {
    // One block is for a reason above.
    blocks: limits.modal.blocks - top.length - told.length - more.length - 1,
    bytes: bytesMax - Buffer.byteLength(JSON.stringify({ top, told, more, metadata })),
  });
  return { ...view([...top, ...actions, ...more, ...told]), private_metadata: metadata };
}

/** @param reason why they are shown in a modal, in one section */
export function detailsBelow(reason: Mrkdwn, details: ModalView): ModalView {
  return { ...details, blocks: [...section(reason), ...details.blocks] };
}

/** How many sections fit, with `kept` left for what comes later. */
function sectionsAfter(told: readonly KnownBlock[], kept: number): number {
  const left = Math.floor((toldMax - Buffer.byteLength(JSON.stringify(told))) / sectionBytes) - kept;
  return Math.min(Math.max(left, leastSections), mostSections);
}

export function detailsLoadingView(): ModalView {
  return view(section(md`Reading the event from HEC…`));
}

function view(blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plainText(plain`Event details`), close: plainText(plain`Close`), blocks };
}

/** What people call the event by is its email's subject, or its file's name: of a long one as much as a header takes. */
function heading({ event, reading }: DetailsInput): Plain {
  const summary = plainSummary(event);
  const known = reading.kind === 'read' ? reading.details.subject : undefined;
  const named = quoted(known ?? event.entityName ?? '', limits.header.text - summary.length - ' · '.length, asPlain);
  return joined(' · ', [summary, named]);
}

/** What people have to know of the email before they read on. */
function emailFirst({ reading, event }: DetailsInput): KnownBlock[] {
  if (reading.kind !== 'read') return [];
  const { details } = reading;
  return [...section(warningLines(details)), ...section(fateLine(fateFacts(details, event)))];
}

/** Without what the email says above. */
function eventBlocks({ event, reading }: DetailsInput): KnownBlock[] {
  const email = reading.kind === 'read' ? reading.details : undefined;
  const texts = [event.description, furtherDetails(event)];
  return [
    ...header(plain`Event`),
    ...texts
      .filter((text) => email === undefined || saysMore(text, event, email))
      .flatMap((text) => textSections(text, 3)),
    ...section(facts(email === undefined ? event : withoutKnown(event, email))),
  ];
}

function withoutKnown(event: SecurityEvent, { fromEmail, attachments }: EmailDetails): SecurityEvent {
  const { sender, attachmentMd5 } = event;
  const isAttached = attachments.some(({ md5 }) => md5 === attachmentMd5);
  return {
    ...event,
    sender: sender === fromEmail ? undefined : sender,
    attachmentMd5: isAttached ? undefined : attachmentMd5,
  };
}

function emailBlocks({ reading, event }: DetailsInput): KnownBlock[] {
  const noun = subjectKind(event) === 'file' ? plain`file` : plain`email`;
  switch (reading.kind) {
    case 'loading':
      return section(md`Reading the ${noun} from HEC…`);
    case 'none':
      return [];
    case 'failed':
      return section(md`⚠️ The ${noun} couldn’t be read. ${reading.sentence}`);
    case 'read':
      return emailDetails(reading.details);
    case 'file':
      return fileDetails(reading.file, event);
  }
}
