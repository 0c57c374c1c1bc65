/**
 * Parses Slack's mrkdwn into Slack's rich text, which `slack-blocks-to-jsx` draws faithfully.
 *
 * The library's own mrkdwn parser can't be used: with `verbatim` it shows the marks themselves (in Slack the flag only
 * stops bare URLs from becoming links), and without it, it also parses Markdown, which Slack does not.
 */
import type { RichTextBlockElement, RichTextSectionElement } from 'slack-blocks-to-jsx';
import { formatSlackDate } from './slack-date.ts';

type Style = { bold?: true; italic?: true; strike?: true };

const fence = /```\n?([\s\S]+?)\n?```/g;

/** `now` decides what is "today". */
export function richTextOf(mrkdwn: string, now: Date): RichTextBlockElement[] {
  const elements: RichTextBlockElement[] = [];
  let from = 0;
  for (const match of mrkdwn.matchAll(fence)) {
    elements.push(...linesOf(mrkdwn.slice(from, match.index).replace(/\n$/, ''), now));
    elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: unescaped(match[1] ?? '') }] });
    from = match.index + match[0].length;
  }
  elements.push(...linesOf(mrkdwn.slice(from).replace(from > 0 ? /^\n/ : '', ''), now));
  return elements;
}

const quoteMark = /^(?:&gt;|>) ?/;

function linesOf(text: string, now: Date): RichTextBlockElement[] {
  const groups: { quoted: boolean; lines: string[] }[] = [];
  if (text === '') return [];
  for (const line of text.split('\n')) {
    const quoted = quoteMark.test(line);
    const shown = line.replace(quoteMark, '');
    const last = groups.at(-1);
    if (last?.quoted === quoted) last.lines.push(shown);
    else groups.push({ quoted, lines: [shown] });
  }
  return groups.map(({ quoted, lines }) => {
    const elements = inline(lines.join('\n'), {}, now);
    return quoted ? { type: 'rich_text_quote', elements } : { type: 'rich_text_section', elements };
  });
}

/** A mark opens before a visible character and closes after one, never inside a word. */
const marked = (mark: string, name: string) =>
  String.raw`(?<![\p{L}\p{N}${mark}])${mark}(?<${name}>(?=\S)[^\n]+?(?<=\S))${mark}(?![\p{L}\p{N}${mark}])`;
const special = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '<(?<token>[^<>\\n]+)>',
    marked('\\*', 'bold'),
    marked('_', 'italic'),
    marked('~', 'strike'),
    String.raw`(?<![\p{L}\p{N}:]):(?<emoji>[a-z0-9_+\-]+):`,
  ].join('|'),
  'gu',
);

function inline(text: string, style: Style, now: Date): RichTextSectionElement[] {
  const elements: RichTextSectionElement[] = [];
  let from = 0;
  for (const match of text.matchAll(special)) {
    if (match.index > from) elements.push(textElement(text.slice(from, match.index), style));
    from = match.index + match[0].length;
    const { code, token, bold, italic, strike, emoji } = match.groups ?? {};
    if (code !== undefined) elements.push({ type: 'text', text: unescaped(code), style: { ...style, code: true } });
    else if (token !== undefined) elements.push(tokenElement(token, style, now));
    else if (bold !== undefined) elements.push(...inline(bold, { ...style, bold: true }, now));
    else if (italic !== undefined) elements.push(...inline(italic, { ...style, italic: true }, now));
    else if (strike !== undefined) elements.push(...inline(strike, { ...style, strike: true }, now));
    else if (emoji !== undefined) elements.push({ type: 'emoji', name: emoji });
  }
  if (from < text.length) elements.push(textElement(text.slice(from), style));
  return elements;
}

const textElement = (text: string, style: Style): RichTextSectionElement => ({
  type: 'text',
  text: unescaped(text),
  style,
});

/** The content of `<…>`: a mention, a date or a link. */
function tokenElement(token: string, style: Style, now: Date): RichTextSectionElement {
  const [target = '', label] = token.split('|', 2);
  const rest = target.slice(1);
  if (target.startsWith('@')) return { type: 'user', user_id: rest, style };
  if (target.startsWith('#')) return { type: 'channel', channel_id: rest, style };
  if (target === '!channel' || target === '!here' || target === '!everyone') {
    return { type: 'broadcast', range: target === '!channel' ? 'channel' : target === '!here' ? 'here' : 'everyone' };
  }
  if (target.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: target.split('^')[1] ?? '', style };
  if (target.startsWith('!date^')) {
    const [, timestamp = '', format = ''] = target.split('^');
    return textElement(formatSlackDate(Number(timestamp), format, now) || (label ?? ''), style);
  }
  return { type: 'link', url: unescaped(target), style, ...(label !== undefined && { text: unescaped(label) }) };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
