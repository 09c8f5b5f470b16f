import type {
  DurableStore,
  PayoutAttempt,
  PayoutEvent,
  PayoutRecord,
  PayoutState,
  Transfer,
} from '@paymux/orchestration';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CliCommand, type CommandContext, CommandFailedError } from '../command.js';
import { openExistingStore, STORE_OPTION } from '../existing-store.js';
import { textTable } from '../text-table.js';

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

interface StoreOptions {
  readonly store?: string | undefined;
  readonly account?: string | undefined;
  readonly json?: boolean | undefined;
}

interface ListOptions extends StoreOptions {
  readonly state?: readonly PayoutState[] | undefined;
  readonly client?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Everything that `paymux payout show` tells of a payout. */
interface ShownPayout {
  readonly payout: PayoutRecord;
  readonly events: readonly PayoutEvent[];
  readonly attempts: readonly PayoutAttempt[];
  readonly transfers: readonly Transfer[];
}

/** Commands that read the payouts of a store. They ask no provider and change nothing. */
export const payoutCommand: CliCommand = {
  name: 'payout',
  define(program, context) {
    const payout = program.command('payout').description('look at the payouts of a store');
    defineShow(payout, context);
    defineList(payout, context);
  },
};

function defineShow(payout: Command, context: CommandContext): void {
  payout
    .command('show')
    .description('how a payout stands, what happened to it, and what moved in the books')
    .argument('<id or reference>', 'which payout')
    .option('--account <id>', 'the account of the reference, where several have it')
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: payout, events, attempts, transfers')
    .action((name: string, { account, json = false, store: url }: StoreOptions) =>
      withStore(url, async (store) => {
        const payout = await findPayout(store, name, account);
        const [events, attempts, transfers] = await Promise.all([
          store.payoutEvents(payout.id),
          store.attempts(payout.id),
          store.transfers({ payoutId: payout.id }),
        ]);
        const shown = { payout, events, attempts, transfers };
        context.stdout.write(json ? `${JSON.stringify(shown)}\n` : describe(shown));
      }),
    );
}

function defineList(payout: Command, context: CommandContext): void {
  payout
    .command('list')
    .description('payouts, newest first')
    .addOption(new Option('--state <state...>', 'only those in one of these states').choices(STATES))
    .option('--client <id>', 'only those of this client')
    .option('--account <id>', 'only those of this account')
    .option('--limit <number>', 'how many, up to 1000', parseLimit, 50)
    .option('--after <cursor>', 'go on where the page before ended')
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: records, and next where there are more')
    .action(({ account, after, client, json = false, limit, state, store: url }: ListOptions) =>
      withStore(url, async (store) => {
        const page = await store.listPayouts({ account, after, client, limit, states: state });
        if (json) context.stdout.write(`${JSON.stringify(page)}\n`);
        else if (page.records.length === 0) context.stdout.write('There are none.\n');
        else {
          context.stdout.write(
            textTable(['requested', 'state', 'amount', 'account', 'reference', 'id'], page.records.map(rowOf)),
          );
          if (page.next !== undefined) context.stdout.write(`There are more: --after ${page.next}\n`);
        }
      }),
    );
}

async function withStore(url: string | undefined, read: (store: DurableStore) => Promise<void>): Promise<void> {
  const store = await openExistingStore(url);
  try {
    await read(store);
  } finally {
    await store.close();
  }
}

/** By its id, else by its reference in whichever account has it. */
async function findPayout(store: DurableStore, name: string, account: string | undefined): Promise<PayoutRecord> {
  const byId = await store.payout(name);
  if (byId !== undefined) return byId;
  const accounts = account === undefined ? (await store.balances()).map((balance) => balance.account) : [account];
  const found = await Promise.all([...new Set(accounts)].map((each) => store.payoutByReference(each, name)));
  const [payout, ...others] = found.filter((each) => each !== undefined);
  if (payout === undefined) {
    throw new CommandFailedError(
      `There is no payout with the id or reference "${name}"${account === undefined ? '. If it never held money, name its --account' : ''}.`,
    );
  }
  if (others.length === 0) return payout;
  const names = [payout, ...others].map((each) => each.account).join(', ');
  throw new CommandFailedError(`Several accounts have a payout "${name}": name its --account, ${names}.`);
}

function describe({ events, payout, transfers }: ShownPayout): string {
  const { terms } = payout;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', payout.id],
    ['state', payout.reviewReason === undefined ? payout.state : `${payout.state}: ${payout.reviewReason}`],
    ['amount', `${terms.amount.amount} ${terms.amount.currency}`],
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
  ];
  return [
    facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(16)}${value}\n`])).join(''),
    textTable(
      ['#', 'at', 'who', 'by', 'what', 'then it is'],
      events.map(({ actor, at, number, source, to, type }) => [
        String(number),
        at.toISOString(),
        actor,
        source,
        type,
        to,
      ]),
    ),
    textTable(
      ['entry', 'at', 'from', 'to', 'amount'],
      transfers.map(({ amount, at, from, kind, to }) => [
        kind,
        at.toISOString(),
        from,
        to,
        `${amount.amount} ${amount.currency}`,
      ]),
    ),
  ].join('\n');
}

function rowOf({ account, id, reference, requestedAt, state, terms }: PayoutRecord): readonly string[] {
  return [requestedAt.toISOString(), state, `${terms.amount.amount} ${terms.amount.currency}`, account, reference, id];
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 1000) return limit;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
}
