import type {
  CallOptions,
  CreatePayoutRequest,
  ListQuery,
  Listing,
  ObjectQuery,
  Payment,
  PaymentProcessor,
  PaymentProvider,
  PayoutProcessor,
  RefundProcessor,
  Secret,
  WebhookValidator,
} from '@paymux/core';
import type { AccountBalance } from '../account/balance.js';
import type { Discount } from '../account/discounts.js';
import type { ExchangeRate } from '../account/exchange-rates.js';
import type { MerchantService } from '../account/services.js';
import type { MerchantPayout } from '../payout/payout-mapping.js';
import type { Transfer, TransferRequest } from '../transfer/transfers.js';
import type {
  BlockedWalletRefund,
  BlockStaticWalletRequest,
  CreateStaticWalletRequest,
  RefundBlockedWalletRequest,
  StaticWallet,
  StaticWalletState,
} from '../wallet/static-wallets.js';
import type { SendTestWebhookRequest } from '../webhook/test-webhooks.js';

/** Payments over this protocol: the common contract, and what every brand of it offers. */
export interface MerchantPayments
  extends Omit<PaymentProcessor, 'confirmPayment' | 'capturePayment' | 'cancelPayment'> {
  listPayments(query?: ListQuery, options?: CallOptions): Listing<Payment>;

  /** The currencies and networks that payments can be made in, with limits and fees. */
  listServices(request?: Record<string, never>, options?: CallOptions): Promise<readonly MerchantService[]>;

  /** A QR code of a payment's address, as a `data:image/png` URI. */
  getQrCode(request: { readonly providerId: string }, options?: CallOptions): Promise<string>;
}

/** Payouts over this protocol: the common contract, and what every brand of it offers. */
export interface MerchantPayouts extends Omit<PayoutProcessor, 'cancelPayout'> {
  createPayout(request: CreatePayoutRequest, options?: CallOptions): Promise<MerchantPayout>;
  findPayout(query: ObjectQuery, options?: CallOptions): Promise<MerchantPayout | undefined>;
  listPayouts(query?: ListQuery, options?: CallOptions): Listing<MerchantPayout>;

  /** The currencies and networks that payouts can be made in, with limits and fees. */
  listServices(request?: Record<string, never>, options?: CallOptions): Promise<readonly MerchantService[]>;
}

/** Refunds over this protocol. They have no id and cannot be looked up: the payment's status tells of them. */
export type MerchantRefunds = Omit<RefundProcessor, 'findRefund' | 'listRefunds'>;

/** Addresses that take any number of deposits. */
export interface MerchantStaticWallets {
  createStaticWallet(request: CreateStaticWalletRequest, options?: CallOptions): Promise<StaticWallet>;
  blockStaticWallet(request: BlockStaticWalletRequest, options?: CallOptions): Promise<StaticWalletState>;

  /** Sends on what a blocked wallet holds. Works once per wallet, and cannot be looked up afterwards. */
  refundBlockedWallet(request: RefundBlockedWalletRequest, options?: CallOptions): Promise<BlockedWalletRefund>;

  /** A QR code of a wallet's address, as a `data:image/png` URI. */
  getQrCode(request: { readonly walletId: string }, options?: CallOptions): Promise<string>;
}

/** What payers of a currency get off, or pay on top. */
export interface MerchantDiscounts {
  listDiscounts(request?: Record<string, never>, options?: CallOptions): Promise<readonly Discount[]>;
  setDiscount(request: Discount, options?: CallOptions): Promise<Discount>;
}

/** What the account holds. */
export interface MerchantAccount {
  getBalance(request?: Record<string, never>, options?: CallOptions): Promise<AccountBalance>;
}

/** What currencies are worth. */
export interface MerchantExchangeRates {
  /** What one unit of a currency is worth in others. Public. */
  listExchangeRates(request: { readonly currency: string }, options?: CallOptions): Promise<readonly ExchangeRate[]>;
}

/** Moves between the merchant's balance and the personal one. They can neither be repeated safely nor looked up. */
export interface MerchantTransfers {
  transferToPersonal(request: TransferRequest, options?: CallOptions): Promise<Transfer>;
  transferToBusiness(request: TransferRequest, options?: CallOptions): Promise<Transfer>;
}

/** Deliveries for trying out a receiver: validly signed, about nothing that happened. */
export interface MerchantTestWebhooks {
  /** Signed with the payment key; absent without it. */
  sendPaymentTestWebhook?(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
  /** Signed with the payment key; absent without it. */
  sendWalletTestWebhook?(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
  /** Signed with the payout key, else with the payment key. */
  sendPayoutTestWebhook(request: SendTestWebhookRequest, options?: CallOptions): Promise<void>;
}

/** One merchant account, with the parts its keys allow. */
export interface MerchantProvider extends PaymentProvider {
  readonly webhooks: Required<WebhookValidator>;
  readonly exchangeRates: MerchantExchangeRates;
  readonly testWebhooks: MerchantTestWebhooks;

  // With the payment key.
  readonly payments?: MerchantPayments | undefined;
  readonly staticWallets?: MerchantStaticWallets | undefined;
  readonly discounts?: MerchantDiscounts | undefined;
  readonly account?: MerchantAccount | undefined;

  // With the payout key.
  readonly payouts?: MerchantPayouts | undefined;
  readonly transfers?: MerchantTransfers | undefined;

  // With the key that signs refunds at this brand.
  readonly refunds?: MerchantRefunds | undefined;
}

/** The parts that the payment key gives at every brand. */
export type MerchantPaymentPart = 'payments' | 'staticWallets' | 'discounts' | 'account';

/** The parts that the payout key gives at every brand. */
export type MerchantPayoutPart = 'payouts' | 'transfers';

/** Parts of a provider, present without asking. */
export type Present<Provider, Part extends keyof Provider> = {
  readonly [Name in Part]-?: NonNullable<Provider[Name]>;
};

/** The parts that certain options give: known at compile time where the keys are. */
export type WithKeys<Options, PaymentParts, PayoutParts> = (Options extends { readonly paymentApiKey: string | Secret }
  ? PaymentParts
  : unknown) &
  (Options extends { readonly payoutApiKey: string | Secret } ? PayoutParts : unknown);
