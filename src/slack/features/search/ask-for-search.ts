/** What is shown instead of a list if the words can't be read as a search: each with what is wrong, and nothing is lost. */
import { type ModalView, plainText } from '../../blocks/block-kit.ts';
import { section } from '../../blocks/message.ts';
import { code, joined, md, outsideText, plain } from '../../blocks/text.ts';
import { type Notice, notice } from '../../cards/notice.ts';

export interface AskedFor {
  /** As typed. */
  text: string;
  /** Each a sentence, perhaps with the person's own words. */
  problems: readonly string[];
}

export function askForSearch({ text, problems }: AskedFor): ModalView {
  return {
    type: 'modal',
    title: plainText(plain`Search`),
    close: plainText(plain`Close`),
    blocks: unreadSearch({ text, problems }).blocks,
  };
}

/** The same where there can be no form. */
export function unreadSearch({ text, problems }: AskedFor): Notice {
  const typed = code(text, 1_000);
  const said = joined('\n', [
    ...problems.map((problem) => outsideText(problem, 500)),
    typed === '' ? '' : md`You searched for ${typed}`,
  ]);
  const { text: fallback } = notice({ sentence: said });
  return { text: fallback, blocks: section(said) };
}
