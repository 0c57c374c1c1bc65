/** One row of a search: what it is on the first line, from whom to whom and when on the second, and what opens it. */
import type { EmailDetails } from '../../events/email.ts';
import { fateFacts } from '../../events/email-fate.ts';
import { eventId } from '../../events/links.ts';
import { severityMark } from '../../events/severity.ts';
import type { Found, FoundEvent } from '../../services/search/found.ts';
import type { Row } from '../../services/search/search.ts';
import { type Button, type KnownBlock, plainText } from '../blocks/block-kit.ts';
import { section } from '../blocks/message.ts';
import {
  asMrkdwn,
  asPlain,
  capitalised,
  dateTime,
  joined,
  type Mrkdwn,
  md,
  nameCode,
  outsidePlain,
  outsideText,
  type Plain,
  plain,
  quoted,
  type Writing,
} from '../blocks/text.ts';
import { mailboxName } from './compact-card.ts';
import { kindName, serviceName, stateName } from './display-names.ts';
import { fateWords } from './email-fate.ts';
import { type RowItem, type SearchOrigin, writeRow } from './search-codec.ts';

export interface RowPlace {
  /** Among all that was found, from 1: no two buttons are read aloud alike. */
  place: number;
  asked: SearchOrigin | undefined;
}

export function searchRow({ found, matchesNoMore }: Row, at: RowPlace): KnownBlock[] {
  const lines = [rowText(found), matchesNoMore ? md`_No longer matches_` : ''];
  const accessory = openButton(found, at);
  return section(joined('\n', lines)).map((block) => ({ ...block, ...(accessory !== undefined && { accessory }) }));
}

/** Its two lines. */
export function rowText(found: Found): Mrkdwn {
  const what = joined(' · ', [severity(found), title(found, 60, asMrkdwn), outcome(found)]);
  return joined('\n', [what, joined(' · ', [way(found), when(found)])]);
}

/** The same for the cells of a table, which have no markup: severity, title, state, sender, time. */
export function rowCells(found: FoundEvent): Plain[] {
  const { event, at } = found;
  const { mark, word } = severityMark(event.severity);
  const time = at === undefined || Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return [
    plain`${outsidePlain(mark, 2)} ${outsidePlain(word, 16)}`,
    title(found, 60, asPlain),
    outsidePlain(stateName(event.state ?? ''), 20),
    outsidePlain(emailOf(found)?.fromEmail ?? event.sender ?? '', addressMax),
    // Slack sorts what is in a table by its letters.
    time === '' ? '' : plain`${outsidePlain(`${time.slice(0, 10)} ${time.slice(11, 16)}`, 20)} UTC`,
  ];
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

/** "dispatch@parcel-point.example → warehouse +2": to whom, people know by the name, and a phone is narrow. */
function way(found: Found): Mrkdwn {
  const details = emailOf(found);
  const from = address(details?.fromEmail ?? found.event?.sender ?? '');
  const [first = '', ...others] = [...new Set([...(details?.recipients ?? []), ...(details?.cc ?? [])])];
  const recipient = mailboxName(first);
  const to = others.length === 0 || recipient === '' ? recipient : md`${recipient} +${others.length}`;
  if (from !== '' && to !== '') return md`${from} → ${to}`;
  if (to !== '') return md`to ${to}`;
  return from === '' ? outsideText(serviceName(found.event?.saas ?? ''), 30) : from;
}

/** Whole or cut: a domain keeps its dots in code, and an address leads nowhere. */
function address(given: string): Mrkdwn {
  return given.includes('@') ? outsideText(given, addressMax) : nameCode(given, addressMax);
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
