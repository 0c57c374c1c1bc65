/** Turns HEC's names into words: `suspicious_phishing` and `suspiciousPhishing` become "Suspicious phishing". */

/** No documented name is longer than thirty characters. */
const longestName = 200;

export function readableName(name: string): string {
  const words = name
    .slice(0, longestName)
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index > 0 && /^\p{Lu}\p{Ll}/u.test(word) ? word.toLowerCase() : word))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
