/**
 * What a message shows, collected for assertions, and what must never be in it.
 */
import type { ActionsBlock, AnyBlock, Button } from '@slack/types';
import { expect } from 'vitest';
import type { Message } from '../../../src/slack/blocks/message.ts';

export interface Shown {
  mrkdwn: string[];
  plain: string[];
}

/** Every text of a message or view, by how Slack reads it; accessibility labels are plain. */
export function shownBy(message: { text?: string; title?: unknown; blocks: unknown }): Shown {
  const shown: Shown = { mrkdwn: [], plain: message.text === undefined ? [] : [message.text] };
  collect(message.title, shown);
  collect(message.blocks, shown);
  return shown;
}

function collect(value: unknown, shown: Shown): void {
  if (typeof value !== 'object' || value === null) return;
  const kind: unknown = Reflect.get(value, 'type');
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') collect(inner, shown);
    else if (key === 'text') (kind === 'mrkdwn' ? shown.mrkdwn : shown.plain).push(inner);
    else if (key === 'accessibility_label') shown.plain.push(inner);
  }
}

export function totalLength({ mrkdwn, plain }: Shown): number {
  return [...mrkdwn, ...plain].reduce((sum, text) => sum + text.length, 0);
}

const ourTokens = /<!date\^-?\d+\^\{date_short_pretty\} at \{time\}\|[-+\d]+ \d\d:\d\d UTC>|<@[UW]\w+>|<#[CG]\w+>/g;
/** In these, an invisible joiner belongs to how a word is written. */
const joining = String.raw`[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]`;
const composition = new RegExp(
  [
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\u{FE0F}?)\u{200D}(?=\p{Extended_Pictographic})`,
    String.raw`(?<=\p{Extended_Pictographic})\u{FE0F}|(?<=[0-9#*∗])\u{FE0F}(?=\u{20E3})`,
    String.raw`(?<=${joining})[\u{200C}\u{200D}](?=${joining})`,
    String.raw`\u{1F3F4}\u{E0067}\u{E0062}[\u{E0061}-\u{E007A}]{3}\u{E007F}`,
  ].join('|'),
  'gu',
);
/** Ours, around outside text that is written from right to left. */
const isolates = /\u{2068}([^\u{2066}-\u{2069}\n]*)\u{2069}/gu;

/** In code, where Slack links nothing, the name of a file keeps its dots; addresses don't. */
const code = /`([^`\n]+)`/g;
const isName = (inside: string) => !/^www\.|[/\\:@]/i.test(inside);

/** Holds for any text whatever was put in from outside: no markup, no mention, no link, nothing invisible. */
export function expectHarmless(message: Parameters<typeof shownBy>[0]): void {
  const { mrkdwn, plain } = shownBy(message);
  for (const text of mrkdwn) {
    const outside = text.replace(ourTokens, '');
    expect(outside).not.toMatch(/[<>]/);
    expect(outside.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
    expectInert(outside.replace(code, (whole, inside) => (isName(inside) ? 'name' : whole)).replaceAll('\n', ' '));
    expectOurFormattingOnly(outside);
  }
  for (const text of plain) {
    expect(text).not.toMatch(/[<>]/);
    expectInert(text.replaceAll('\n', ' '));
  }
}

/** Besides code, which nothing inside can close, no more than one pair of ours a line makes bold. */
function expectOurFormattingOnly(text: string): void {
  for (const line of text.replace(/`[^`\n]+`/g, 'code').split('\n')) {
    expect(line).not.toMatch(/[~`]|(?<!\w)_|_(?!\w)/);
    expect(line).toMatch(/^[^*]*(?:\*[^*\s][^*]*\*[^*]*)?$/);
  }
}

/** No control, direction or invisible character; nothing that Slack or a mail client would turn into a link. */
export function expectInert(text: string): void {
  expect(text.replace(isolates, '$1').replace(composition, '')).not.toMatch(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u,
  );
  expect(text).not.toMatch(/https?:\S|(?<!hxxps?|fxps?):\/\/|\b(?:javascript|mailto|slack|file):\S/i);
  for (const word of text.split(/[^\p{L}\p{N}\p{M}@/\\._%+-]+/u)) {
    const isMailAddress = /^[^@/\\]+@[^@/\\]+$/.test(word);
    if (!isMailAddress) expect(word).not.toMatch(/[\p{L}\p{N}]\.\p{L}{2}/u);
  }
}

/** Every button in these blocks, in order. */
export function buttonsOf(blocks: readonly AnyBlock[]): Button[] {
  return blocks.flatMap((block) =>
    isActionsBlock(block) ? block.elements.filter((element) => element.type === 'button') : [],
  );
}

const isActionsBlock = (block: AnyBlock): block is ActionsBlock => block.type === 'actions';

/** What a message says, as one text. */
export function words(message: Message): string {
  const { mrkdwn, plain } = shownBy({ blocks: message.blocks });
  return [...plain, ...mrkdwn].join('\n');
}
