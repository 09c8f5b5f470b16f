import type { PaymentRecord, PaymentRecordEvent, PaymentState } from '@paymux/orchestration';
import type { Command } from 'commander';
import { actorOf, AS_OPTION } from '../acting-person.js';
import type { CliCommand, CommandHost } from '../command.js';
import { CONFIG_OPTION } from '../config/load-config.js';
import { STORE_OPTION } from '../config/store-place.js';
import { EXIT_CODE } from '../exit-code.js';
import { findPayment } from '../find-record.js';
import { type SystemOptions, withSystem } from '../open-system.js';
import { parseAmount, parseCount, parseUrl } from '../option-parsers.js';
import { examples } from '../output/example-help.js';
import { failWithNews, historyTable, type News } from '../output/record-output.js';
import { amountText, factList } from '../output/text-table.js';
import { defineRecordList } from './record-list.js';

const STATES = [
  'opening',
  'unknown',
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'needs_review',
] as const satisfies readonly PaymentState[];

interface CreateOptions extends SystemOptions {
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly network?: string | undefined;
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  readonly country?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly webhookUrl?: string | undefined;
  readonly returnUrl?: string | undefined;
  readonly cancelUrl?: string | undefined;
  readonly expiresIn?: number | undefined;
  readonly as?: string | undefined;
  readonly json?: boolean | undefined;
}

interface ShowOptions extends SystemOptions {
  readonly account?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Commands on payments. */
export const paymentCommand: CliCommand = {
  name: 'payment',
  define(program, host) {
    const payment = program.command('payment').description('open payments, and look at them');
    defineCreate(payment, host);
    defineRecordList(payment, host, {
      plural: 'payments',
      states: STATES,
      examples: ['paymux payment list --state pending --client maria'],
      read: (store, query) => store.listPayments(query),
    });
    defineShow(payment, host);
  },
};

function defineCreate(payment: Command, host: CommandHost): void {
  payment
    .command('create')
    .description('open a payment; the same request under the same reference is the same payment')
    .requiredOption('--reference <text>', 'the business fact it is for: letters, digits, "_" and "-"')
    .requiredOption('--amount <decimal>', 'how much, in major units', parseAmount)
    .requiredOption('--currency <code>', 'of what')
    .option('--network <name>', 'the network of the asset')
    .option('--account <id>', 'the account to pay to; the routing rules decide where nothing is said')
    .option('--client <id>', 'who pays')
    .option('--country <code>', 'where the payer is, for the routing rules')
    .option('--tag <name...>', 'what it is marked with, for the routing rules')
    .option('--description <text>', 'shown to the payer, where the provider has room for it')
    .option(
      '--webhook-url <url>',
      'where webhooks go; server.publicUrl with the account where nothing is said',
      parseUrl,
    )
    .option('--return-url <url>', 'where the payer lands after paying', parseUrl)
    .option('--cancel-url <url>', 'where the payer lands who turns back', parseUrl)
    .option('--expires-in <seconds>', 'how long the payer has', parseCount)
    .option(...AS_OPTION)
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print the payment as one JSON object')
    .addHelpText(
      'after',
      examples(
        ['paymux payment create --reference order-42 --amount 15.00 --currency USD --as shop'],
        'Prints where the payer goes. Exit code 4 means that the outcome is not known: a worker looks it up.',
      ),
    )
    .action((options: CreateOptions) =>
      withSystem(host, options, async ({ paymux }) => {
        const { account, amount, client, country, currency, description, network, tag: tags } = options;
        const { cancelUrl, expiresIn, reference, returnUrl } = options;
        const record = await paymux.payments.createPayment({
          reference,
          amount: { amount, currency },
          creator: actorOf(host, options.as),
          account,
          client,
          country,
          tags,
          description,
          network,
          returnUrl,
          cancelUrl,
          webhookUrl: options.webhookUrl,
          expiresInSeconds: expiresIn,
        });
        report(record, host, options.json);
      }),
    );
}

const NEWS: News<PaymentState> = {
  opening: [EXIT_CODE.notSent, 'It is stored, and nothing was sent yet. A worker opens it; open no other one.'],
  unknown: [EXIT_CODE.unknown, 'The provider may have opened it. A worker looks it up; open no other one.'],
  needs_review: [EXIT_CODE.unknown, 'The provider may have opened it, and a person has to look there.'],
  failed: [EXIT_CODE.refused, 'Nothing was opened.'],
};

function report(record: PaymentRecord, { stdout }: CommandHost, json = false): void {
  const { id, payment, reference, state, terms } = record;
  const words = [state, amountText(terms.amount), reference, id, payment?.checkoutUrl ?? ''];
  stdout.write(json ? `${JSON.stringify(record)}\n` : `${words.join('  ').trimEnd()}\n`);
  failWithNews('payment', record, NEWS);
}

function defineShow(payment: Command, host: CommandHost): void {
  payment
    .command('show')
    .description('how a payment stands, and what happened to it')
    .argument('<id or reference>', 'which payment')
    .option('--account <id>', 'the account of the reference; all that are configured where nothing is said')
    .option(...CONFIG_OPTION)
    .option(...STORE_OPTION)
    .option('--json', 'print one JSON object: payment, events')
    .addHelpText('after', examples(['paymux payment show order-42']))
    .action((name: string, options: ShowOptions) =>
      withSystem(host, options, async ({ paymux: { direct, store } }) => {
        const { account, json = false } = options;
        const payment = await findPayment(store, name, account === undefined ? direct.accounts : [account]);
        const events = await store.paymentEvents(payment.id);
        host.stdout.write(json ? `${JSON.stringify({ payment, events })}\n` : describe(payment, events));
      }),
    );
}

function describe(record: PaymentRecord, events: readonly PaymentRecordEvent[]): string {
  const { exception, receivedAmount, reviewReason, state, terms } = record;
  return [
    factList([
      ['id', record.id],
      ['state', [state, exception, reviewReason].filter((word) => word !== undefined).join(': ')],
      ['amount', amountText(terms.amount)],
      ['arrived', receivedAmount && amountText(receivedAmount)],
      ['account', record.account],
      ['reference', record.reference],
      ['client', record.client],
      ['asked for by', record.creator],
      ["provider's id", record.providerId],
      ['pay at', record.payment?.checkoutUrl],
      ['failed because', record.failureReason],
      ['next look', record.dueAt?.toISOString()],
    ]),
    historyTable(events),
  ].join('\n');
}
