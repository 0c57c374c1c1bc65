/** What HEC's types of entities, such as `office365_emails_email`, stand for. HEC names one for each service. */

export type EntityKind = 'email' | 'file' | 'message' | 'person' | 'sign-in' | 'app';

/** By how the type ends. An attachment is a file to people. */
const endings: [EntityKind, RegExp][] = [
  ['email', /(^|_)email$/],
  ['file', /_(file|attachment)$/],
  ['message', /_message$/],
  ['person', /_user$/],
  ['sign-in', /_(event_login|mgmnt_event)$/],
  // A domain that people's names are resolved to.
  ['app', /(^|_)dns_info$/],
];

/** Undefined for the types of engines, which carry the id of what they scanned, and for unknown ones. */
export function kindOfEntity(type: string): EntityKind | undefined {
  return endings.find(([, ending]) => ending.test(type.toLowerCase()))?.[0];
}
