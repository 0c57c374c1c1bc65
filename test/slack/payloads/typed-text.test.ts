import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referencesInText } from '../../../src/events/references.ts';
import { plainTyped, unescapeTyped } from '../../../src/slack/payloads/typed-text.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const id = '7ded0371a3e1475c9a877e452f23a049';
const words = (text: string) => plainTyped(text).trim().split(/\s+/);

describe('what Slack stores of a message', () => {
  test.each([
    ['<https://ticket.example/1>', 'https://ticket.example/1'],
    ['<https://ticket.example/1|the ticket>', 'https://ticket.example/1'],
    ['<https://portal.checkpoint.com/a?b=1&amp;c=2>', 'https://portal.checkpoint.com/a?b=1&c=2'],
    [`<https://ticket.example/1|${id}>`, `https://ticket.example/1 ${id}`],
    [`<https://ticket.example/1|event ${id} &amp; more>`, `https://ticket.example/1 event ${id} & more`],
    ['<mailto:anna@customer.com|anna@customer.com>', 'anna@customer.com'],
    ['<mailto:anna@customer.com|Anna>', 'mailto:anna@customer.com'],
    ['<@U0HECBOT00> look', 'look'],
    [`<@U0HECBOT00|hec> ${id}`, id],
    ['<#C0INCIDENT|incident> now', 'now'],
    ['<!here> <!subteam^S0ONCALL00|@oncall> now', 'now'],
    ['a &lt;b&gt; &amp;lt; c', 'a <b> &lt; c'],
    ['1 < 2', '1 < 2'],
    ['', ''],
  ])('the stored text %j is read as %j', (stored, read) => {
    expect(plainTyped(stored).replace(/ +/g, ' ').trim()).toBe(read);
  });

  test('words that stood apart do not grow together', () => {
    expect(words(`${id.slice(0, 16)}<@U1>${id.slice(16)}`)).toEqual([id.slice(0, 16), id.slice(16)]);
    expect(words('see<https://ticket.example/1>now')).toEqual(['see', 'https://ticket.example/1', 'now']);
  });

  test('what a person typed in angle brackets is not markup', () => {
    expect(plainTyped('&lt;@U1&gt;')).toBe('<@U1>');
  });

  test('text without markup is only unescaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const stored = typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(plainTyped(stored)).toBe(typed);
        expect(unescapeTyped(stored)).toBe(typed);
      }),
    );
  });

  test('an id is found wherever it stands in a link', () => {
    const before = fc.stringMatching(/^[a-z ]{0,5}[ /]$/);
    fc.assert(
      fc.property(before, fc.boolean(), (text, isLabel) => {
        const stored = isLabel
          ? `<https://x.example|${text}${id}>`
          : `<https://x.example/${text.trim()}/${id}|${text}>`;
        expect(referencesInText(plainTyped(stored))).toEqual([{ kind: 'typed', id }]);
      }),
    );
  });

  test.each(['<', '<a|', '<a', '|', '<a|b>', `<a|${id}>`, '&amp;'])('100 kB of %j is read in time', (part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    expect(cpuMsOf(() => plainTyped(text))).toBeLessThan(2_000);
  });
});
