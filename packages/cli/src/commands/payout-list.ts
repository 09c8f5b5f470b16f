import type { PayoutRecord, PayoutState } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { parseLimit } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { textTable } from '../output/text-table.js';

const STATES = [
  'awaiting_approval',
  'scheduled',
  'ready',
  'submitting',
  'unknown',
  'pending',
  'broadcast',
  'confirmed',
  'failed',
  'cancelled',
  'reversed',
  'needs_review',
] as const satisfies readonly PayoutState[];

interface ListOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly state?: readonly PayoutState[] | undefined;
  readonly client?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux payout list`. Asks no provider and changes nothing. */
export function definePayoutList(payout: Command, host: CommandHost): void {
  payout
    .command('list')
    .description('payouts, newest first')
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(STATES))
    .option('--client <id>', 'only those of this client')
    .option('--account <id>', 'only those of this account')
    .option('--limit <number>', 'how many, up to 1000', parseLimit, 50)
    .option('--after <cursor>', 'go on where the page before ended')
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: records, and next where there are more')
    .addHelpText('after', examples(['paymux payout list --state needs_review unknown', 'paymux payout list --json']))
    .action((options: ListOptions) => {
      const { account, after, client, json = false, limit, state } = options;
      return withStore(host, options, async (store) => {
        const page = await store.listPayouts({ account, after, client, limit, states: state });
        if (json) host.stdout.write(`${JSON.stringify(page)}\n`);
        else if (page.records.length === 0) host.stdout.write('There are none.\n');
        else {
          host.stdout.write(
            textTable(['requested', 'state', 'amount', 'account', 'reference', 'id'], page.records.map(rowOf)),
          );
          if (page.next !== undefined) host.stdout.write(`There are more: --after ${page.next}\n`);
        }
      });
    });
}

function rowOf({ account, id, reference, requestedAt, state, terms }: PayoutRecord): readonly string[] {
  return [requestedAt.toISOString(), state, `${terms.amount.amount} ${terms.amount.currency}`, account, reference, id];
}
