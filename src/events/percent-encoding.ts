/** Decodes percent-encoded parts of links. Only their ASCII characters matter here, and nothing is an error. */

/** What encodes a link again (a filter, a chat, a ticket) rarely does so more often. */
const mostTimes = 3;

export function decodedOnce(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** However often it was encoded. */
export function decoded(text: string): string {
  let result = text;
  for (let times = 0; times < mostTimes && result.includes('%'); times += 1) result = decodedOnce(result);
  return result;
}
