import { expect, test } from 'vitest';
import { emailIdOf, fileIdOf, subjectKind } from '../../src/events/subject-kind.ts';
import { bareEvent } from '../support/cards/sample-event.ts';

const id = '7a7b7c7d7e7f70717273747576777879';
const guid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const link = (type: string, about: string) =>
  `https://portal.checkpoint.com/dashboard/email&collaboration/CGS1?route=${Buffer.from(`profile/${type}/${about}`).toString('base64')}`;

test.each([
  ['office365_emails', 'email'],
  ['Google Mail', 'email'],
  ['o365-SharePoint', 'file'],
  ['MS_Teams', 'message'],
  ['something_new', 'item'],
  [undefined, 'item'],
])('the subject of an event of which only the service %s is known is called: %s', (saas, kind) => {
  expect(subjectKind({ ...bareEvent(), saas })).toBe(kind);
});

test.each([
  ['google_event_login', 'sign-in'],
  ['office365_mgmnt_event', 'sign-in'],
  ['office365_emails_user', 'person'],
  ['google_user', 'person'],
  ['ms_teams_file', 'file'],
  ['Office365_Emails_Attachment', 'file'],
  ['slack2_message', 'message'],
  ['seg_emails_email', 'email'],
  ['email', 'email'],
  ['av_dns_info', 'app'],
])('what HEC calls %s is called %s, whatever the service, in its text or in its link', (type, kind) => {
  const event = { ...bareEvent(), saas: 'office365_emails', entityId: id };
  expect(subjectKind({ ...event, entityType: type })).toBe(kind);
  expect(subjectKind({ ...event, entityType: 'avanan_dlp', portalLink: link(type, id) })).toBe(kind);
});

test('a link to something else does not say what an event is about', () => {
  const event = { ...bareEvent(), saas: 'office365_emails', entityId: id, portalLink: link('ms_teams_file', guid) };
  expect(subjectKind(event)).toBe('email');
});

test.each([
  ['office365_emails', 'anomaly', guid, 'person'],
  ['office365_emails', 'phishing', guid, 'person'],
  ['ms_teams', 'dlp', guid, 'message'],
  ['ms_teams', 'anomaly', guid, 'person'],
  ['office365_emails', 'anomaly', id, 'item'],
  ['google_mail', 'phishing', '104729104729104729104', 'person'],
  ['office365_emails', 'malware', `${id}01234567`, 'file'],
  ['office365_emails', 'malware', `${id}0123456`, 'email'],
  ['google_drive', 'dlp', '104729104729104729104', 'file'],
])('an event of %s and type %s about %s is about: %s', (saas, type, entityId, kind) => {
  expect(subjectKind({ ...bareEvent(), saas, type, entityId })).toBe(kind);
});

test.each([
  ['Shadow IT', 'google_mail_email', 'app'],
  ['shadow_it', undefined, 'app'],
  ['shadow_it', 'google_event_login', 'sign-in'],
  ['phishing', 'google_mail_email', 'email'],
])('an event of type %s about what HEC calls %s is about: %s', (type, entityType, kind) => {
  const event = { ...bareEvent(), saas: 'google_mail', entityId: id, type, entityType };
  expect(subjectKind(event)).toBe(kind);
  expect(emailIdOf(event)).toBe(kind === 'email' ? id : undefined);
});

test.each([
  ['a file', { entityId: id, saas: 'ms_teams', entityType: 'ms_teams_file' }, id],
  ['a file with an id that HEC doesn’t take', { entityId: '01BYE5RZ', saas: 'google_drive' }, undefined],
  ['an email', { entityId: id, saas: 'google_mail' }, undefined],
])('the id of the file behind an event about %s', (_name, event, expected) => {
  expect(fileIdOf({ ...bareEvent(), ...event })).toBe(expected);
});

test.each([
  ['an email', { entityId: id, saas: 'google_mail' }, id],
  ['an item that nobody knows', { entityId: id }, id],
  ['an email without an id', { saas: 'google_mail' }, undefined],
  ['a person', { entityId: guid, saas: 'google_mail' }, undefined],
  ['a sign-in', { entityId: id, saas: 'google_mail', entityType: 'google_event_login' }, undefined],
  ['a file', { entityId: id, saas: 'ms_teams', entityType: 'ms_teams_file' }, undefined],
])('the id of the email behind an event about %s', (_name, event, expected) => {
  expect(emailIdOf({ ...bareEvent(), ...event })).toBe(expected);
});
