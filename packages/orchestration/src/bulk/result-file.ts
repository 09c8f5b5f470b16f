/** One line of a result file: what became of a row. Texts; empty where there is nothing to tell. */
export interface ResultRow {
  readonly line: string;
  readonly key: string;
  readonly reference: string;
  /** `staged`, `accepted`, `repeated` or `refused`. */
  readonly outcome: string;
  readonly payoutId: string;
  /** The state of the payout at the time of writing. */
  readonly payoutState: string;
  readonly transactionId: string;
  /** Why the row was refused, or the payout failed. */
  readonly reason: string;
}

const COLUMNS = [
  'line',
  'key',
  'reference',
  'outcome',
  'payoutId',
  'payoutState',
  'transactionId',
  'reason',
] as const satisfies readonly (keyof ResultRow)[];

/** The first line of a result file, if its format has one. */
export function resultHead(format: 'csv' | 'jsonl'): string {
  return format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
}

/** One line of a result file. */
export function resultLine(row: ResultRow, format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return `${JSON.stringify(row)}\n`;
  return `${COLUMNS.map((column) => csvCell(row[column])).join(',')}\r\n`;
}

/**
 * A cell that a spreadsheet shows and does not calculate: what begins like a formula gets an apostrophe before it.
 * Whatever could be taken for a separator is quoted.
 */
export function csvCell(text: string): string {
  const isFormula = /^\s*[=+\-@\t\r＝＋－＠]/u.test(text);
  const shown = isFormula ? `'${text}` : text;
  return isFormula || /[",;\r\n]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
