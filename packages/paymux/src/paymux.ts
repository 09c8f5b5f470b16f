import type {
  CallOptions,
  CreatePaymentRequest,
  CreatePayoutRequest,
  CreateRefundRequest,
  ObjectQuery,
  Payment,
  PaymentProvider,
  Payout,
  Refund,
} from '@paymux/core';
import type { FetchHandler, WebhookHandlers } from '@paymux/orchestration';

/** Options of one call: those of the contract, and the account it goes to. */
export interface PaymuxCallOptions extends CallOptions {
  /** The account's id. @defaultValue the configuration's `defaultAccount` */
  readonly account?: string | undefined;
}

/**
 * A working payment system over one or more accounts. Methods throw what the contracts of
 * `@paymux/core` say; before any I/O, {@link UnsupportedOperationError} where an account lacks
 * them, and {@link InvalidRequestError} where there is no such account.
 */
export interface Paymux {
  readonly payments: {
    createPayment(request: CreatePaymentRequest, options?: PaymuxCallOptions): Promise<Payment>;
    findPayment(query: ObjectQuery, options?: PaymuxCallOptions): Promise<Payment | undefined>;
  };
  readonly payouts: {
    createPayout(request: CreatePayoutRequest, options?: PaymuxCallOptions): Promise<Payout>;
    findPayout(query: ObjectQuery, options?: PaymuxCallOptions): Promise<Payout | undefined>;
  };
  readonly refunds: {
    createRefund(request: CreateRefundRequest, options?: PaymuxCallOptions): Promise<Refund>;
    findRefund(query: ObjectQuery, options?: PaymuxCallOptions): Promise<Refund | undefined>;
  };

  /** The account that is used where none is named. */
  readonly defaultAccount: string;
  /** The ids of all accounts. */
  readonly accounts: readonly string[];

  /**
   * The provider behind an account, with all that it offers beyond what every account has:
   * the same object each time.
   *
   * @throws {@link InvalidRequestError} No such account. Names those that are configured.
   */
  provider(account?: string): PaymentProvider;

  readonly webhooks: {
    /**
     * A fetch-standard function that answers webhook deliveries. The account is the last
     * segment of the request's path: `/webhooks/cryptomus`.
     */
    handler(handlers: WebhookHandlers): FetchHandler;
  };

  /**
   * Closes every connection that was opened here, and nothing that was handed in. A second call waits for
   * the first. Make no calls afterwards.
   */
  close(): Promise<void>;
}
