import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../src/access/errors.ts';
import type { PersonRefusal } from '../../src/access/people.ts';

const access = { responders: { users: ['U1', 'U2'], groups: ['S1'] }, searchers: { users: ['U3'], groups: [] } };

describe('a refusal', () => {
  const told: [PersonRefusal, RegExp][] = [
    ['guest', /Guests.*full member/],
    ['outsider', /organi[sz]ation/],
    ['bot', /Bots/],
    ['deactivated', /Deactivated/],
    ['not_listed', /HEC_VIEWERS/],
    ['not_found', /Slack knows no account of yours/],
    ['unknown', /Slack.*Try again/],
    ['not_searcher', /Only people on the list of searchers/],
    ['no_searchers', /HEC_SEARCHERS/],
    ['not_responder', /Only responders/],
    ['no_responders', /HEC_RESPONDERS/],
  ];

  test.each(told)('the refusal %s has its own sentence and code', (reason, sentence) => {
    const error = new RefusedError(reason, access);
    expect(error.sentence).toMatch(sentence);
    expect(error.code).toBe(`refused_${reason}`);
    expect(error.message).toContain(reason);
  });

  test('a refusal names those who can help, groups first', () => {
    const helpers: Partial<Record<PersonRefusal, string[]>> = {
      not_responder: ['S1', 'U1', 'U2'],
      not_searcher: ['U3'],
    };
    const asked = told.map(([reason]) => [reason, new RefusedError(reason, access).askInstead]);
    expect(asked).toEqual(told.map(([reason]) => [reason, helpers[reason] ?? []]));
  });
});
