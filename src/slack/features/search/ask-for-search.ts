/** What is shown instead of a list if the words can't be read as a search: each with what is wrong, and nothing is lost. */
import { emptyForm, formOfText } from '../../../search/form.ts';
import { type ActionsBlock, type ModalView, plainText } from '../../blocks/block-kit.ts';
import { section } from '../../blocks/message.ts';
import { code, joined, md, outsideText, plain } from '../../blocks/text.ts';
import { type Notice, notice } from '../../cards/notice.ts';
import type { SearchOrigin } from '../../cards/search-codec.ts';
import { type FormOrigin, type UnreadSearch, writeUnread } from './form-codec.ts';
import { searchFormView } from './search-form.ts';

export interface AskedFor {
  /** As typed. */
  text: string;
  /** Each a sentence, perhaps with the person's own words. */
  problems: readonly string[];
}

/** A form with the text as it was typed: it can be corrected there, or the fields filled in instead. */
export function askForSearch({ text, problems }: AskedFor, origin: FormOrigin): ModalView {
  if (text.trim() === '') return searchFormView({ form: emptyForm, origin });
  return searchFormView({
    form: formOfText(text),
    origin,
    problems: problems.map((problem) => outsideText(problem, 500)),
  });
}

/** The same in a message, with a button that opens the form. */
export function unreadSearch({ text, problems }: AskedFor, asked: SearchOrigin | undefined): Notice {
  const typed = code(text, 1_000);
  const said = joined('\n', [
    ...problems.map((problem) => outsideText(problem, 500)),
    typed === '' ? '' : md`You searched for ${typed}`,
  ]);
  const { text: fallback } = notice({ sentence: said });
  return { text: fallback, blocks: [...section(said), ...formButton({ text, asked })] };
}

function formButton(unread: UnreadSearch): ActionsBlock[] {
  const value = writeUnread(unread);
  if (value === undefined) return [];
  const text = plainText(unread.text === '' ? plain`Search…` : plain`Correct it…`);
  const accessibility_label = plain`Open the form of the search`;
  return [
    { type: 'actions', elements: [{ type: 'button', action_id: 'search:correct', text, value, accessibility_label }] },
  ];
}
