/** The form of a search, as a modal: every field of the language has its input, and Slack takes it whatever it is filled with. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateOf } from '../../../../playground/slack/block-kit/element-state.ts';
import { viewProblems } from '../../../../playground/slack/block-kit.ts';
import { anyBlock } from '../../../../playground/slack/json.ts';
import { emptyForm, fillForm, formParts, readForm } from '../../../../src/search/form.ts';
import { parse } from '../../../../src/search/parse.ts';
import { readCarriedForm } from '../../../../src/slack/features/search/form-codec.ts';
import { readSearchForm, searchFormView } from '../../../../src/slack/features/search/search-form.ts';
import { readSubmission } from '../../../../src/slack/payloads/interaction.ts';
import { arbitraryClock, arbitraryQueryText } from '../../../support/arbitrary-query.ts';

const origin = { offsetSeconds: 3_600, asked: { channelId: 'C1', threadTs: '1.2' }, listId: undefined };

/** What comes of submitting a modal as it is. */
function submitted(view: ReturnType<typeof searchFormView>) {
  const values = stateOf(view.blocks.map((block) => anyBlock.parse(block)));
  const submission = readSubmission({
    type: 'view_submission',
    user: { id: 'U1' },
    view: { id: 'V1', callback_id: view.callback_id, private_metadata: view.private_metadata, state: { values } },
  });
  if (submission === undefined) throw new Error('no submission');
  return submission;
}

test('every field has an input, and what people use first comes first', () => {
  const view = searchFormView({ form: emptyForm, origin });
  expect(viewProblems('modal', view)).toEqual([]);
  const inputs = view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []));
  expect(inputs.map(({ block_id: id }) => id).toSorted()).toEqual([...formParts].toSorted());
  expect(inputs.slice(0, 6).map(({ label }) => label.text)).toEqual([
    'What to list',
    'How far back',
    'Severity',
    'Type',
    'Sender',
    'Words in the description or the subject',
  ]);
  expect(readCarriedForm(view.private_metadata ?? '')).toEqual({ ...origin, isTyped: false });
});

test('a search in the form is the same search when it is submitted, and Slack takes the form', () => {
  fc.assert(
    fc.property(arbitraryQueryText, arbitraryClock, (text, clock) => {
      const parsed = parse(text, clock);
      if (parsed.kind === 'problems') return;
      const view = searchFormView({ form: fillForm(parsed.query, clock), origin });
      expect(viewProblems('modal', view)).toEqual([]);
      expect(readForm(readSearchForm(submitted(view)), clock)).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});

test('a text too long for its input is cut where no character is cut in two', () => {
  for (const start of ['', 'a']) {
    const view = searchFormView({ form: { ...emptyForm, more: [`${start}${'🟠'.repeat(2_000)}`] }, origin });
    const [written] = readSearchForm(submitted(view)).more;
    expect(written).toMatch(/^a?🟠+$/u);
    expect(viewProblems('modal', view)).toEqual([]);
  }
});

test('text that can’t be read comes first, below what is wrong with it', () => {
  const form = { ...emptyForm, more: ['sverity:high'] };
  const view = searchFormView({ form, origin, problems: ['' as const] });
  expect(view.blocks[0]).toMatchObject({ block_id: 'more', element: { initial_value: 'sverity:high' } });
});
