/** Typed text as Slack sends it: `&`, `<` and `>` escaped, and what Slack recognised in angle brackets. */
import { referencesInText } from '../../events/references.ts';

/** `<https://…|label>`, `<@U…>`, `<#C…|name>`, `<!here>`: the target, and the label that people see if there is one. */
const slackMarkup = /<([^<>|]+)(?:\|([^<>]*))?>/g;

/** Slack escapes only these three. */
export function unescapeTyped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Text without Slack's markup, to search for ids and links: links stay, with their label if that also holds an id, and
 * mentions go. A space replaces the markup, so words don't run together.
 */
export function plainTyped(text: string): string {
  return unescapeTyped(
    text.replace(slackMarkup, (_, target: string, label = '') => {
      if (/^[@#!]/.test(target)) return ' ';
      return referencesInText(label).length === 0 ? ` ${target} ` : ` ${target} ${label} `;
    }),
  );
}
