import type { DurableStore, PaymentRecord, PayoutRecord, RecordPage, RecordQuery } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { type SystemOptions, withStore } from '../open-system.js';
import { parseLimit } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { amountText, textTable } from '../output/text-table.js';

interface RecordList<State extends string> {
  /** `payouts` and the like. */
  readonly plural: string;
  readonly states: readonly State[];
  readonly examples: readonly string[];
  read(store: DurableStore, query: RecordQuery<State>): Promise<RecordPage<PaymentRecord | PayoutRecord>>;
}

interface ListOptions<State> extends SystemOptions {
  readonly account?: string | undefined;
  readonly state?: readonly State[] | undefined;
  readonly client?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly json?: boolean | undefined;
}

/** The command `list` of payments or payouts. Asks no provider and changes nothing. */
export function defineRecordList<State extends string>(
  parent: Command,
  host: CommandHost,
  list: RecordList<State>,
): void {
  parent
    .command('list')
    .description(`${list.plural}, newest first`)
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(list.states))
    .option('--client <id>', 'only those of this client')
    .option('--account <id>', 'only those of this account')
    .option('--limit <number>', 'how many, up to 1000', parseLimit, 50)
    .option('--after <cursor>', 'go on where the page before ended')
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: records, and next where there are more')
    .addHelpText('after', examples(list.examples))
    .action((options: ListOptions<State>) => {
      const { account, after, client, json = false, limit, state } = options;
      return withStore(host, options, async (store) => {
        const page = await list.read(store, { account, after, client, limit, states: state });
        host.stdout.write(json ? `${JSON.stringify(page)}\n` : pageText(page));
      });
    });
}

function pageText({ next, records }: RecordPage<PaymentRecord | PayoutRecord>): string {
  if (records.length === 0) return 'There are none.\n';
  const rows = records.map(({ account, id, reference, requestedAt, state, terms }) => {
    return [requestedAt.toISOString(), state, amountText(terms.amount), account, reference, id];
  });
  const table = textTable(['requested', 'state', 'amount', 'account', 'reference', 'id'], rows);
  return next === undefined ? table : `${table}There are more: --after ${next}\n`;
}
