/**
 * Whether a domain is made to be taken for another one: letters that look alike, one letter off, another ending, or the
 * other's name within a longer one.
 */
import { domainToUnicode } from 'node:url';

const longestAddress = 320;

/** In lower case, as people see it: `xn--` names in their own letters. */
export function domainOf(address: string): string | undefined {
  if (address.length > longestAddress) return undefined;
  const [, written = ''] = /@([^\s@<>]+)>?\s*$/.exec(address) ?? [];
  const domain = domainToUnicode(written.toLowerCase()).replace(/\.$/, '');
  return domain.includes('.') ? domain : undefined;
}

/** Whether one is the other, or below it. */
export function isSameOrBelow(domain: string, other: string): boolean {
  return domain === other || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);
}

/** Too short a name is in many others. */
const shortestName = 4;
const shortestWithTypo = 5;
const shortestWithin = 7;

export function resembles(domain: string, other: string): boolean {
  if (isSameOrBelow(domain, other)) return false;
  const name = skeleton(nameIn(other));
  const { length } = name;
  if (length < shortestName) return false;
  const candidate = skeleton(nameIn(domain));
  if (candidate === name || (length >= shortestWithTypo && isOneTypoAway(candidate, name))) return true;
  return length >= shortestWithin && skeleton(withoutEnding(domain)).includes(name);
}

/** Whether a person's or company's name, as people write it, holds that of the domain: "Harbour Freight Support". */
export function holdsNameOf(written: string, domain: string): boolean {
  const name = skeleton(nameIn(domain));
  return name.length >= shortestWithin && skeleton(written.slice(0, longestAddress)).includes(name);
}

/** `example.co.uk` and `example.com` are both called `example`. Names below it don't count. */
function nameIn(domain: string): string {
  return withoutEnding(domain).split('.').at(-1) ?? '';
}

/** Without the list of public suffixes: what people take for a name is in front of them. */
function withoutEnding(domain: string): string {
  return domain.replace(/(?:\.(?:com?|org|net|gov|ac|edu|ltd))?\.[^.]+$/, '');
}

/** Characters that look alike, each as one of them. What isn't here differs in more than an accent. */
const alike: [RegExp, string][] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/[0οоօ]/g, 'o'],
  [/[1|ıіιӏїl]/g, 'i'],
  [/[3еєҽ]/g, 'e'],
  [/[4аαɑ]/g, 'a'],
  [/[5ѕ]/g, 's'],
  [/[сϲ]/g, 'c'],
  [/[рρ]/g, 'p'],
  [/[уүγ]/g, 'y'],
  [/[хχ]/g, 'x'],
  [/[ԁ]/g, 'd'],
  [/[ɡԛ9]/g, 'g'],
  [/[һ]/g, 'h'],
  [/[ј]/g, 'j'],
  [/[кκ]/g, 'k'],
  [/[мʍ]/g, 'm'],
  [/[нη]/g, 'n'],
  [/[тτ7]/g, 't'],
  [/[υս]/g, 'u'],
  [/[νѵ]/g, 'v'],
  [/[ԝω]/g, 'w'],
  [/[вß8]/g, 'b'],
];

/** Equal for texts that people take for each other at a glance: case, accents, hyphens and spaces don't count. */
function skeleton(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return alike.reduce((changed, [characters, one]) => changed.replace(characters, one), plain);
}

/** One character more, less or other, or two that changed places. */
function isOneTypoAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const rest = (text: string, from: number) => text.slice(start + from);
  const isSwap = one[start] === other[start + 1] && one[start + 1] === other[start];
  return (
    rest(one, 1) === rest(other, 1) ||
    rest(one, 1) === rest(other, 0) ||
    rest(one, 0) === rest(other, 1) ||
    (isSwap && rest(one, 2) === rest(other, 2))
  );
}
