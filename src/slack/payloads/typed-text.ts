/** Text that people typed, as Slack sends it: `&`, `<` and `>` escaped, and what Slack recognised in angle brackets. */
import { referencesInText } from '../../events/references.ts';

/** `<https://…|label>`, `<@U…>`, `<#C…|name>`, `<!here>`: the target, and the label that people see if there is one. */
export const slackMarkup = /<([^<>|]+)(?:\|([^<>]*))?>/g;

/** `&`, `<` and `>` arrive escaped, and only those. */
export function unescapeTyped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * The text without Slack's markup, to look for ids and links in: links as they are, with their label where that holds an
 * id as well, and no mentions. Where markup was there is a space, so that nothing grows together.
 */
export function plainTyped(text: string): string {
  return unescapeTyped(
    text.replace(slackMarkup, (_, target: string, label = '') => {
      if (/^[@#!]/.test(target)) return ' ';
      return referencesInText(label).length === 0 ? ` ${target} ` : ` ${target} ${label} `;
    }),
  );
}
