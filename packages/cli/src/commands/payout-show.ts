import type { PayoutAttempt, PayoutEvent, PayoutRecord, Transfer } from '@paymux/orchestration';
import type { Command } from 'commander';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { findPayout } from '../find-record.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { examples } from '../output/example-help.js';
import { historyTable } from '../output/record-output.js';
import { amountText, factList, textTable } from '../output/text-table.js';

interface ShowOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Everything that `paymux payout show` tells of a payout. */
interface ShownPayout {
  readonly payout: PayoutRecord;
  readonly events: readonly PayoutEvent[];
  readonly attempts: readonly PayoutAttempt[];
  readonly transfers: readonly Transfer[];
}

/** `paymux payout show`. Asks no provider and changes nothing. */
export function definePayoutShow(payout: Command, host: CommandHost): void {
  payout
    .command('show')
    .description('how a payout stands, what happened to it, and what moved in the books')
    .argument('<id or reference>', 'which payout')
    .option('--account <id>', 'the account of the reference, where several have it')
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: payout, events, attempts, transfers')
    .addHelpText('after', examples(['paymux payout show salary-2026-11-maria']))
    .action((name: string, options: ShowOptions) =>
      withStore(host, options, async (store) => {
        const found = await findPayout(store, name, options.account);
        const [events, attempts, transfers] = await Promise.all([
          store.payoutEvents(found.id),
          store.attempts(found.id),
          store.transfers({ payoutId: found.id }),
        ]);
        const shown = { payout: found, events, attempts, transfers };
        host.stdout.write(options.json === true ? `${JSON.stringify(shown)}\n` : describe(shown));
      }),
    );
}

function describe({ events, payout, transfers }: ShownPayout): string {
  const { terms } = payout;
  return [
    factList([
      ['id', payout.id],
      ['state', payout.reviewReason === undefined ? payout.state : `${payout.state}: ${payout.reviewReason}`],
      ['amount', amountText(terms.amount)],
      ['account', payout.account],
      ['reference', payout.reference],
      ['client', payout.client],
      ['asked for by', payout.creator],
      ['approved by', payout.approvedBy],
      ['attempt', String(payout.attempt)],
      ["provider's id", payout.providerId],
      ['transaction', payout.transactionId],
      ['failed because', payout.failureReason],
      ['next look', payout.dueAt?.toISOString()],
      ['revision', String(payout.revision)],
    ]),
    historyTable(events),
    textTable(
      ['entry', 'at', 'from', 'to', 'amount'],
      transfers.map(({ amount, at, from, kind, to }) => [kind, at.toISOString(), from, to, amountText(amount)]),
    ),
  ].join('\n');
}
