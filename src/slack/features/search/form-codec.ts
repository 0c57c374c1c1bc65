/** What the form of a search carries, the JSON {"offset","asked","list","typed"}, and the button that opens it for a text. */
import { z } from 'zod';
import { limits } from '../../blocks/limits.ts';
import { type SearchOrigin, searchOrigin } from '../../cards/search-codec.ts';
import { readCarried } from '../../payloads/carried.ts';

export interface FormOrigin {
  /** Seconds east of UTC, of the person's clock. */
  offsetSeconds: number;
  /** Where they asked; undefined outside conversations. */
  asked: SearchOrigin | undefined;
  /** The modal below that shows the list; undefined if the form itself becomes the list. */
  listId: string | undefined;
}

export interface CarriedForm extends FormOrigin {
  /** It shows a search that can't be read, as it was typed. */
  isTyped: boolean;
}

const shortText = z.string().max(64);
const carried = z.object({
  offset: z.int().min(-86_400).max(86_400),
  asked: searchOrigin.optional(),
  list: shortText.optional(),
  typed: z.boolean().default(false),
});

export function writeForm({ offsetSeconds, asked, listId, isTyped }: CarriedForm): string {
  return JSON.stringify({ offset: offsetSeconds, asked, list: listId, typed: isTyped });
}

/** @throws ForeignValueError */
export function readCarriedForm(metadata: string): CarriedForm {
  const { offset, asked, list, typed } = readCarried(carried, metadata);
  return { offsetSeconds: offset, asked, listId: list, isTyped: typed };
}

/** Words that can't be read as a search, to be corrected in the form: the JSON {"typed","asked"}. */
export interface UnreadSearch {
  text: string;
  asked: SearchOrigin | undefined;
}

const carriedUnread = z.object({
  typed: z.string(),
  asked: searchOrigin.optional(),
});

/** Undefined for a text that a button can't carry. */
export function writeUnread({ text, asked }: UnreadSearch): string | undefined {
  const value = JSON.stringify({ typed: text, asked });
  return value.length <= limits.button.value ? value : undefined;
}

/** @throws ForeignValueError */
export function readUnread(value: string): UnreadSearch {
  const { typed, asked } = readCarried(carriedUnread, value);
  return { text: typed, asked };
}
