import type {
  CallOptions,
  ListQuery,
  Listing,
  ObjectQuery,
  Payment,
  PaymentProcessor,
  PaymentProvider,
  Payout,
  PayoutProcessor,
  RefundProcessor,
  Secret,
  WebhookValidator,
} from '@paymux/core';
import type {
  AccountBalance,
  BlockedWalletRefund,
  BlockStaticWalletRequest,
  CreateStaticWalletRequest,
  Discount,
  ExchangeRate,
  MerchantService,
  RefundBlockedWalletRequest,
  SendTestWebhookRequest,
  StaticWallet,
  StaticWalletState,
  Transfer,
  TransferRequest,
} from '@paymux/merchant-sign';
import type { ResendCryptomusWebhookRequest } from './payment/resend-webhook.js';
import type { CreateRecurrenceRequest, Recurrence } from './recurrence/recurrence.js';

/** Payments at Cryptomus: the common contract, and what only this provider offers. */
export interface CryptomusPayments
  extends Omit<PaymentProcessor, 'confirmPayment' | 'capturePayment' | 'cancelPayment'> {
  listPayments(query?: ListQuery, options?: CallOptions): Listing<Payment>;

  /** The currencies and networks that payments can be made in, with limits and fees. */
  listServices(request?: Record<string, never>, options?: CallOptions): Promise<readonly MerchantService[]>;

  /** A QR code of a payment's address, as a `data:image/png` URI. */
  getQrCode(request: { readonly providerId: string }, options?: CallOptions): Promise<string>;

  /** Sends the last webhook of a paid payment again, at most 10 times. */
  resendWebhook(request: ResendCryptomusWebhookRequest, options?: CallOptions): Promise<void>;

  /** {@link CryptomusPayments.resendWebhook} by the older endpoint. */
  resendWebhookV1(request: ObjectQuery, options?: CallOptions): Promise<void>;

  /** Accepts an underpaid payment as it is. The status changes later: follow the payment. */
  markAsPaid(request: ObjectQuery, options?: CallOptions): Promise<void>;
}

/** Payouts at Cryptomus: the common contract, and what only this provider offers. */
export interface CryptomusPayouts extends Omit<PayoutProcessor, 'cancelPayout'> {
  listPayouts(query?: ListQuery, options?: CallOptions): Listing<Payout>;

  /** The currencies and networks that payouts can be made in, with limits and fees. */
  listServices(request?: Record<string, never>, options?: CallOptions): Promise<readonly MerchantService[]>;
}

/** Refunds at Cryptomus. They have no id and cannot be looked up: the payment's status tells of them. */
export type CryptomusRefunds = Omit<RefundProcessor, 'findRefund' | 'listRefunds'>;

/** Addresses that take any number of deposits. */
export interface CryptomusStaticWallets {
  createStaticWallet(request: CreateStaticWalletRequest, options?: CallOptions): Promise<StaticWallet>;
  blockStaticWallet(request: BlockStaticWalletRequest, options?: CallOptions): Promise<StaticWalletState>;

  /** Sends on what a blocked wallet holds. Works once per wallet, and cannot be looked up afterwards. */
  refundBlockedWallet(request: RefundBlockedWalletRequest, options?: CallOptions): Promise<BlockedWalletRefund>;

  /** A QR code of a wallet's address, as a `data:image/png` URI. */
  getQrCode(request: { readonly walletId: string }, options?: CallOptions): Promise<string>;
}

/** Payments that a payer agreed to make again and again. */
export interface CryptomusRecurrences {
  createRecurrence(request: CreateRecurrenceRequest, options?: CallOptions): Promise<Recurrence>;
  findRecurrence(query: ObjectQuery, options?: CallOptions): Promise<Recurrence | undefined>;
  listRecurrences(query?: Record<string, never>, options?: CallOptions): Listing<Recurrence>;
  cancelRecurrence(request: ObjectQuery, options?: CallOptions): Promise<Recurrence>;
}

/** What payers of a currency get off, or pay on top. */
export interface CryptomusDiscounts {
  listDiscounts(request?: Record<string, never>, options?: CallOptions): Promise<readonly Discount[]>;
  setDiscount(request: Discount, options?: CallOptions): Promise<Discount>;
}

/** Moves between the merchant's balance and the personal one. They can neither be repeated safely nor looked up. */
export interface CryptomusTransfers {
  transferToPersonal(request: TransferRequest, options?: CallOptions): Promise<Transfer>;
  transferToBusiness(request: TransferRequest, options?: CallOptions): Promise<Transfer>;
}

/** Deliveries for trying out a receiver: validly signed, about nothing that happened. */
export interface CryptomusTestWebhooks {
  /** Signed with the payment key; absent without it. */
  sendPaymentTestWebhook?(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
  /** Signed with the payment key; absent without it. */
  sendWalletTestWebhook?(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
  /** Signed with the payout key, else with the payment key. */
  sendPayoutTestWebhook(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
}

/** One Cryptomus merchant account, with the parts its keys allow. */
export interface CryptomusProvider extends PaymentProvider {
  readonly id: 'cryptomus';
  readonly webhooks: WebhookValidator;
  readonly exchangeRates: {
    /** What one unit of a currency is worth in others. Public. */
    listExchangeRates(request: { readonly currency: string }, options?: CallOptions): Promise<readonly ExchangeRate[]>;
  };
  readonly testWebhooks: CryptomusTestWebhooks;

  // With the payment key.
  readonly payments?: CryptomusPayments | undefined;
  readonly refunds?: CryptomusRefunds | undefined;
  readonly staticWallets?: CryptomusStaticWallets | undefined;
  readonly recurrences?: CryptomusRecurrences | undefined;
  readonly discounts?: CryptomusDiscounts | undefined;
  readonly account?:
    | { getBalance(request?: Record<string, never>, options?: CallOptions): Promise<AccountBalance> }
    | undefined;

  // With the payout key.
  readonly payouts?: CryptomusPayouts | undefined;
  readonly transfers?: CryptomusTransfers | undefined;
}

/** The parts that the payment key gives, present without asking. */
export type CryptomusPaymentParts = {
  readonly [Part in 'payments' | 'staticWallets' | 'recurrences' | 'discounts' | 'account']-?: NonNullable<
    CryptomusProvider[Part]
  >;
};

/** The parts that the payout key gives, present without asking. */
export type CryptomusPayoutParts = {
  readonly [Part in 'payouts' | 'transfers']-?: NonNullable<CryptomusProvider[Part]>;
};

/** The option that holds the key of refunds; either, where the options leave open which. */
export type CryptomusRefundKeyOption<Options> = Options extends { readonly refundsSignedWith: infer Side }
  ? [Side] extends ['payout']
    ? 'payoutApiKey'
    : [Side] extends ['payment' | undefined]
      ? 'paymentApiKey'
      : 'paymentApiKey' | 'payoutApiKey'
  : 'refundsSignedWith' extends keyof Options
    ? 'paymentApiKey' | 'payoutApiKey'
    : 'paymentApiKey';

/** The parts that certain options give: known at compile time where the keys are. */
export type CryptomusWith<Options> = CryptomusProvider &
  (Options extends { readonly paymentApiKey: string | Secret } ? CryptomusPaymentParts : unknown) &
  (Options extends { readonly payoutApiKey: string | Secret } ? CryptomusPayoutParts : unknown) &
  (Options extends Readonly<Record<CryptomusRefundKeyOption<Options>, string | Secret>>
    ? { readonly refunds: CryptomusRefunds }
    : unknown);
