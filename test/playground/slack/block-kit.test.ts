// The limits of Block Kit: what is exactly at a limit passes, one more fails; unknown and misplaced things are refused.
import { expect, test } from 'vitest';
import type { Surface } from '../../../playground/slack/block-kit/blocks.ts';
import {
  attachmentProblems,
  blockProblems,
  unfurlProblems,
  viewProblems,
} from '../../../playground/slack/block-kit.ts';

const x = (length: number): string => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const button = (rest: object = {}) => ({ type: 'button', text: plain(3), ...rest });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (rest: object) => ({ type: 'section', text: plain(3), ...rest });
const option = (index: number, rest: object = {}) => ({ text: plain(3), value: `v${index}`, ...rest });
const confirm = (rest: object) => ({ title: plain(3), text: plain(3), confirm: plain(3), deny: plain(3), ...rest });
const image = (rest: object = {}) => ({ type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a', ...rest });
const input = (element: object, rest: object = {}) => ({ type: 'input', label: plain(3), element, ...rest });
const url = (length: number) => `https://x.example/${x(length - 'https://x.example/'.length)}`;
const row = (cells: number) => times(cells, () => ({ type: 'raw_text', text: 'x' }));
const card = (rest: object = {}) => ({ type: 'card', title: mrkdwn(3), ...rest });

/** What has a limit, on which surface, the limit, and a block with so many. */
const limited: readonly [string, Surface, number, (n: number) => object][] = [
  ['characters in a section', 'message', 3_000, (n) => ({ type: 'section', text: mrkdwn(n) })],
  ['fields in a section', 'message', 10, (n) => ({ type: 'section', fields: times(n, () => mrkdwn(3)) })],
  ['characters in a field', 'message', 2_000, (n) => ({ type: 'section', fields: [mrkdwn(n)] })],
  ['characters in a header', 'message', 150, (n) => ({ type: 'header', text: plain(n) })],
  ['elements in a context', 'message', 10, (n) => ({ type: 'context', elements: times(n, () => mrkdwn(3)) })],
  ['elements in an actions block', 'message', 25, (n) => actions(...times(n, () => button()))],
  ['characters in a button', 'message', 75, (n) => actions(button({ text: plain(n) }))],
  ['characters in a button’s value', 'message', 2_000, (n) => actions(button({ value: x(n) }))],
  ['characters in a button’s url', 'message', 3_000, (n) => actions(button({ url: url(n) }))],
  ['characters in an action_id', 'message', 255, (n) => actions(button({ action_id: x(n) }))],
  ['characters in an accessibility label', 'message', 75, (n) => actions(button({ accessibility_label: x(n) }))],
  ['characters in a block_id', 'message', 255, (n) => ({ type: 'divider', block_id: x(n) })],
  ['characters in a confirm title', 'message', 100, (n) => actions(button({ confirm: confirm({ title: plain(n) }) }))],
  ['characters in a confirm text', 'message', 300, (n) => actions(button({ confirm: confirm({ text: mrkdwn(n) }) }))],
  [
    'characters in a confirm button',
    'message',
    30,
    (n) => actions(button({ confirm: confirm({ confirm: plain(n) }) })),
  ],
  ['characters in a deny button', 'message', 30, (n) => actions(button({ confirm: confirm({ deny: plain(n) }) }))],
  ['options in a select', 'message', 100, (n) => actions({ type: 'static_select', options: times(n, option) })],
  ['options in an overflow menu', 'message', 5, (n) => actions({ type: 'overflow', options: times(n, option) })],
  ['options in radio buttons', 'message', 10, (n) => actions({ type: 'radio_buttons', options: times(n, option) })],
  ['options in checkboxes', 'message', 10, (n) => actions({ type: 'checkboxes', options: times(n, option) })],
  [
    'characters in an option',
    'message',
    75,
    (n) => actions({ type: 'overflow', options: [option(0, { text: plain(n) })] }),
  ],
  [
    'characters in an option’s value',
    'message',
    150,
    (n) => actions({ type: 'overflow', options: [option(0, { value: x(n) })] }),
  ],
  [
    'characters in an option’s description',
    'message',
    75,
    (n) => actions({ type: 'overflow', options: [option(0, { description: plain(n) })] }),
  ],
  ['characters in a placeholder', 'message', 150, (n) => actions({ type: 'users_select', placeholder: plain(n) })],
  ['characters in an alt text', 'message', 2_000, (n) => image({ alt_text: x(n) })],
  ['characters in an image title', 'message', 2_000, (n) => image({ title: plain(n) })],
  ['characters in an image url', 'message', 3_000, (n) => image({ image_url: url(n) })],
  ['characters in markdown', 'message', 12_000, (n) => ({ type: 'markdown', text: x(n) })],
  ['rows in a table', 'message', 100, (n) => ({ type: 'table', rows: times(n, () => row(1)) })],
  ['columns in a table', 'message', 20, (n) => ({ type: 'table', rows: [row(n)] })],
  ['rows in a data table', 'message', 101, (n) => ({ type: 'data_table', caption: 'x', rows: times(n, () => row(1)) })],
  ['columns in a data table', 'message', 20, (n) => ({ type: 'data_table', caption: 'x', rows: [row(n), row(n)] })],
  [
    'characters in a data table',
    'message',
    10_000,
    (n) => ({ type: 'data_table', caption: 'x', rows: [row(1), [{ type: 'raw_text', text: x(n - 1) }]] }),
  ],
  [
    'rows in a data table’s page',
    'message',
    100,
    (n) => ({ type: 'data_table', caption: 'x', rows: [row(1), row(1)], page_size: n }),
  ],
  ['characters in a card’s title', 'message', 150, (n) => card({ title: mrkdwn(n) })],
  ['characters in a card’s body', 'message', 200, (n) => card({ body: mrkdwn(n) })],
  ['buttons on a card', 'message', 3, (n) => card({ actions: times(n, () => button()) })],
  ['cards in a carousel', 'message', 10, (n) => ({ type: 'carousel', elements: times(n, () => card()) })],
  [
    'blocks in a container',
    'message',
    10,
    (n) => ({ type: 'container', child_blocks: times(n, () => ({ type: 'divider' })) }),
  ],
  ['characters in an alert', 'modal', 200, (n) => ({ type: 'alert', text: mrkdwn(n) })],
  ['characters in an input’s label', 'modal', 2_000, (n) => input({ type: 'plain_text_input' }, { label: plain(n) })],
  ['characters in an input’s hint', 'modal', 2_000, (n) => input({ type: 'plain_text_input' }, { hint: plain(n) })],
  ['characters in an initial value', 'modal', 3_000, (n) => input({ type: 'plain_text_input', initial_value: x(n) })],
];

test.each(limited)('the limit for %s (%s) is %i', (_name, surface, limit, blockWith) => {
  expect(blockProblems(surface, [blockWith(limit)])).toEqual([]);
  expect(blockProblems(surface, [blockWith(limit + 1)])).not.toEqual([]);
});

test.each<[Surface, number]>([
  ['message', 50],
  ['unfurl', 50],
  ['modal', 100],
  ['home', 100],
])('the surface %s holds at most %i blocks', (surface, limit) => {
  const blocks = (count: number) => times(count, () => ({ type: 'divider' }));
  expect(blockProblems(surface, blocks(limit))).toEqual([]);
  expect(blockProblems(surface, blocks(limit + 1))).toEqual([
    `no more than ${limit} items allowed [json-pointer:/blocks]`,
  ]);
});

const modal = (rest: object = {}) => ({ type: 'modal', title: plain(3), blocks: [], ...rest });

test.each<[string, number, (n: number) => object]>([
  ['title', 24, (n) => modal({ title: plain(n) })],
  ['submit', 24, (n) => modal({ submit: plain(n) })],
  ['close', 24, (n) => modal({ close: plain(n) })],
  ['private_metadata', 3_000, (n) => modal({ private_metadata: x(n) })],
  ['callback_id', 255, (n) => modal({ callback_id: x(n) })],
  ['external_id', 255, (n) => modal({ external_id: x(n) })],
])('a modal’s %s has at most %i characters', (_name, limit, view) => {
  expect(viewProblems('modal', view(limit))).toEqual([]);
  expect(viewProblems('modal', view(limit + 1))).toHaveLength(1);
});

test('a modal with an input needs a submit button', () => {
  const blocks = [input({ type: 'plain_text_input' })];
  expect(viewProblems('modal', modal({ blocks }))).toEqual(['missing required field: submit [json-pointer:/view]']);
  expect(viewProblems('modal', modal({ blocks, submit: plain(3) }))).toEqual([]);
});

test('a home view is no modal and has no title', () => {
  expect(viewProblems('home', { type: 'home', blocks: [] })).toEqual([]);
  expect(viewProblems('home', modal())).not.toEqual([]);
  expect(viewProblems('home', { type: 'home', blocks: [], title: plain(3) })).not.toEqual([]);
});

test.each<[string, object, readonly Surface[]]>([
  ['section', section({}), ['message', 'unfurl', 'modal', 'home']],
  ['actions', actions(button()), ['message', 'unfurl', 'modal', 'home']],
  ['input', input({ type: 'plain_text_input' }), ['message', 'modal', 'home']],
  [
    'rich_text',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] },
    ['message', 'modal', 'home'],
  ],
  ['markdown', { type: 'markdown', text: 'x' }, ['message']],
  ['table', { type: 'table', rows: [row(1)] }, ['message']],
  ['card', card(), ['message']],
  ['alert', { type: 'alert', text: plain(3) }, ['modal']],
])('a block of type %s is accepted only on the surfaces where Slack accepts it', (_name, block, allowed) => {
  const surfaces: readonly Surface[] = ['message', 'unfurl', 'modal', 'home'];
  expect(surfaces.filter((surface) => blockProblems(surface, [block]).length === 0)).toEqual(allowed);
});

test.each<[string, object, string]>([
  ['an unknown block', { type: 'banner' }, 'unsupported type [json-pointer:/blocks/0/type]'],
  [
    'an unknown key',
    { type: 'divider', color: 'red' },
    'additional properties not allowed: color [json-pointer:/blocks/0]',
  ],
  ['a section without text', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
  [
    'an empty text',
    { type: 'section', text: plain(0) },
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['mrkdwn in a header', { type: 'header', text: mrkdwn(3) }, 'json-pointer:/blocks/0/text/type'],
  ['mrkdwn on a button', actions(button({ text: mrkdwn(3) })), 'json-pointer:/blocks/0/elements/0/text/type'],
  ['emoji in mrkdwn', section({ text: { ...mrkdwn(3), emoji: true } }), 'additional properties not allowed: emoji'],
  [
    'verbatim in plain text',
    section({ text: { ...plain(3), verbatim: true } }),
    'additional properties not allowed: verbatim',
  ],
  ['an unknown button style', actions(button({ style: 'default' })), 'json-pointer:/blocks/0/elements/0/style'],
  ['a script as a URL', actions(button({ url: 'javascript:alert(1)' })), 'must be a valid URL'],
  [
    'an incomplete confirmation',
    actions(button({ confirm: { title: plain(3), text: plain(3) } })),
    'missing required field: confirm',
  ],
  [
    'an image without alt text',
    { type: 'image', image_url: 'https://x.example/a.png' },
    'missing required field: alt_text',
  ],
  ['an image without a source', { type: 'image', alt_text: 'a' }, 'must have exactly one of image_url and slack_file'],
  ['an actions block without elements', actions(), 'must provide at least 1 items [json-pointer:/blocks/0/elements]'],
  ['a text input outside an input block', actions({ type: 'plain_text_input' }), 'unsupported type'],
  ['a button in an input block', input(button()), 'unsupported type'],
  [
    'a select without options',
    actions({ type: 'static_select' }),
    'must have exactly one of options and option_groups',
  ],
  [
    'an overflow menu with a repeated value',
    actions({ type: 'overflow', options: [option(1), option(1)] }),
    'option values must be unique',
  ],
  [
    'an actions block with a repeated action_id',
    actions(button({ action_id: 'a' }), button({ action_id: 'a' })),
    'action_id "a" already exists [json-pointer:/blocks/0]',
  ],
])('%s is refused', (_name, block, problem) => {
  expect(blockProblems('message', [block]).join('\n')).toContain(problem);
});

test('a block_id may occur once, and an action_id in several blocks', () => {
  const divider = { type: 'divider', block_id: 'b' };
  expect(blockProblems('message', [divider, divider])).toEqual(['block_id "b" already exists [json-pointer:/blocks]']);
  expect(blockProblems('message', [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))])).toEqual(
    [],
  );
});

test('attachments take a colour and blocks, and are held to the same limits', () => {
  expect(attachmentProblems([{ color: '#ff0000', blocks: [section({})] }])).toEqual([]);
  expect(attachmentProblems([{ color: 'crimson', blocks: [] }])).toHaveLength(1);
  expect(attachmentProblems([{ blocks: [section({ text: plain(3_001) })] }])).toHaveLength(1);
});

test('an unfurl takes blocks, a colour and a preview, and nothing unknown to Slack', () => {
  expect(
    unfurlProblems({ blocks: [section({})], color: '#ff0000', preview: { title: plain(3) } }, '/unfurls/x'),
  ).toEqual([]);
  expect(unfurlProblems({ blocks: [{ type: 'markdown', text: 'x' }] }, '/unfurls/x')).toHaveLength(1);
  expect(unfurlProblems({ blocks: [], colour: 'red' }, '/unfurls/x')).toHaveLength(1);
});

test('what is chosen at first must be one of the options, word for word', () => {
  const options = [option(1), option(2)];
  const starts = (first: object) => [
    { type: 'static_select', options, initial_option: first },
    { type: 'radio_buttons', options, initial_option: first },
    { type: 'checkboxes', options, initial_options: [first] },
    { type: 'multi_static_select', options, initial_options: [option(1), first] },
  ];
  for (const element of starts(option(2))) expect(blockProblems('modal', [input(element)])).toEqual([]);
  for (const element of [...starts(option(3)), ...starts(option(2, { text: plain(4) }))]) {
    expect(blockProblems('modal', [input(element)])).toEqual([expect.stringContaining('initial options must')]);
  }
  expect(blockProblems('modal', [input({ type: 'multi_static_select', options, initial_options: [] })])).toHaveLength(
    1,
  );
});

test('every kind of select, picker, menu and input passes as documented', () => {
  const group = { label: plain(3), options: [option(1)] };
  const menus = [
    { type: 'static_select', option_groups: [group], initial_option: option(1) },
    { type: 'external_select', min_query_length: 2 },
    { type: 'users_select', initial_user: 'U1' },
    { type: 'conversations_select', filter: { include: ['public'], exclude_external_shared_channels: true } },
    { type: 'channels_select' },
    { type: 'multi_static_select', options: [option(1)], max_selected_items: 2 },
    { type: 'multi_users_select', initial_users: ['U1'] },
    { type: 'multi_conversations_select', default_to_current_conversation: true },
    { type: 'datepicker', initial_date: '2026-01-31' },
    { type: 'timepicker', initial_time: '23:59' },
    { type: 'datetimepicker', initial_date_time: 1_700_000_000 },
  ];
  const inputs = [
    { type: 'plain_text_input', multiline: true, min_length: 1, max_length: 3_000, focus_on_load: true },
    { type: 'email_text_input' },
    { type: 'url_text_input' },
    { type: 'number_input', is_decimal_allowed: false, min_value: '1' },
    { type: 'checkboxes', options: [option(1)], initial_options: [option(1)] },
  ];
  expect(blockProblems('modal', [actions(...menus), ...[...menus, ...inputs].map((each) => input(each))])).toEqual([]);
});
