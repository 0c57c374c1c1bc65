import { describe, expect, test } from 'vitest';
import { richTextOf } from '../../../playground/page/blocks/mrkdwn.ts';

const now = new Date(2026, 10, 23, 12, 0);
const read = (text: string) => richTextOf(text, now);
const section = (...elements: unknown[]) => [{ type: 'rich_text_section', elements }];
const text = (value: string, style = {}) => ({ type: 'text', text: value, style });
const secondsAt = (date: Date) => Math.floor(date.getTime() / 1_000);

describe('mrkdwn', () => {
  test.each([
    ['*a* b', section(text('a', { bold: true }), text(' b'))],
    ['_a ~b~_', section(text('a ', { italic: true }), text('b', { italic: true, strike: true }))],
    ['`*a* <x>`', section(text('*a* <x>', { code: true }))],
    ['snake_case_name 2*3*4', section(text('snake_case_name 2*3*4'))],
    ['* a * and *', section(text('* a * and *'))],
    ['a &lt;b&gt; &amp;amp;', section(text('a <b> &amp;'))],
    [
      '<@U1> in <#C1>',
      section({ type: 'user', user_id: 'U1', style: {} }, text(' in '), {
        type: 'channel',
        channel_id: 'C1',
        style: {},
      }),
    ],
    ['<!here>', section({ type: 'broadcast', range: 'here' })],
    [
      '<https://a.example/?b=1&amp;c|d>',
      section({ type: 'link', url: 'https://a.example/?b=1&c', style: {}, text: 'd' }),
    ],
    ['https://a.example', section(text('https://a.example'))],
    ['&lt;@U1&gt; &lt;!channel&gt;', section(text('<@U1> <!channel>'))],
  ])('the mrkdwn %s is read as Slack reads it', (given, expected) => {
    expect(read(given)).toEqual(expected);
  });

  test('lines of mrkdwn keep their order around quotes and code', () => {
    expect(read('one\n&gt; two\n> too\nthree\n```\nfour\n```')).toEqual([
      { type: 'rich_text_section', elements: [text('one')] },
      { type: 'rich_text_quote', elements: [text('two\ntoo')] },
      { type: 'rich_text_section', elements: [text('three')] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'four' }] },
    ]);
  });

  test('dates are in the reader’s time zone and say “today” if the token asks for it', () => {
    const date = (at: Date) => read(`<!date^${secondsAt(at)}^{date_short_pretty} at {time}|fallback>`);
    expect(date(new Date(2026, 10, 23, 9, 5))).toEqual(section(text('today at 09:05')));
    expect(date(new Date(2026, 10, 22, 23, 59))).toEqual(section(text('yesterday at 23:59')));
    expect(date(new Date(2026, 0, 2, 9, 5))).toEqual(section(text('2 Jan 2026 at 09:05')));
    expect(read('<!date^nonsense^{time}|at noon>')).toEqual(section(text('at noon')));
  });
});
