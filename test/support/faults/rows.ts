/** The rows of the matrix. */
export interface Row {
  title: string;
}

/** With their titles, for `test.each`. */
export function titled<Given extends Row>(rows: readonly Given[]): [string, Given][] {
  return rows.map((row) => [row.title, row]);
}
