import type { CallOptions } from '../api/call-options.js';
import type { Money } from '../money/money.js';
import type { Listing } from '../provider/listing.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import type { CreatePaymentRequest } from './create-payment-request.js';
import type { Payment } from './payment.js';

/** Names an existing payment to be changed. */
export interface ChangePaymentRequest {
  /** The provider's identifier of the payment. */
  readonly providerId: string;
  /** The key of this change; generated, with a warning, when absent. Same grammar as a reference. */
  readonly idempotencyKey?: string | undefined;
}

/** Confirms a payment, with the payer's chosen method where the provider wants one. */
export interface ConfirmPaymentRequest extends ChangePaymentRequest {
  readonly paymentMethod?: string | undefined;
}

/** Takes the money of an authorized payment, all of it unless `amount` says less. */
export interface CapturePaymentRequest extends ChangePaymentRequest {
  readonly amount?: Money | undefined;
}

/**
 * Takes payments at one provider.
 *
 * Implementations keep nothing between calls and may be used concurrently. What a
 * provider does not offer is absent, never a method that throws. Every method throws
 * {@link InvalidRequestError} before sending anything that cannot be right.
 */
export interface PaymentProcessor {
  /**
   * Opens a payment and returns it as the provider sees it.
   *
   * Repeating the call with the same `reference` and contents returns the payment
   * opened first, within the window that `capabilities` declares.
   *
   * @returns The payment, usually `pending`; some providers settle at once.
   * @throws {@link ProviderRefusedError} The provider declined. Nothing was opened.
   * @throws {@link ReferenceConflictError} The reference was used with other contents.
   * @throws {@link OutcomeUnknownError} The answer got lost. The payment may exist:
   *   look it up by `reference` before opening another.
   */
  createPayment(request: CreatePaymentRequest, options?: CallOptions): Promise<Payment>;

  /**
   * Reads a payment. Answers `undefined` if the provider knows none by that name,
   * which does not prove that none is on its way.
   */
  findPayment(query: ObjectQuery, options?: CallOptions): Promise<Payment | undefined>;

  /** Lists payments by the time of creation. */
  listPayments?(query?: ListQuery, options?: CallOptions): Listing<Payment>;

  /** Confirms a payment that waits for it. An outcome other than success is looked up by id. */
  confirmPayment?(request: ConfirmPaymentRequest, options?: CallOptions): Promise<Payment>;

  /** Takes the money of a payment opened with `capture: 'manual'`. */
  capturePayment?(request: CapturePaymentRequest, options?: CallOptions): Promise<Payment>;

  /** Gives up a payment that has not succeeded. */
  cancelPayment?(request: ChangePaymentRequest, options?: CallOptions): Promise<Payment>;
}
