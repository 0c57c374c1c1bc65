/** One line of what `npm run doctor` found. A line never holds a secret's value. */
export interface Finding {
  kind: 'ok' | 'wrong';
  line: string;
}

export const ok = (line: string): Finding => ({ kind: 'ok', line });
export const wrong = (line: string): Finding => ({ kind: 'wrong', line });
