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
 * mentions go. A space replaces the markup, so words don't run together. Of what Slack made a link of, because it looks like an
 * address or a domain, what was typed stands there again: it may be a part of a Message-ID.
 */
export function plainTyped(text: string): string {
  return unescapeTyped(
    text.replace(slackMarkup, (_, target: string, label = '', offset: number) => {
      if (/^[@#!]/.test(target)) return ' ';
      if (target === `mailto:${label}`) return label;
      if (text[offset - 1] === '@' && /^https?:\/\/([^/]*)\/?$/.exec(target)?.[1] === label) return label;
      return referencesInText(label).length === 0 ? ` ${target} ` : ` ${target} ${label} `;
    }),
  );
}
