import { expect, test } from 'vitest';
import { subjectKind } from '../../src/events/subject-kind.ts';

test.each([
  ['office365_emails', 'email'],
  ['Google Mail', 'email'],
  ['o365-SharePoint', 'file'],
  ['MS_Teams', 'message'],
  ['something_new', 'item'],
  [undefined, 'item'],
])('an event of the service %s is about an email, file, message or item: %s', (saas, kind) => {
  expect(subjectKind(saas)).toBe(kind);
});
