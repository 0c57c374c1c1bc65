import { describe, expect, test } from 'vitest';
import { fillIn } from '../../src/actions/inputs.ts';
import { describeAction } from '../../src/actions/registry.ts';
import { followPauseSeconds } from '../../src/services/follow-task.ts';

const parameter = { adminEmail: '', note: '', keep: 1 };
const { inputs } = describeAction({ name: 'sent to admin', parameter });
const filled = (values: Record<string, string>, domains = ['customer.example']) =>
  fillIn(parameter, inputs, values, domains);

describe('what a person fills in', () => {
  test('goes into the parameter beside what HEC gave', () => {
    expect(filled({ adminEmail: ' admin@Customer.example ', note: 'urgent' })).toEqual({
      kind: 'complete',
      parameter: { adminEmail: 'admin@Customer.example', note: 'urgent', keep: 1 },
    });
  });

  test.each([
    ['nothing', '', /Fill this in/],
    ['no address', 'admin', /not an email address/],
    ['another domain', 'admin@evil.example', /Only addresses in customer\.example/],
    ['a domain that only ends alike', 'a@xcustomer.example', /Only addresses/],
    ['two addresses', 'a@customer.example,b@evil.example', /not an email address|Only addresses/],
    ['a name before the address', '"x@customer.example" <a@evil.example>', /not an email address|Only addresses/],
  ])('is refused where an address is asked for: %s', (_title, adminEmail, problem) => {
    expect(filled({ adminEmail, note: 'x' })).toEqual({
      kind: 'wrong',
      problems: { adminEmail: expect.stringMatching(problem) },
    });
  });

  test('is refused in any input that takes an address of another domain', () => {
    expect(filled({ adminEmail: 'a@customer.example', note: 'b@evil.example' })).toMatchObject({ kind: 'wrong' });
  });

  test('is refused where something is left out', () => {
    expect(filled({ adminEmail: 'a@customer.example' })).toEqual({
      kind: 'wrong',
      problems: { note: 'Fill this in.' },
    });
  });

  test('may be 500 characters long and no longer', () => {
    const withNote = (length: number) => filled({ adminEmail: 'a@customer.example', note: 'x'.repeat(length) });
    expect(withNote(500)).toMatchObject({ kind: 'complete' });
    expect(withNote(501)).toEqual({ kind: 'wrong', problems: { note: 'Use at most 500 characters.' } });
  });

  test('is refused with the names of all domains that are allowed', () => {
    expect(filled({ adminEmail: 'a@evil.example', note: 'x' }, ['one.example', 'two.example'])).toMatchObject({
      problems: { adminEmail: 'Only addresses in one.example, two.example are allowed.' },
    });
  });

  test('is nothing where the action asks for nothing, and its parameter stays as it is', () => {
    for (const given of ['text', null, [1]]) {
      expect(fillIn(given, [], {}, [])).toEqual({ kind: 'complete', parameter: given });
    }
  });

  test('is refused where no domain is allowed', () => {
    expect(filled({ adminEmail: 'a@customer.example', note: 'x' }, [])).toMatchObject({
      problems: { adminEmail: expect.stringContaining('HEC_ADMIN_EMAIL_DOMAINS') },
    });
  });
});

test('looks at a task come with growing pauses of at most 15 seconds', () => {
  const pauses = Array.from({ length: 12 }, (_, attempt) => followPauseSeconds(attempt));
  expect(pauses[0]).toBe(1);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(Math.max(...pauses)).toBe(15);
});
