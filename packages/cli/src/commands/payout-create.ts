import type { PayoutRecord, PayoutRequest } from '@paymux/orchestration';
import { type Command, Option } from 'commander';
import { actorOf, AS_OPTION, confirm, YES_OPTION } from '../acting-person.js';
import { type CommandHost, misused } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { type OpenSystem, type SystemOptions, withSystem } from '../open-system.js';
import { parseAmount, parseInstant } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { failWithNews, type News } from '../output/record-output.js';
import { amountText } from '../output/text-table.js';

interface CreateOptions extends SystemOptions {
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly address?: string | undefined;
  readonly bankCode?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly holder?: string | undefined;
  readonly network?: string | undefined;
  readonly memo?: string | undefined;
  readonly feeFrom?: 'balance' | 'amount' | undefined;
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  readonly country?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly sendAt?: Date | undefined;
  readonly needsApproval?: boolean | undefined;
  readonly as?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `paymux payout create`: asks for a payout, once for each reference. */
export function definePayoutCreate(payout: Command, host: CommandHost): void {
  payout
    .command('create')
    .description('pay out; the same request under the same reference is the same payout')
    .requiredOption('--reference <text>', 'the business fact it is for: letters, digits, "_" and "-"')
    .requiredOption('--amount <decimal>', 'how much, in major units', parseAmount)
    .requiredOption('--currency <code>', 'of what')
    .option('--address <address>', 'where to, on a network')
    .option('--bank-code <code>', 'where to: the bank')
    .option('--account-number <number>', 'where to: the account at the bank')
    .option('--holder <name>', 'where to: whose account it is')
    .option('--network <name>', 'the network of the asset')
    .option('--memo <text>', 'the memo or tag beside the address')
    .addOption(new Option('--fee-from <side>', 'who bears the fee').choices(['balance', 'amount']))
    .option('--account <id>', 'the account to pay from; the routing rules decide where nothing is said')
    .option('--client <id>', 'whom it is for')
    .option('--country <code>', 'where it goes, for the routing rules')
    .option('--tag <name...>', 'what it is marked with, for the routing rules')
    .option('--description <text>', 'kept with it')
    .option('--send-at <instant>', 'send it no earlier', parseInstant)
    .option('--needs-approval', 'wait until a second person has agreed')
    .option(...AS_OPTION)
    .option(...YES_OPTION)
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print the payout as one JSON object')
    .addHelpText(
      'after',
      examples(
        [
          'paymux payout create --reference salary-2026-11-maria --amount 15.00 --currency USDT \\',
          '    --network tron --address TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t --fee-from balance --as ana',
          'paymux payout create --reference rent-12 --amount 100 --currency USD --bank-code 021 \\',
          '    --account-number 12345 --holder "Maria Silva" --needs-approval --as ana --yes',
        ],
        'Exit code 4 means that its outcome is not known: a worker looks it up. 5 means that nothing was sent yet.',
      ),
    )
    .action((options: CreateOptions) =>
      withSystem(host, options, async (system) => {
        const request = requestOf(options, actorOf(host, options.as));
        await confirm(host, announcement(request, system), options.yes);
        report(await system.paymux.payouts.createPayout(request), host, options.json);
      }),
    );
}

function requestOf(options: CreateOptions, creator: string): PayoutRequest {
  const { account, amount, client, country, currency, description, feeFrom, memo, needsApproval } = options;
  const { network, reference, sendAt, tag: tags } = options;
  return {
    reference,
    creator,
    amount: { amount, currency },
    destination: destinationOf(options),
    account,
    client,
    country,
    tags,
    description,
    feeFrom,
    memo,
    needsApproval,
    network,
    sendAt,
  };
}

function destinationOf({ accountNumber, address, bankCode, holder }: CreateOptions): PayoutRequest['destination'] {
  const bank = [bankCode, accountNumber, holder];
  if (address !== undefined && bank.every((part) => part === undefined)) return { type: 'crypto_address', address };
  if (address === undefined && bankCode !== undefined && accountNumber !== undefined && holder !== undefined) {
    return { type: 'bank_account', bankCode, accountNumber, holder };
  }
  throw misused('Where to? Give --address, or --bank-code, --account-number and --holder.');
}

/** What will happen, in full: whoever agrees to it reads nothing else. */
function announcement(request: PayoutRequest, { paymux }: OpenSystem): string {
  const { amount, destination, feeFrom, memo, needsApproval, network, reference, sendAt } = request;
  const { client: customer, country, tags } = request;
  const account =
    request.account ??
    paymux.routes.explain({ operation: 'payout', reference, amount, network, customer, country, tags }).account;
  const where =
    destination.type === 'crypto_address'
      ? `to ${destination.address}${memo === undefined ? '' : ` with memo ${memo}`}`
      : `to account ${destination.accountNumber} of ${destination.holder} at ${destination.bankCode}`;
  return [
    `Pay out ${amount.amount} ${amount.currency.toUpperCase()}${network === undefined ? '' : ` on ${network}`} ${where}`,
    `from account ${account} (${paymux.direct.provider(account).id}), for "${reference}"`,
    ...(feeFrom === undefined ? [] : [feeFrom === 'balance' ? 'the receiver gets all of it' : 'less the fee']),
    ...(sendAt === undefined ? [] : [`not before ${sendAt.toISOString()}`]),
    ...(needsApproval === true ? ['once a second person has agreed'] : []),
  ].join(', ');
}

const NEWS: News<PayoutRecord['state']> = {
  ready: [EXIT_CODE.notSent, 'It is stored, and nothing was sent yet. A worker sends it; ask for no other one.'],
  submitting: [EXIT_CODE.unknown, 'It is being sent. Look at it again with "paymux payout show".'],
  unknown: [EXIT_CODE.unknown, 'Money may have moved. A worker looks it up; ask for no other one.'],
  needs_review: [EXIT_CODE.unknown, 'Money may have moved, and a person has to look at the provider.'],
  failed: [EXIT_CODE.refused, 'No money moved.'],
};

/**
 * Prints how a payout stands.
 *
 * @throws {@link CommandFailedError} It failed, was not sent, or its outcome is not known.
 */
export function report(payout: PayoutRecord, { stdout }: CommandHost, json = false): void {
  const { id, reference, state, terms } = payout;
  stdout.write(json ? `${JSON.stringify(payout)}\n` : `${state}  ${amountText(terms.amount)}  ${reference}  ${id}\n`);
  failWithNews('payout', payout, NEWS);
}
