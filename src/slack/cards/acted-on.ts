/** What an action is about, for the person who is asked to confirm it: the email's subject, sender and mailbox. */
import type { EmailDetails } from '../../events/email.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { joined, type Mrkdwn, type Plain, quoted, type Writing } from '../blocks/text.ts';

export type ActedOn = Pick<EventSnapshot, 'event' | 'email'>;

/** In characters. */
interface Room {
  subject: number;
  name: number;
  address: number;
  description: number;
  /** Of whoever asks for the email to be restored. */
  request: number;
}

/** Slack's own dialog has 300 for all that it says; in this much an effect of 100 fits beside the event's id. */
export const inDialog: Room = { subject: 50, name: 20, address: 46, description: 180, request: 0 };
export const inModal: Room = { subject: 152, name: 60, address: 100, description: 300, request: 302 };

/** A line each. HEC's own sentence while the email isn't read, or if the event is about something else. */
export function actedOn<Text extends Mrkdwn | Plain>(
  { event, email }: ActedOn,
  room: Room,
  writing: Writing<Text>,
): Text | '' {
  const named = email.kind === 'read' ? emailLines(email.details, room, writing) : '';
  return named === '' ? writing.outside(event.description, room.description) : named;
}

function emailLines<Text extends Mrkdwn | Plain>(
  { subject = '', fromName = '', fromEmail = '', recipients, fate }: EmailDetails,
  room: Room,
  writing: Writing<Text>,
): Text | '' {
  const { outside, own } = writing;
  const name = fromName === fromEmail ? '' : outside(fromName, room.name);
  const sender = joined<Text>(' · ', [name, address(fromEmail, room, writing)]);
  const [first = ''] = recipients;
  const mailbox = address(first, room, writing);
  const others = recipients.length - 1;
  const { restoreRequest } = fate;
  const words = restoreRequest.kind === 'pending' ? quoted(restoreRequest.words ?? '', room.request, writing) : '';
  return joined<Text>('\n', [
    quoted(subject, room.subject, writing),
    sender === '' ? '' : own`From ${sender}`,
    mailbox === '' ? '' : others > 0 ? own`To ${mailbox} and ${others} more` : own`To ${mailbox}`,
    words === '' ? '' : own`Restore requested: ${words}`,
  ]);
}

/** An address can't be cut, so one that is too long is its domain. */
function address<Text extends Mrkdwn | Plain>(whole: string, room: Room, { outside }: Writing<Text>): Text {
  const isTooLong = whole.length > room.address;
  return outside(isTooLong ? whole.slice(whole.lastIndexOf('@') + 1) : whole, room.address);
}
