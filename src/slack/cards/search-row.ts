/**
 * One row of a search: how bad, what and when, with what opens it, and below in small print its state, from whom and to
 * whom. On a phone, where the button leaves little room beside it, an everyday row takes three lines.
 */
import type { EmailDetails } from '../../events/email.ts';
import { fateFacts } from '../../events/email-fate.ts';
import { eventId } from '../../events/links.ts';
import { severityMark } from '../../events/severity.ts';
import type { Found, FoundEvent } from '../../services/search/found.ts';
import type { Row, Standing } from '../../services/search/search-page.ts';
import { type Button, type KnownBlock, plainText } from '../blocks/block-kit.ts';
import { context, section } from '../blocks/message.ts';
import {
  asMrkdwn,
  asPlain,
  capitalised,
  dateTime,
  joined,
  type Mrkdwn,
  md,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  quoted,
  type Writing,
} from '../blocks/text.ts';
import { domainPart, mailboxName } from './compact-card.ts';
import { kindName, serviceName, stateName } from './display-names.ts';
import { fateWords } from './email-fate.ts';
import { type RowItem, type SearchOrigin, writeRow } from './search-codec.ts';

export interface RowPlace {
  /** Among all that was found, from 1: no two buttons are read aloud alike. */
  place: number;
  asked: SearchOrigin | undefined;
}

const standings: Record<Standing, Mrkdwn> = {
  matches: md``,
  matches_no_more: md`_No longer matches_`,
  never_matched: md`_Doesn’t match_`,
};

export function searchRow({ found, standing }: Row, at: RowPlace): KnownBlock[] {
  const what = joined('\n', [whatAndWhen(found, shortSubject), standings[standing]]);
  const accessory = openButton(found, at);
  return [
    ...section(what).map((block) => ({ ...block, ...(accessory !== undefined && { accessory }) })),
    ...context(stateAndWay(found)),
  ];
}

/** Both lines, where no button stands beside them. */
export function rowText(found: Found): Mrkdwn {
  return joined('\n', [whatAndWhen(found, subjectMax), stateAndWay(found)]);
}

/** Severity, state and title, without markup: short, for the cells of a table. */
export function rowCells(found: FoundEvent): Plain[] {
  const { mark, word } = severityMark(found.event.severity);
  return [
    plain`${outsidePlain(mark, 2)} ${outsidePlain(word, 16)}`,
    outsidePlain(stateName(found.event.state ?? ''), 20),
    title(found, shortSubject, asPlain),
  ];
}

const subjectMax = 60;
/** With the severity and the time, two lines on a phone. */
const shortSubject = 40;

function whatAndWhen(found: Found, max: number): Mrkdwn {
  return joined(' · ', [severity(found), title(found, max, asMrkdwn), when(found)]);
}

/** "🟠 *High*"; '' for an email that no event is about. */
function severity({ event }: Found): Mrkdwn {
  if (event === undefined) return '';
  const { mark, word } = severityMark(event.severity);
  return md`${outsideText(mark, 2)} *${outsideText(word, 16)}*`;
}

/** The subject, or else how HEC describes the event. */
function title<Text extends Mrkdwn | Plain>(found: Found, max: number, writing: Writing<Text>): Text | '' {
  const { event } = found;
  const subject = quoted(emailOf(found)?.subject ?? event?.entityName ?? '', max, writing);
  if (subject !== '' || event === undefined) return subject;
  const { description, type = '' } = event;
  return writing.outside(description === '' ? kindName(type) : description, max);
}

/** The event's state, or where an email is that no event is about. */
function outcome({ event, ...found }: Found): Mrkdwn {
  if (event !== undefined) return outsideText(stateName(event.state ?? ''), 20);
  const details = found.kind === 'email' ? found.details : undefined;
  const [fate] = details === undefined ? [] : fateFacts(details, { confidence: undefined, type: undefined });
  return fate === undefined ? '' : capitalised(fateWords(fate));
}

const addressMax = 60;

/** One line of small print on a phone. */
const smallPrintMax = 48;

/** "New · dispatch@parcel-point.example → warehouse +2", with less of the sender, then without the recipients, if that is too long. */
function stateAndWay(found: Found): Mrkdwn {
  const wordings = ways(found).map((way) => joined(' · ', [outcome(found), way]));
  return wordings.find((wording) => wording.length <= smallPrintMax) ?? wordings.at(-1) ?? '';
}

/** From the fullest to the shortest. To whom, people know by the name. */
function ways(found: Found): Mrkdwn[] {
  const details = emailOf(found);
  const from = details?.fromEmail ?? found.event?.sender ?? '';
  // Of an address that is cut nothing would be left.
  const address = from.length > addressMax ? '' : outsideText(from, addressMax);
  const senders = [address, outsideText(domainPart(from), addressMax)].filter((each) => each !== '');
  const [first = '', ...others] = [...new Set([...(details?.recipients ?? []), ...(details?.cc ?? [])])];
  const recipient = mailboxName(first);
  const to = others.length === 0 || recipient === '' ? recipient : md`${recipient} +${others.length}`;
  if (senders.length === 0) return [to === '' ? outsideText(serviceName(found.event?.saas ?? ''), 30) : md`to ${to}`];
  return to === '' ? senders : [...senders.map((sender) => md`${sender} → ${to}`), ...senders];
}

function when({ at }: Found): Mrkdwn {
  return at === undefined || Number.isNaN(at.getTime()) ? '' : dateTime(at);
}

function emailOf(found: Found): EmailDetails | undefined {
  if (found.kind === 'email') return found.details;
  return found.email.kind === 'read' ? found.email.details : undefined;
}

/** None for an id that HEC could not be asked about. */
function openButton(found: Found, { place, asked }: RowPlace): Button | undefined {
  const item = itemOf(found);
  if (item === undefined) return undefined;
  const what = title(found, 50, asPlain);
  const accessibility_label = joined(': ', [plain`Open ${place}`, what]);
  return {
    type: 'button',
    action_id: `search:open:${place}`,
    text: plainText(plain`Open`),
    value: writeRow({ ...item, asked }),
    accessibility_label,
  };
}

function itemOf({ kind, id, event }: Found): RowItem | undefined {
  const about = eventId(event?.id ?? '');
  if (about !== undefined) return { kind: 'event', eventId: about };
  const entity = kind === 'email' ? eventId(id) : undefined;
  return entity === undefined ? undefined : { kind: 'email', entityId: entity };
}
