/** One line of `npm run doctor`'s output. It never contains a secret. */
export interface Finding {
  kind: 'ok' | 'wrong';
  line: string;
}

export const ok = (line: string): Finding => ({ kind: 'ok', line });
export const wrong = (line: string): Finding => ({ kind: 'wrong', line });
