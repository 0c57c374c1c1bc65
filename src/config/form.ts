/**
 * What no value of any setting has: quotation marks and comments that a reader of the environment kept, references that nothing
 * replaced, characters that can't be seen. Inside a secret they would only show as a refusal much later.
 */
import { isSetting } from './names.ts';
import { type Given, type Problem, problemOf } from './section.ts';

export function findMalformed(given: Given): Problem[] {
  return Object.entries(given)
    .filter(([name]) => isSetting(name))
    .flatMap(([name, value]) => {
      const what = commentFault(value) ?? quotedFault(value) ?? referenceFault(value) ?? invisibleFault(value);
      return what === undefined ? [] : [problemOf(name, what)];
    });
}

/** As systemd and `docker run --env-file` leave it there. */
function commentFault(value: string): string | undefined {
  return /\s#/.test(value)
    ? 'has a comment behind it that became a part of it: put the comment on a line of its own'
    : undefined;
}

function quotedFault(value: string): string | undefined {
  const [first = '', last = ''] = [value.at(0), value.at(-1)];
  if (/[“”„‟‘’‚‛«»]/.test(`${first}${last}`)) {
    return 'has curly quotation marks, which nothing that reads it takes off: write it without';
  }
  const [opens, closes] = [/["'`]/.test(first), /["'`]/.test(last)];
  if (opens && closes && value.length > 1) {
    return 'has quotation marks around it that became a part of it: `docker run --env-file` keeps them, unlike .env, compose and systemd, so write it without';
  }
  return opens || closes
    ? 'has a quotation mark at one end only: write it without, or close it on the same line'
    : undefined;
}

function referenceFault(value: string): string | undefined {
  return /\$\{\w+\}/.test(value)
    ? 'refers to another variable, which nothing replaces: write the value itself'
    : undefined;
}

/** Lists may have breaks between their entries. */
function invisibleFault(value: string): string | undefined {
  const place = value.search(/(?![\t\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  return place === -1
    ? undefined
    : `has an invisible character at position ${place + 1}: type it anew, or paste it as plain text`;
}
