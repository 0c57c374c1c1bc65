/**
 * Finds Message-IDs (RFC 5322) in what people paste: the name of an email that mail programs, portals and tickets show.
 *
 * They look like email addresses, and a forwarded mail is full of those. So in a text only what a header names counts.
 * What somebody types alone counts too: in angle brackets it is a Message-ID, without them it may also be an address, as
 * mail programs and Slack take the brackets away.
 */

export interface MessageIdReference {
  kind: 'message-id';
  /** In angle brackets, as HEC records it. Without them, it may be somebody's address. */
  id: string;
}

/** As mail programs, Check Point, Microsoft and Google call it. */
const ownName = String.raw`(?:message|msg)[\s_-]?id|rfc822msgid`;
const otherName = String.raw`in[\s_-]?reply[\s_-]?to`;
const quotes = '["\'“”‘’*_`]{0,3}';
const part = String.raw`[^\s<>@|]{1,500}`;
const domain = String.raw`[\w[][^\s<>@|]{0,254}`;
/** Mail programs fold long lines. Written so that there is one way to read it: whoever sends a text must not hold us up. */
const inBrackets = String.raw`<\s{0,9}[^\s<>]{1,500}(?:\s{1,9}[^\s<>]{1,500}){0,2}\s{0,9}>`;
const withoutBrackets = String.raw`[^\s<>@"'“”‘’,;|]{1,500}@[^\s<>@"'“”‘’,;|)\]}]{1,255}`;
const named = new RegExp(
  `(?:${ownName}|(?<other>${otherName}))${quotes}\\s{0,9}(?:[:=]?\\s{0,9}${quotes}(?<sure>${inBrackets})|[:=]\\s{0,9}${quotes}(?<bare>${withoutBrackets}))`,
  'gi',
);
/** Links stay. */
const address = new RegExp(`<(?!https?[:%])${part}@${domain}>`, 'gi');
const onlyMessageId = new RegExp(`^(?:<${part}@${domain}>|${part}@${domain})$`);

/** What is left of the text holds neither them nor other addresses in brackets: the digits in those are nobody's id. */
export function takeMessageIds(text: string): { found: MessageIdReference[]; rest: string } {
  const plain = withoutDefanging(text);
  if (!plain.includes('@')) return { found: [], rest: text };
  const all = [...plain.matchAll(named)].flatMap(({ groups }) => {
    const id = inAngleBrackets(groups?.sure ?? groups?.bare ?? '');
    return id === undefined ? [] : [{ id, isOther: groups?.other !== undefined }];
  });
  const rest = plain.replace(named, ' ').replace(address, ' ');
  // An answer names the email that it answers, beside its own name.
  const own = all.filter(({ isOther }) => !isOther);
  return { found: (own.length > 0 ? own : all).map(({ id }) => ({ kind: 'message-id', id })), rest };
}

/** The one that a header of an email has; undefined if that is none. */
export function messageIdOfHeader(value: string): MessageIdReference | undefined {
  const id = inAngleBrackets(/<[^<>]{1,1000}>/.exec(value)?.[0] ?? value);
  return id === undefined ? undefined : { kind: 'message-id', id };
}

/**
 * If nothing else was typed but words that mean nothing here. Of addresses without brackets, only one alone: each costs
 * several searches.
 *
 * @param isFiller of a word in lower case
 */
export function typedMessageIds(text: string, isFiller: (word: string) => boolean): MessageIdReference[] {
  const plain = withoutDefanging(text).replace(/<\s{1,9}|\s{1,9}>/g, (bracket) => bracket.trim());
  const words = plain
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^["'“”‘’*_`]{1,9}|["'“”‘’*_`.:]{1,9}$/g, '').replace(/^mailto:/i, ''))
    .filter((word) => word !== '' && !isFiller(word.toLowerCase()));
  if (!words.every((word) => onlyMessageId.test(word))) return [];
  const sure = words.filter((word) => word.startsWith('<'));
  const counted = sure.length > 0 ? sure : words.length === 1 ? words : [];
  return counted.map((id) => ({ kind: 'message-id', id }));
}

/** Undefined if it has no "@" in the middle. */
function inAngleBrackets(written: string): string | undefined {
  const id = written.replace(/[\s<>]/g, '');
  return /^[^@]+@[^@]+$/.test(id) ? `<${id}>` : undefined;
}

/** As it was before somebody made it harmless, or escaped it once more. */
function withoutDefanging(text: string): string {
  return text
    .replace(/[[({](?:@|at)[\])}]/gi, '@')
    .replace(/[[({](?:\.|dot)[\])}]/gi, '.')
    .replace(/&(?:lt|#60);/gi, '<')
    .replace(/&(?:gt|#62);/gi, '>');
}
