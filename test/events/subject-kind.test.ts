import { expect, test } from 'vitest';
import { subjectKind } from '../../src/events/subject-kind.ts';

test.each([
  ['office365_emails', 'email'],
  ['Google Mail', 'email'],
  ['o365-SharePoint', 'file'],
  ['MS_Teams', 'message'],
  ['something_new', 'item'],
  [undefined, 'item'],
])('the subject of an event from the service %s is called: %s', (saas, kind) => {
  expect(subjectKind(saas)).toBe(kind);
});
