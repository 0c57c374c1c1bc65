import { expect, test } from 'vitest';
import { readSubject } from '../../../src/cli/erase/read-subject.ts';

const ann = { kind: 'address', address: 'ann@example.com' };

test.each([
  ['U024BE7LH', { kind: 'person', ids: ['U024BE7LH'] }],
  ['w024be7lh', { kind: 'person', ids: ['W024BE7LH'] }],
  ['<@U024BE7LH|ann>', { kind: 'person', ids: ['U024BE7LH'] }],
  [' ann@example.com ', ann],
  ['<mailto:ann@example.com|ann@example.com>', ann],
  ['jürgen@müller.example', { kind: 'address', address: 'jürgen@müller.example' }],
])('whom %s names is erased', (text, subject) => {
  expect(readSubject(text)).toEqual(subject);
});

test.each([
  '',
  ' ',
  'ann',
  '@ann',
  'Walter',
  'uwe',
  'S024BE7LH',
  'C024BE7LH',
  'example.com',
  'ann@example.com bob@example.com',
])('nobody is erased by nothing, a name, a group, a channel, a domain or a list: %j', (text) => {
  expect(() => readSubject(text)).toThrow('That is neither a user id (U… or W…) nor an email address.');
});
