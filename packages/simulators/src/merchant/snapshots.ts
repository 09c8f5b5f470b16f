import { formatFixed, type Fixed } from '../money/fixed.js';
import type { Merchant } from './merchant.js';
import type { Invoice, Payout, Recurrence, StaticWallet } from './state.js';

/** An invoice, deposit or recurring charge as a test wants to see it. Amounts are decimal text, instants ISO 8601. */
export interface InvoiceSnapshot {
  readonly kind: 'invoice' | 'deposit' | 'charge';
  readonly uuid: string;
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  readonly isFinal: boolean;
  /** What the payer has to send, and where; `null` until the payer has chosen. */
  readonly payerAmount: string | null;
  readonly payerCurrency: string | null;
  readonly network: string | null;
  readonly address: string | null;
  /** What the payer has sent, in `payerCurrency`. */
  readonly paid: string;
  /** What the merchant has been credited of it. */
  readonly credited: string;
  /** What finished refunds have taken of it. */
  readonly refunded: string;
  readonly txid: string | null;
  readonly walletUuid: string | null;
  readonly urlCallback: string | null;
  readonly expiresAt: string;
  readonly createdAt: string;
}

/** A payout as a test wants to see it. Amounts are decimal text. */
export interface PayoutSnapshot {
  readonly uuid: string;
  readonly orderId: string;
  readonly amount: string;
  readonly currency: string;
  readonly payerCurrency: string;
  readonly network: string;
  readonly address: string;
  readonly memo: string | null;
  readonly status: string;
  readonly isFinal: boolean;
  readonly txid: string | null;
  /** What the receiver gets, in `payerCurrency`. */
  readonly sent: string;
  readonly commission: string;
  /** What left the merchant's balance, in `debitedCurrency`. */
  readonly debited: string;
  readonly debitedCurrency: string;
  /** Where the debited money is. */
  readonly money: 'held' | 'sent' | 'returned';
  readonly urlCallback: string | null;
  readonly createdAt: string;
}

/** A static wallet as a test wants to see it. */
export interface WalletSnapshot {
  readonly uuid: string;
  readonly orderId: string;
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly status: string;
  /** Money that came in after the wallet was blocked, as decimal text. */
  readonly stranded: string;
  readonly urlCallback: string | null;
}

/** A recurring payment as a test wants to see it. */
export interface RecurrenceSnapshot {
  readonly uuid: string;
  readonly orderId: string | null;
  readonly name: string;
  readonly amount: string;
  readonly currency: string;
  readonly period: string;
  readonly status: string;
}

export function invoiceSnapshot({ assets }: Merchant, invoice: Invoice): InvoiceSnapshot {
  const { terms } = invoice;
  return {
    kind: invoice.kind,
    uuid: invoice.uuid,
    orderId: invoice.orderId,
    amount: assets.format(invoice.amount, invoice.currency),
    currency: invoice.currency,
    status: invoice.status,
    isFinal: invoice.isFinal,
    payerAmount: terms === undefined ? null : crypto(terms.amount),
    payerCurrency: terms?.service.currency ?? null,
    network: terms?.service.network ?? null,
    address: terms?.address ?? null,
    paid: crypto(invoice.paid),
    credited: crypto(invoice.credited),
    refunded: crypto(invoice.refunded),
    txid: invoice.txid ?? null,
    walletUuid: invoice.walletUuid ?? null,
    urlCallback: invoice.urlCallback ?? null,
    expiresAt: new Date(invoice.expiresAt).toISOString(),
    createdAt: new Date(invoice.createdAt).toISOString(),
  };
}

export function payoutSnapshot({ assets }: Merchant, payout: Payout): PayoutSnapshot {
  return {
    uuid: payout.uuid,
    orderId: payout.orderId,
    amount: assets.format(payout.amount, payout.currency),
    currency: payout.currency,
    payerCurrency: payout.service.currency,
    network: payout.service.network,
    address: payout.address,
    memo: payout.memo ?? null,
    status: payout.status,
    isFinal: payout.isFinal,
    txid: payout.txid ?? null,
    sent: crypto(payout.sent),
    commission: crypto(payout.commission),
    debited: crypto(payout.debited),
    debitedCurrency: payout.debitedCurrency,
    money: payout.money,
    urlCallback: payout.urlCallback ?? null,
    createdAt: new Date(payout.createdAt).toISOString(),
  };
}

export function walletSnapshot(wallet: StaticWallet): WalletSnapshot {
  return {
    uuid: wallet.uuid,
    orderId: wallet.orderId,
    currency: wallet.service.currency,
    network: wallet.service.network,
    address: wallet.address,
    status: wallet.status,
    stranded: crypto(wallet.stranded),
    urlCallback: wallet.urlCallback ?? null,
  };
}

export function recurrenceSnapshot({ assets }: Merchant, recurrence: Recurrence): RecurrenceSnapshot {
  return {
    uuid: recurrence.uuid,
    orderId: recurrence.orderId ?? null,
    name: recurrence.name,
    amount: assets.format(recurrence.amount, recurrence.currency),
    currency: recurrence.currency,
    period: recurrence.period,
    status: recurrence.status,
  };
}

function crypto(amount: Fixed): string {
  return formatFixed(amount, 8);
}
