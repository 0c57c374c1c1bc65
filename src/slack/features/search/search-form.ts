/**
 * The form of a search, made from the table of fields: what people use first comes first, and nothing has to be filled in.
 * It is filled in from a search that is refined, and shown again with the text of one that can't be read.
 */
import { choicesOf, type FieldName, fieldNames, fields } from '../../../search/fields.ts';
import {
  type FormPart,
  formOf,
  formParts,
  leastSeverities,
  moreLabel,
  offeredSpans,
  type SearchForm,
} from '../../../search/form.ts';
import { describeSpan, readSpan } from '../../../search/spans.ts';
import {
  type InputBlock,
  type KnownBlock,
  type ModalView,
  type PlainTextOption,
  plainText,
} from '../../blocks/block-kit.ts';
import { limits } from '../../blocks/limits.ts';
import { section } from '../../blocks/message.ts';
import { errorLine } from '../../blocks/modal-inputs.ts';
import { capitalised, joined, type Mrkdwn, md, outsidePlain, type Plain, plain, startOf } from '../../blocks/text.ts';
import type { Submission } from '../../payloads/interaction.ts';
import { type FormOrigin, writeForm } from './form-codec.ts';

export const searchFormCallbackId = 'search:form';

export interface SearchFormInput {
  form: SearchForm;
  origin: FormOrigin;
  /** Why the search, as it was typed, can't be read: it is in `more` then. */
  problems?: readonly Mrkdwn[] | undefined;
}

/** Most searches need no more, and a phone shows little more at once. */
const first: readonly FormPart[] = ['in', 'last', 'severity', 'type', 'from', 'words'];
const isRare = (field: FieldName) => !first.includes(field);
const ofEmails = fieldNames.filter((field) => isRare(field) && fields[field].about === 'emails');
const days: readonly FieldName[] = ['since', 'until'];
const others = fieldNames.filter((field) => isRare(field) && ![...ofEmails, ...days].includes(field));

export function searchFormView({ form, origin, problems = [] }: SearchFormInput): ModalView {
  const isTyped = problems.length > 0;
  const input = (part: FormPart) => inputBlock(part, form);
  return {
    type: 'modal',
    callback_id: searchFormCallbackId,
    private_metadata: writeForm({ ...origin, isTyped }),
    title: plainText(plain`Search HEC`),
    submit: plainText(plain`Search`),
    close: plainText(plain`Cancel`),
    blocks: [
      ...errorLine(joined('\n', problems)),
      ...(isTyped ? [{ ...input('more'), ...typedSearch }] : []),
      ...first.map(input),
      ...heading(md`*More about the event*`),
      ...others.map(input),
      ...heading(md`*About the email*\nIf you fill in any of these, emails are listed.`),
      ...ofEmails.map(input),
      ...heading(md`*Other times, and anything else*`),
      ...days.map(input),
      ...(isTyped ? [] : [input('more')]),
    ],
  };
}

function heading(text: Mrkdwn): KnownBlock[] {
  return [{ type: 'divider' }, ...section(text)];
}

/** What was filled in. */
export function readSearchForm({ values, ticked }: Submission): SearchForm {
  const filled = (part: FormPart) => {
    const chosen = ticked[part] ?? [];
    const value = values[part] ?? '';
    if (chosen.length > 0) return chosen;
    return value === '' || value === noSeverity ? [] : [value];
  };
  return formOf(Object.fromEntries(formParts.map((part) => [part, filled(part)])));
}

const typedSearch = {
  label: plainText(plain`Your search, as you typed it`),
  hint: plainText(plain`Correct it, or empty it and fill in the fields below. Then press Search.`),
};

/** Slack has no way to take a choice from a menu back. */
const noSeverity = 'any';

function inputBlock(part: FormPart, form: SearchForm): InputBlock {
  const hint = hintOf(part);
  return {
    type: 'input',
    block_id: part,
    optional: part !== 'in',
    label: plainText(labelOf(part)),
    ...(hint !== '' && { hint: plainText(hint) }),
    element: elementOf(part, form[part]),
  };
}

function labelOf(part: FormPart): Plain {
  switch (part) {
    case 'words':
      return plain`Words in the description or the subject`;
    case 'more':
      return outsidePlain(moreLabel, 50);
    case 'since':
      return plain`Start, instead of how far back`;
    default:
      return outsidePlain(fields[part].words, 100);
  }
}

function hintOf(part: FormPart): Plain {
  switch (part) {
    case 'words':
      return plain`All of them must be there. Put quotes around words that belong together.`;
    case 'more':
      return plain`As you would type them, such as -type:dlp to leave out DLP.`;
    case 'from':
    case 'to':
      return plain`An address or a whole domain. Put commas between several to find any of them.`;
    case 'since':
      return plain`Such as yesterday, monday, 2026-11-01 or 2026-11-01 14:00.`;
    case 'hash':
    case 'message-id':
    case 'ip':
      return plain`Put commas between several to find any of them.`;
    default:
      return '';
  }
}

type Element = InputBlock['element'];

function elementOf(part: FormPart, values: readonly string[]): Element {
  if (part === 'in') return radio(values);
  if (part === 'last') return select(spanOptions(values), values);
  if (part === 'severity') return select(severityOptions, values.length === 0 ? [noSeverity] : values);
  if (part === 'words' || part === 'more') return text(values, part === 'more');
  return choicesOf(part).length > 0 ? multiSelect(part, values) : text(values, false);
}

function radio(values: readonly string[]): Element {
  const events = option('events', plain`Events: what HEC detected, or a user reported`);
  const emails = option('emails', plain`Emails, also those that no event is about`);
  const options = [events, emails];
  return { type: 'radio_buttons', action_id: 'value', options, initial_option: chosenOf(options, values) ?? events };
}

function select(options: PlainTextOption[], values: readonly string[]): Element {
  const chosen = chosenOf(options, values);
  return {
    type: 'static_select',
    action_id: 'value',
    options,
    ...(chosen !== undefined && { initial_option: chosen }),
  };
}

function multiSelect(field: FieldName, values: readonly string[]): Element {
  const options = choicesOf(field).map(({ name, words }) =>
    option(name, capitalised(outsidePlain(words, limits.options.text))),
  );
  const chosen = values.flatMap((value) => options.filter((each) => each.value === value));
  return {
    type: 'multi_static_select',
    action_id: 'value',
    placeholder: plainText(plain`Any`),
    options,
    ...(chosen.length > 0 && { initial_options: chosen }),
  };
}

function text(values: readonly string[], isLong: boolean): Element {
  const written = startOf(values.join(' '), longestInput);
  return {
    type: 'plain_text_input',
    action_id: 'value',
    max_length: longestInput,
    ...(isLong && { multiline: true }),
    ...(written !== '' && { initial_value: written }),
  };
}

/** Slack's own limit. */
const longestInput = 3_000;

const severityOptions = [
  option(noSeverity, plain`Any`),
  ...leastSeverities.map((least) => {
    const word = capitalised(outsidePlain(least.replace('+', ''), 20));
    return option(least, least.endsWith('+') ? plain`${word} or worse` : word);
  }),
];

/** Those on offer, and the one that the search has. */
function spanOptions(values: readonly string[]): PlainTextOption[] {
  return [...new Set([...offeredSpans, ...values])].map((span) => {
    const read = readSpan(span);
    const words = read.kind === 'understood' ? `The last ${describeSpan(read.value)}` : span;
    return option(span, outsidePlain(words, limits.options.text));
  });
}

function option(value: string, words: Plain): PlainTextOption {
  return { value, text: plainText(words) };
}

function chosenOf(options: readonly PlainTextOption[], [value]: readonly string[]): PlainTextOption | undefined {
  return options.find((each) => each.value === value);
}
