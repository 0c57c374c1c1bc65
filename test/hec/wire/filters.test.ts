import { expect, test } from 'vitest';
import { clausesFor, eventNarrowing, exactClauses, likelyClauses } from '../../../src/hec/wire/filters.ts';
import { emailServicesOf } from '../../../src/search/email-services.ts';
import { fieldNames, fields } from '../../../src/search/fields.ts';
import { parse } from '../../../src/search/parse.ts';
import type { Filter } from '../../../src/search/query.ts';

const clock = { now: new Date('2026-11-23T12:00:00Z'), offsetSeconds: 0 };
const payload = (name: string) => `entityPayload.${name}`;

function query(text: string) {
  const parsed = parse(text, clock);
  if (parsed.kind === 'problems') throw new Error(parsed.problems.join(' '));
  return parsed.query;
}

const clauses = (queries: ReturnType<typeof exactClauses>) =>
  queries?.map((each) =>
    each.map(({ attribute, operator, value }) => `${attribute} ${operator} ${value}`).join(' and '),
  );

test('HEC is told of no filter of events that it may spell in another way, only of the service in each spelling', () => {
  const told = fieldNames.filter((name) => {
    if (name === 'in' || fields[name].value.kind === 'span' || fields[name].value.kind === 'time') return false;
    return Object.keys(eventNarrowing(query(`${name}:${fields[name].example}`))).length > 0;
  });
  expect(told).toEqual(['saas']);
  expect(eventNarrowing(query('saas:onedrive,slack')).saas).toEqual(
    expect.arrayContaining(['office365_onedrive', 'o365_onedrive', 'slack', 'slack2']),
  );
  expect(eventNarrowing(query('-saas:slack'))).toEqual({});
});

test('what is the same in any spelling narrows the whole search of emails', () => {
  const md5 = '9e107d9d372bb6826bd81d3542a419d6';
  expect(clauses(exactClauses(query(`hash:${md5}`)))).toEqual([
    `${payload('attachments.MD5')} is ${md5}`,
    `${payload('attachments.MD5')} is ${md5.toUpperCase()}`,
  ]);
  expect(clauses(exactClauses(query('message-id:<A.1@x.example>')))).toEqual([
    `${payload('internetMessageId')} is <A.1@x.example>`,
    `${payload('internetMessageId')} is A.1@x.example`,
  ]);
  expect(clauses(exactClauses(query('ip:203.0.113.7,203.0.113.8')))).toEqual([
    `${payload('senderServerIp')} is 203.0.113.7`,
    `${payload('senderServerIp')} is 203.0.113.8`,
  ]);
});

test.each(['from:x.example', 'to:a@x.example', 'subject:note', 'url:x.example', 'note', `-hash:${'a'.repeat(32)}`])(
  '%s does not narrow the whole search of emails: HEC may look at less than we do',
  (text) => {
    expect(exactClauses(query(`in:emails ${text}`))).toBeUndefined();
  },
);

test('what HEC may find most of is asked for first, one query for each alternative', () => {
  expect(clauses(likelyClauses(query('in:emails from:x.example,ana@y.example')))).toEqual([
    `${payload('fromEmail')} contains x.example`,
    `${payload('fromEmail')} is ana@y.example`,
  ]);
  expect(clauses(likelyClauses(query('in:emails from:x.example url:https://y.example/')))).toEqual([
    `${payload('fromEmail')} contains x.example and ${payload('emailLinks')} contains y.example`,
  ]);
  expect(clauses(likelyClauses(query('in:emails "delivery note"')))).toEqual([
    `${payload('subject')} contains delivery note`,
    `${payload('subject')} contains Delivery note`,
  ]);
  expect(likelyClauses(query('in:emails severity:high -from:x.example -note'))).toBeUndefined();
});

test('many alternatives of several filters do not become hundreds of queries', () => {
  const many = (name: string) => `${name}:${Array.from({ length: 8 }, (_, at) => `a${at}.example`).join(',')}`;
  expect(likelyClauses(query(`${many('from')} ${many('to')}`))?.length).toBe(8);
});

test('emails are asked for by each service that the query asks for, and that keeps emails', () => {
  expect(emailServicesOf(query('in:emails'))).toEqual(['office365_emails', 'google_mail', 'email']);
  expect(emailServicesOf(query('in:emails saas:gmail,teams'))).toEqual(['google_mail']);
  expect(emailServicesOf(query('in:emails -saas:gmail'))).toEqual(['office365_emails', 'email']);
});

test('the emails that a filter rules out can be asked for', () => {
  const filter: Filter = { field: 'ip', negated: true, values: ['203.0.113.7'] };
  expect(clausesFor(filter)).toMatchObject({ kind: 'exact', queries: [[{ value: '203.0.113.7' }]] });
  expect(clausesFor({ field: 'severity', negated: false, levels: [5] })).toBeUndefined();
});
