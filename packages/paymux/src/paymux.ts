import type {
  CallOptions,
  CancelPayoutRequest,
  CapturePaymentRequest,
  ChangePaymentRequest,
  ConfirmPaymentRequest,
  CreatePaymentRequest,
  CreatePayoutRequest,
  CreateRefundRequest,
  Listing,
  ListQuery,
  ObjectQuery,
  Payment,
  PaymentProvider,
  Payout,
  Refund,
} from '@paymux/core';
import type { FetchHandler, WebhookHandlerOptions, WebhookHandlers, WebhookHealth } from '@paymux/orchestration';
import type { AccountProviders } from './account-types.js';

/** Options of one call: those of the contract, and the account it goes to. */
export interface PaymuxCallOptions<AccountId extends string = string> extends CallOptions {
  /** The account's id. @defaultValue the configuration's `defaultAccount` */
  readonly account?: AccountId | undefined;
}

/** Payments over the accounts: the methods of {@link PaymentProcessor}. */
export interface PaymuxPayments<AccountId extends string = string> {
  createPayment(request: CreatePaymentRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payment>;
  findPayment(query: ObjectQuery, options?: PaymuxCallOptions<AccountId>): Promise<Payment | undefined>;
  /** Throws at the call, not when it is read, where the account lists none. */
  listPayments(query?: ListQuery, options?: PaymuxCallOptions<AccountId>): Listing<Payment>;
  confirmPayment(request: ConfirmPaymentRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payment>;
  capturePayment(request: CapturePaymentRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payment>;
  cancelPayment(request: ChangePaymentRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payment>;
}

/** Payouts over the accounts: the methods of {@link PayoutProcessor}. */
export interface PaymuxPayouts<AccountId extends string = string> {
  createPayout(request: CreatePayoutRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payout>;
  findPayout(query: ObjectQuery, options?: PaymuxCallOptions<AccountId>): Promise<Payout | undefined>;
  /** Throws at the call, not when it is read, where the account lists none. */
  listPayouts(query?: ListQuery, options?: PaymuxCallOptions<AccountId>): Listing<Payout>;
  cancelPayout(request: CancelPayoutRequest, options?: PaymuxCallOptions<AccountId>): Promise<Payout>;
}

/** Refunds over the accounts: the methods of {@link RefundProcessor}. */
export interface PaymuxRefunds<AccountId extends string = string> {
  createRefund(request: CreateRefundRequest, options?: PaymuxCallOptions<AccountId>): Promise<Refund>;
  findRefund(query: ObjectQuery, options?: PaymuxCallOptions<AccountId>): Promise<Refund | undefined>;
  /** Throws at the call, not when it is read, where the account lists none. */
  listRefunds(
    query?: ListQuery & { readonly paymentId?: string | undefined },
    options?: PaymuxCallOptions<AccountId>,
  ): Listing<Refund>;
}

/**
 * A working payment system over one or more accounts. Methods throw what the contracts of
 * `@paymux/core` say; before any I/O, {@link UnsupportedOperationError} where an account lacks
 * them, and {@link InvalidRequestError} where there is no such account.
 */
export interface Paymux {
  readonly payments: PaymuxPayments;
  readonly payouts: PaymuxPayouts;
  readonly refunds: PaymuxRefunds;

  /** The account that is used where none is named. */
  readonly defaultAccount: string;
  /** The ids of all accounts. */
  readonly accounts: readonly string[];

  /**
   * The provider behind an account, with all that it offers beyond what every account has:
   * the same object each time. What it can do, {@link supports} tells at run time.
   *
   * @throws {@link InvalidRequestError} No such account. Names those that are configured.
   */
  provider(account?: string): PaymentProvider;

  readonly webhooks: {
    /**
     * A fetch-standard function that answers webhook deliveries. The account is the last
     * segment of the request's path: `/webhooks/cryptomus`. For web frameworks there are
     * `paymux/node`, `paymux/express`, `paymux/fastify`, `paymux/hono` and `paymux/next`.
     *
     * @throws {@link MisconfiguredError} `on` is missing, a path of the options leads to no account, or a limit cannot be
     * one.
     */
    handler(handlers: WebhookHandlers, options?: WebhookHandlerOptions): FetchHandler;

    /** Names the accounts that cannot verify webhooks. Looks at what is configured, and asks nobody. */
    health(): WebhookHealth;
  };

  /**
   * Closes every connection that was opened here, and nothing that was handed in. A second call waits for
   * the first. Make no calls afterwards.
   */
  close(): Promise<void>;
}

/** A {@link Paymux} whose accounts are known at compile time, by id, with what each of them offers. */
export interface PaymuxWith<Accounts extends AccountProviders, DefaultId extends keyof Accounts> extends Paymux {
  readonly payments: PaymuxPayments<keyof Accounts & string>;
  readonly payouts: PaymuxPayouts<keyof Accounts & string>;
  readonly refunds: PaymuxRefunds<keyof Accounts & string>;
  readonly defaultAccount: DefaultId & string;
  readonly accounts: readonly (keyof Accounts & string)[];

  /** {@link Paymux.provider}, typed by the account: its parts are present as far as its options give them. */
  provider<Id extends keyof Accounts & string = DefaultId & string>(account?: Id): Accounts[Id];
}
