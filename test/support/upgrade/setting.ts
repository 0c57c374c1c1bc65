/** What recording and testing agree on: how the app is set up, and which event is which. */
import { createHash } from 'node:crypto';
import { people } from '../../../playground/slack/server.ts';

/** The part of the environment that decides what people see. Work Objects are on, so that their buttons are recorded. */
export const setting = {
  HEC_RESPONDERS: `${people.responder},${people.otherResponder}`,
  HEC_ADMIN_EMAIL_DOMAINS: 'customer.example',
  SLACK_WORK_OBJECTS: 'on',
};

/** Between the end of the recorded version and the start of the next one. */
export const deployMs = 90_000;

/** Events go by name; their ids have the shape of HEC's. */
export function idOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

export function linkTo(name: string): string {
  return `https://acme.avanan.net/#/events/${idOf(name)}`;
}

/** HEC gives the keys in an order of its own, which the request must keep. */
export const oddParameter = { zone: 'b', entityIds: ['2', '1'], options: { permanent: false, reason: 'Ünïcode "x"' } };

/** Longer than a button's value may be. */
export const longParameter = { ids: Array.from({ length: 90 }, (_, index) => idOf(`long ${index}`)), zone: 'a' };
