import { randomAddress, randomTransactionId } from '../../control/identifiers.js';
import { fixed, formatFixed, multiply, parseFixed, proportion, roundFixed, type Fixed } from '../../money/fixed.js';
import { changeBalance, isoTime, type Merchant } from '../merchant.js';
import type { Invoice } from '../state.js';
import { notifyAboutInvoice } from './payment-webhook.js';
import { commissionOn, payerTerms } from './payer-terms.js';

/** How a payer pays. */
export interface PayOptions {
  /** Decimal text in the payer's currency. What is still missing, when absent. */
  readonly amount?: string | undefined;
  /** Lets the money come after the invoice was closed; an open one expires first. @defaultValue `false` */
  readonly late?: boolean | undefined;
  /** Currency and network, where the payer has the choice. USDT on the first network, when allowed, by default. */
  readonly currency?: string | undefined;
  readonly network?: string | undefined;
  /** The payer's address. An invented one by default. */
  readonly from?: string | undefined;
  /** Also sends `confirm_check`, the status while the network confirms. @defaultValue `false` */
  readonly announced?: boolean | undefined;
}

/** Statuses after which an invoice takes no more money. */
export const FINAL_PAYMENT_STATUSES: ReadonlySet<string> = new Set([
  'paid',
  'paid_over',
  'wrong_amount',
  'fail',
  'cancel',
  'system_fail',
  'locked',
  'refund_paid',
  'refund_fail',
]);

/** Statuses in which the money that came belongs to the merchant. */
const CREDITED_STATUSES: ReadonlySet<string> = new Set(['paid', 'paid_over', 'wrong_amount']);

/**
 * Lets a payer send money for an invoice. Resolves when the first attempt of
 * every webhook about it is over.
 *
 * @throws RangeError for a closed invoice unless `late`, an amount that is none, or a choice the payer does not have.
 */
export async function payInvoice(merchant: Merchant, invoice: Invoice, options: PayOptions = {}): Promise<void> {
  if (options.late === true) await expireInvoice(merchant, invoice);
  else if (invoice.isFinal) {
    throw new RangeError(`Invoice ${invoice.uuid} is closed (${invoice.status}). Pay it with late: true.`);
  }
  const terms = chooseTerms(merchant, invoice, options);
  const missing = terms.amount > invoice.paid ? terms.amount - invoice.paid : terms.amount;
  const amount = options.amount === undefined ? missing : parseFixed(options.amount);
  if (amount === undefined || amount <= 0n) {
    throw new RangeError('The amount of a payment is decimal text above zero, such as "15.00".');
  }
  receive(merchant, invoice, amount, options.from);
  if (options.announced === true) await moveInvoice(merchant, invoice, 'confirm_check');
  await moveInvoice(merchant, invoice, outcomeOf(invoice, options.late === true));
}

/** Ends the time an invoice can be paid in. Does nothing to one that is closed or being confirmed. */
export async function expireInvoice(merchant: Merchant, invoice: Invoice): Promise<void> {
  if (invoice.isFinal) return;
  if (invoice.status === 'check') await moveInvoice(merchant, invoice, 'cancel');
  else if (invoice.status === 'wrong_amount_waiting') await moveInvoice(merchant, invoice, 'wrong_amount');
}

/**
 * Puts an invoice into any status, documented or not, and tells the merchant.
 * For a status that speaks of money, money arrives first if none has: as much as
 * was asked for `paid`, a tenth more for `paid_over`, half for the short ones.
 */
export async function settleInvoice(
  merchant: Merchant,
  invoice: Invoice,
  status: string,
  isFinal: boolean = FINAL_PAYMENT_STATUSES.has(status),
): Promise<void> {
  const share = SHARES.get(status);
  if (share !== undefined && invoice.paid === 0n) {
    const terms = chooseTerms(merchant, invoice, {});
    receive(merchant, invoice, roundFixed(multiply(terms.amount, fixed(share)), 8), undefined);
  }
  await moveInvoice(merchant, invoice, status, isFinal);
}

const SHARES: ReadonlyMap<string, string> = new Map([
  ['paid', '1'],
  ['paid_over', '1.1'],
  ['wrong_amount', '0.5'],
  ['wrong_amount_waiting', '0.5'],
]);

/** Sets the status, credits what is the merchant's, and sends the webhook. */
export async function moveInvoice(
  merchant: Merchant,
  invoice: Invoice,
  status: string,
  isFinal: boolean = FINAL_PAYMENT_STATUSES.has(status),
): Promise<void> {
  invoice.status = status;
  invoice.isFinal = isFinal;
  invoice.updatedAt = merchant.clock.now();
  if (CREDITED_STATUSES.has(status)) credit(merchant, invoice);
  await notifyAboutInvoice(merchant, invoice);
}

/** Records money that arrived for an invoice. */
function receive(merchant: Merchant, invoice: Invoice, amount: Fixed, from: string | undefined): void {
  const terms = chooseTerms(merchant, invoice, {});
  const { currency, network } = terms.service;
  invoice.paid += amount;
  invoice.from = from ?? randomAddress(merchant.random, network);
  invoice.txid = randomTransactionId(merchant.random, network);
  merchant.books.record({
    kind: 'payment',
    uuid: invoice.uuid,
    orderId: invoice.orderId,
    amount: formatFixed(amount, 8),
    currency,
    network,
    address: terms.address,
    txid: invoice.txid,
    at: isoTime(merchant),
  });
}

function chooseTerms(
  merchant: Merchant,
  invoice: Invoice,
  { currency, network }: Pick<PayOptions, 'currency' | 'network'>,
): NonNullable<Invoice['terms']> {
  const wanted = (service: { readonly currency: string; readonly network: string }): boolean =>
    (currency === undefined || service.currency === currency.toUpperCase()) &&
    (network === undefined || service.network === network.toLowerCase());
  if (invoice.terms !== undefined) {
    if (wanted(invoice.terms.service)) return invoice.terms;
    throw new RangeError(`Invoice ${invoice.uuid} is to be paid in ${invoice.terms.service.currency}.`);
  }
  const choices = invoice.allowed.filter(wanted);
  const service = choices.find((choice) => choice.currency === 'USDT') ?? choices[0];
  if (service === undefined) throw new RangeError(`Invoice ${invoice.uuid} cannot be paid that way.`);
  const terms = payerTerms(merchant, {
    amount: invoice.amount,
    currency: invoice.currency,
    service,
    subtract: invoice.subtract,
    discountPercent: undefined,
  });
  invoice.terms = terms;
  return terms;
}

/** The status that the money an invoice has received makes. */
export function outcomeOf(invoice: Invoice, late: boolean): string {
  const asked = invoice.terms?.amount ?? 0n;
  const tolerated = asked - proportion(asked, invoice.accuracyPercent, fixed('100'));
  if (invoice.paid > asked) return 'paid_over';
  if (invoice.paid >= tolerated) return 'paid';
  return invoice.isPaymentMultiple && !late ? 'wrong_amount_waiting' : 'wrong_amount';
}

/** Credits what was paid, less the commission and less what was credited before. */
function credit(merchant: Merchant, invoice: Invoice): void {
  if (invoice.terms === undefined) return;
  const due = invoice.paid - commissionOn(invoice.paid, invoice.terms) - invoice.credited;
  if (due <= 0n) return;
  invoice.credited += due;
  creditIncoming(merchant, due, invoice.terms.service.currency);
}

/** Adds incoming money to the merchant's balance, converted where the account is set to. */
export function creditIncoming(merchant: Merchant, amount: Fixed, currency: string): void {
  const target = merchant.settings.autoConvertTo ?? currency;
  changeBalance(merchant, target, merchant.assets.convert(amount, currency, target));
}
