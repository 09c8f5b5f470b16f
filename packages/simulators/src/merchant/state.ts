import type { Webhook } from '../control/webhook-courier.js';
import type { Fixed } from '../money/fixed.js';
import type { Service } from './assets.js';

/** A balance of the merchant and of its owner in one currency. */
export interface BalanceRow {
  readonly currency: string;
  readonly merchantUuid: string;
  merchant: Fixed;
  readonly userUuid: string;
  user: Fixed;
}

/** What a payer has to send, once currency and network are known. */
export interface PayerTerms {
  readonly service: Service;
  readonly address: string;
  readonly amount: Fixed;
  /** Positive for a discount, negative for a surcharge. */
  readonly discount: Fixed;
  readonly discountPercent: number | undefined;
  /** What the provider keeps of `amount`. */
  readonly commission: Fixed;
}

/** A refund of an invoice. */
export interface RefundRecord {
  readonly address: string;
  /** What is refunded of the payment, before the fee. */
  readonly amount: Fixed;
  /** What the payer gets. */
  readonly sent: Fixed;
  /** What left the merchant's balance. */
  readonly debited: Fixed;
}

/** Money asked from a payer, or a single deposit or charge without an invoice of its own. */
export interface Invoice {
  readonly kind: 'invoice' | 'deposit' | 'charge';
  readonly uuid: string;
  readonly orderId: string;
  readonly amount: Fixed;
  readonly currency: string;
  readonly urlCallback: string | undefined;
  readonly isPaymentMultiple: boolean;
  readonly lifetimeMs: number;
  readonly subtract: number;
  readonly accuracyPercent: Fixed;
  readonly additionalData: string | undefined;
  /** Services a payer may choose from. */
  readonly allowed: readonly Service[];
  /** The static wallet a deposit came in on. */
  readonly walletUuid: string | undefined;
  terms: PayerTerms | undefined;
  paid: Fixed;
  from: string | undefined;
  txid: string | undefined;
  /** Set instead of `txid` for money that moved within the provider. */
  transferId: string | undefined;
  status: string;
  isFinal: boolean;
  /** Credited to the merchant so far, in the payer's currency. */
  credited: Fixed;
  refund: RefundRecord | undefined;
  /** What finished refunds have taken of `paid`, fees of the payer included. */
  refunded: Fixed;
  resends: number;
  lastWebhook: Webhook | undefined;
  /** Milliseconds since 1970, as all instants here. */
  expiresAt: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** An interface beside the protocol's that payouts are asked for by. */
export interface PayoutInterface {
  /** The webhook about a payout as it stands; `undefined` where nobody asked to be told. */
  webhookAbout(payout: Payout): Webhook | undefined;
}

/** Money to be sent to a receiver. */
export interface Payout {
  readonly uuid: string;
  readonly orderId: string;
  readonly amount: Fixed;
  readonly currency: string;
  readonly service: Service;
  readonly address: string;
  readonly memo: string | undefined;
  readonly urlCallback: string | undefined;
  /** The amount in the currency that is sent. */
  readonly payerAmount: Fixed;
  readonly commission: Fixed;
  /** What the receiver gets. */
  readonly sent: Fixed;
  /** What left the balance, and in which currency. */
  readonly debited: Fixed;
  readonly debitedCurrency: string;
  /** The merchant's balance after the debit. */
  readonly balance: Fixed;
  /** What the merchant is charged in the payout's currency. */
  readonly merchantAmount: Fixed;
  /** The other interface that asked for the payout, where a brand has one. */
  readonly otherInterface: PayoutInterface | undefined;
  status: string;
  isFinal: boolean;
  txid: string | undefined;
  /** Where the debited money is. */
  money: 'held' | 'sent' | 'returned';
  readonly createdAt: number;
  updatedAt: number;
}

/** An address that takes any number of deposits. */
export interface StaticWallet {
  readonly uuid: string;
  readonly orderId: string;
  readonly service: Service;
  readonly address: string;
  readonly urlCallback: string | undefined;
  status: 'active' | 'blocked' | 'in_active';
  /** Whether deposits on the blocked address go back to their senders. */
  forceRefund: boolean;
  /** Money that came in after the wallet was blocked. */
  stranded: Fixed;
  blockedRefundDone: boolean;
  readonly createdAt: number;
}

/** An agreement to pay again and again. */
export interface Recurrence {
  readonly uuid: string;
  readonly name: string;
  readonly orderId: string | undefined;
  readonly amount: Fixed;
  readonly currency: string;
  readonly toCurrency: string | undefined;
  readonly period: string;
  readonly urlCallback: string | undefined;
  readonly discountDays: number | undefined;
  readonly discountAmount: Fixed | undefined;
  readonly additionalData: string | undefined;
  status: string;
  lastPayOff: number | undefined;
  readonly createdAt: number;
}

/** Everything a simulated merchant account holds. Lists are in the order of creation. */
export interface MerchantState {
  readonly invoices: Invoice[];
  readonly payouts: Payout[];
  readonly wallets: StaticWallet[];
  readonly recurrences: Recurrence[];
  readonly balances: Map<string, BalanceRow>;
  /** Percent by `CURRENCY network`. */
  readonly discounts: Map<string, number>;
  /** Calls that answer `You are forbidden`. */
  readonly forbidden: Set<'payments' | 'payouts' | 'transfers'>;
}
