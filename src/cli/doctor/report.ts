/** Lays findings out for a terminal of 80 columns, in groups, with the fix below each fault. */
import type { Finding } from './finding.ts';

const columns = 80;
const marks: Record<Finding['kind'], string> = { ok: 'ok    ', note: 'note  ', wrong: 'WRONG ' };
/** As wide as the marks and the space before them. */
const indent = ' '.repeat(8);

export function section(title: string, findings: readonly Finding[]): string {
  return [title, ...findings.flatMap((finding) => lines(finding, title)), ''].join('\n');
}

/** A whole sentence begins so, perhaps with a setting's name. */
const sentence = /^(\p{Lu}|\w+_)/u;

function lines({ kind, what, says, details, fix }: Finding, title: string): string[] {
  const start = what === title && sentence.test(says) ? '' : `${what}: `;
  const colon = details.length > 0 && !says.endsWith('.') ? ':' : '';
  return [
    ...wrapped(`${start}${says}${colon}`, `  ${marks[kind]}`, indent),
    ...details.flatMap((detail) => wrapped(detail, `${indent}- `, `${indent}  `)),
    ...(fix === undefined ? [] : wrapped(fix, `${indent}> `, `${indent}  `)),
  ];
}

/** The last line. */
export function summary(findings: readonly Finding[]): string {
  const faults = findings.filter(({ kind }) => kind === 'wrong');
  const notes = findings.filter(({ kind }) => kind === 'note').length;
  const read = notes === 0 ? '' : notes === 1 ? ' Read the note above.' : ` Read the ${notes} notes above.`;
  const said =
    faults.length === 0
      ? `Ready to start.${read}`
      : `${faults.length === 1 ? '1 thing is' : `${faults.length} things are`} wrong: ${named(faults).join('; ')}.`;
  return wrapped(said, '', '').join('\n');
}

/** Several faults of the same thing, such as the configuration, once. */
function named(faults: readonly Finding[]): string[] {
  const things = [...new Set(faults.map(({ what }) => what))];
  return things.map((thing) => {
    const count = faults.filter(({ what }) => what === thing).length;
    return count === 1 ? thing : `${thing} (${count})`;
  });
}

/** A word that is longer than the line, such as a path, stays whole, so it can be copied. */
function wrapped(text: string, first: string, next: string): string[] {
  const done: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      done.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...done, line];
}
