/** Characters that nobody sees. What reads text and what writes messages agree on which they are. */

/**
 * For a regular expression with the flag `u`: controls, Unicode's format characters, everything else that shows nothing
 * (tags, fillers), lone surrogates. White space is none of them.
 */
export const invisibleCharacter = String.raw`(?:(?![\s\u{85}])\p{Cc}|[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}])`;

const invisible = new RegExp(`${invisibleCharacter}+`, 'gu');
/** Full-width forms, and the letters and digits of formulas. Punctuation stays: in an address it would be another one. */
const lookAlikes = /[\u{FF10}-\u{FF19}\u{FF21}-\u{FF3A}\u{FF41}-\u{FF5A}\u{1D400}-\u{1D7FF}]/gu;

export function replaceInvisible(text: string, by: '' | ' '): string {
  return text.replace(invisible, by);
}

/** Letters and digits that only look like those of an id, as those that they look like. */
export function withPlainLetters(text: string): string {
  return text.replace(lookAlikes, (letter) => letter.normalize('NFKC'));
}
