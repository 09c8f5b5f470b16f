import type { DurablePaymux } from 'paymux';

const WIDTHS: readonly number[] = [4, 14, 12, 14, 12];

/** What happened to a payout, one line for each entry, and below it what moved in the books. */
export function historyTable({ events, transfers }: Awaited<ReturnType<DurablePaymux['payouts']['history']>>): string {
  const rows = [
    ['#', 'at', 'who', 'what', 'then it is'],
    ...events.map(({ actor, at, number, to, type }) => [String(number), timeOf(at), actor, type, to]),
    ...transfers.map(({ amount, at, from, kind, to }) => {
      return ['', timeOf(at), 'the books', kind, `${amount.amount} ${amount.currency} from ${from} to ${to}`];
    }),
  ];
  return rows
    .map((cells) =>
      cells
        .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function timeOf(at: Date): string {
  return at.toISOString().slice(11, 23);
}
