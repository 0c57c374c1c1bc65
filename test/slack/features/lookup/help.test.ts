import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { referencesInText } from '../../../../src/events/references.ts';
import { fieldNames, fields } from '../../../../src/search/fields.ts';
import { parse } from '../../../../src/search/parse.ts';
import {
  directMessageHelp,
  help,
  mentionHelp,
  unreadableReference,
} from '../../../../src/slack/features/lookup/help.ts';
import { readCommandText } from '../../../../src/slack/features/lookup/parse-command.ts';
import { textOf } from '../../../support/read.ts';

const manifest = z.object({ features: z.object({ shortcuts: z.array(z.object({ name: z.string() })) }) });
const groups = help().blocks.map((block) => textOf([block]).split('\n'));
const lines = groups.flat();
const examples = lines.flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map(([, example = '']) => example));

test('the help has an example of everything that can follow the command, and each works as it stands', () => {
  const commands = examples.filter((example) => example.startsWith('/hec-event'));
  const read = commands.map((example) => readCommandText(example.slice('/hec-event'.length)));
  expect(read.map((text) => (text.kind === 'event' ? `event for the ${text.audience}` : text.kind))).toEqual([
    'event for the conversation',
    'event for the asker',
    'event for the conversation',
    'search',
    'search',
    'search',
    'audit',
    'help',
  ]);
});

test('the help names every field that a search can have, and its examples are understood', () => {
  for (const field of fieldNames) expect(lines.join('\n')).toMatch(new RegExp(`[ (\\x60]${field}:`));
  const clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 0 };
  const searches = examples.flatMap((example) => example.split('/hec-event search ').slice(1));
  expect(searches.map((text) => parse(text, clock).kind)).toEqual(['query', 'query', 'query']);
});

test('the help has an example for a mention and for a direct message, and each names one event', () => {
  const others = examples.filter((example) => !example.startsWith('/') && !example.includes('search '));
  expect(others.map((example) => example.split(' ').slice(0, -1))).toEqual([['@HEC'], []]);
  for (const example of others) expect(referencesInText(example)).toHaveLength(1);
});

test.each([
  ['the command', unreadableReference('no_id')],
  ['a mention', mentionHelp(0)],
  ['a direct message', directMessageHelp(0)],
])('what is neither an id nor a link, in %s, is also answered with how to search', (_, { text }) => {
  const example = /`(?:\/hec-event |@HEC |)search ([^`]+)`/.exec(text)?.[1] ?? '';
  const clock = { now: new Date('2026-11-29T12:00:00Z'), offsetSeconds: 0 };
  expect(parse(example, clock).kind).toBe('query');
});

test('the help lists a filter under emails only if it makes a search one of emails', () => {
  const line = lines.find((each) => each.includes('Filters that list emails')) ?? '';
  const ofEmails = fieldNames.filter((field) => fields[field].about === 'emails');
  for (const field of fieldNames)
    expect([field, line.includes(` ${field}:`)]).toEqual([field, [...ofEmails, 'in'].includes(field)]);
});

test('the help names every shortcut by the name that Slack shows', async () => {
  const read = manifest.parse(parseYaml(await readFile(new URL('../../../../manifest.yml', import.meta.url), 'utf8')));
  for (const { name } of read.features.shortcuts) expect(lines.join('\n')).toContain(`*${name}*`);
});

test('the help is in groups, each under a title, with one thing to do on each line', () => {
  expect(groups.map(([title = '']) => title.match(/^\*([^*]+)\*/)?.[1])).toEqual([
    'Look up an event',
    'Search',
    'Without a command',
    'On an event’s card',
    'More',
  ]);
  for (const [, ...entries] of groups) {
    for (const entry of entries) expect(entry).toMatch(/: .+$/);
  }
});
