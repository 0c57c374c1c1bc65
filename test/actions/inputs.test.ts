import { describe, expect, test } from 'vitest';
import { fillIn } from '../../src/actions/inputs.ts';
import { describeAction, describeEmailAction } from '../../src/actions/registry.ts';
import { followPauseSeconds } from '../../src/services/follow-task.ts';

const parameter = { adminEmail: '', note: '', keep: 1 };
const { inputs } = describeAction({ name: 'sent to admin', parameter });
const filled = (values: Record<string, string>, domains = ['customer.example']) =>
  fillIn(parameter, inputs, values, domains);

describe('what a person fills in', () => {
  test('what a person fills in is added to the parameter that HEC gave', () => {
    expect(filled({ adminEmail: ' admin@Customer.example ', note: 'urgent' })).toEqual({
      kind: 'complete',
      parameter: { adminEmail: 'admin@Customer.example', note: 'urgent', keep: 1 },
    });
  });

  test.each([
    ['an empty value', '', /Fill this in/],
    ['text that is not an address', 'admin', /not an email address/],
    ['an address in another domain', 'admin@evil.example', /Only addresses in customer\.example/],
    ['an address in a domain that merely ends the same', 'a@xcustomer.example', /Only addresses/],
    ['two addresses', 'a@customer.example,b@evil.example', /not an email address|Only addresses/],
    ['a name before the address', '"x@customer.example" <a@evil.example>', /not an email address|Only addresses/],
  ])('an email input refuses %s', (_title, adminEmail, problem) => {
    expect(filled({ adminEmail, note: 'x' })).toEqual({
      kind: 'wrong',
      problems: { adminEmail: expect.stringMatching(problem) },
    });
  });

  test('an address in another domain is refused in any input', () => {
    expect(filled({ adminEmail: 'a@customer.example', note: 'b@evil.example' })).toMatchObject({ kind: 'wrong' });
  });

  test('an input that is left out is refused', () => {
    expect(filled({ adminEmail: 'a@customer.example' })).toEqual({
      kind: 'wrong',
      problems: { note: 'Fill this in.' },
    });
  });

  test('an input takes at most 500 characters', () => {
    const withNote = (length: number) => filled({ adminEmail: 'a@customer.example', note: 'x'.repeat(length) });
    expect(withNote(500)).toMatchObject({ kind: 'complete' });
    expect(withNote(501)).toEqual({ kind: 'wrong', problems: { note: 'Use at most 500 characters.' } });
  });

  test('the refusal of an address names every allowed domain', () => {
    expect(filled({ adminEmail: 'a@evil.example', note: 'x' }, ['one.example', 'two.example'])).toMatchObject({
      problems: { adminEmail: 'Only addresses in one.example, two.example are allowed.' },
    });
  });

  test('an action that asks for nothing keeps its parameter as it is', () => {
    for (const given of ['text', null, [1]]) {
      expect(fillIn(given, [], {}, [])).toEqual({ kind: 'complete', parameter: given });
    }
  });

  test('an address is refused with the name of the setting when no domain is allowed', () => {
    expect(filled({ adminEmail: 'a@customer.example', note: 'x' }, [])).toMatchObject({
      problems: { adminEmail: expect.stringContaining('HEC_ADMIN_EMAIL_DOMAINS') },
    });
  });
});

test('the pauses between looks at a task grow from 1 to 15 seconds', () => {
  const pauses = Array.from({ length: 12 }, (_, attempt) => followPauseSeconds(attempt, 1));
  expect(pauses[0]).toBe(1);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(Math.max(...pauses)).toBe(15);
});

describe('the reason of a declined restore request', () => {
  const asked = describeEmailAction('decline_restore_request').inputs;
  const given = (reason: string) => fillIn(undefined, asked, { restoreDeclineReason: reason }, []);

  test('a reason may be left out, and is then no parameter at all', () => {
    expect(given(' ')).toEqual({ kind: 'complete', parameter: undefined });
    expect(fillIn(undefined, asked, {}, [])).toEqual({ kind: 'complete', parameter: undefined });
  });

  test('a reason is anything in the person’s own words, an address too, of at most 1,000 characters', () => {
    const reason = 'Ask rita@anywhere.example';
    expect(given(` ${reason} `)).toEqual({ kind: 'complete', parameter: { restoreDeclineReason: reason } });
    expect(given('w'.repeat(1_000))).toMatchObject({ kind: 'complete' });
    expect(given('w'.repeat(1_001))).toEqual({
      kind: 'wrong',
      problems: { restoreDeclineReason: 'Use at most 1000 characters.' },
    });
  });
});
