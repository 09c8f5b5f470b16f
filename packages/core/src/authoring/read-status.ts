import type { StatusTable } from './status-table.js';

/** What a provider's word means: a status, or a status with what is out of the ordinary. */
export interface StatusReading<Status extends string = string, Exception extends string = string> {
  readonly status: Status;
  readonly exception?: Exception | undefined;
  /** Whether the provider is done with it. Absent: as the status has it, see {@link readStatus}. */
  readonly final?: boolean | undefined;
}

/** Nothing follows these, unless the provider says so. */
const LAST_WORDS: ReadonlySet<string> = new Set([
  'succeeded',
  'confirmed',
  'failed',
  'cancelled',
  'expired',
  'reversed',
]);

/**
 * A provider's word as the fields of a payment, payout or refund.
 *
 * @param isFinal - The provider's own flag, where its answers have one. Else the table's `final` counts, and
 *   without it the status: `succeeded`, `confirmed`, `failed`, `cancelled`, `expired` and `reversed` are final,
 *   all others, `unrecognised` among them, are not. A provider that may still send a payout it calls
 *   failed needs `final: false` in its table.
 */
export function readStatus<Reading extends StatusReading>(
  table: StatusTable<Reading>,
  word: string,
  isFinal?: boolean,
): {
  readonly providerStatus: string;
  readonly status: Reading['status'] | 'unrecognised';
  readonly exception: Reading['exception'];
  readonly final: boolean;
} {
  const { exception, final, status }: StatusReading = table.read(word);
  return {
    providerStatus: word,
    status,
    exception,
    final: isFinal ?? final ?? LAST_WORDS.has(status),
  };
}
