/** Text that people typed, as Slack sends it: `&`, `<` and `>` arrive escaped, and only those. */
export function unescapeTyped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
