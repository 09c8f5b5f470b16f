import type { PaymentsError } from '../errors/payments-error.js';
import type { Schema } from '../options/schema.js';
import type { CallOptions } from './call-options.js';
import type { WireCall } from './wire.js';

/** One call to a provider, with all that is needed to judge its answer. */
export interface ApiCall<Answer> extends WireCall {
  /** The contract method, such as `createPayout`, for errors, logs and traces. */
  readonly operation: string;
  /** The caller's reference, else the provider's id: what an error names. */
  readonly subject: string;
  /** Whether the call can change anything at the provider. */
  readonly mutating: boolean;
  /**
   * For how long after the first sending a repeat of a changing call is safe, in
   * milliseconds: 0 never. Calls that only read are always repeated.
   */
  readonly deduplicatesForMs: number;
  /** Whether the provider's word that there is no such object is an answer. */
  readonly mayBeAbsent: boolean;
  /** The fields read from the answer, and no others. */
  readonly answer: Schema<Answer>;
  /** Why a checked answer is not the answer to this call, such as an older object under the same reference. */
  readonly objection?: ((answer: Answer) => PaymentsError | undefined) | undefined;
}

/**
 * Carries calls to one provider: encodes and signs once, sends, waits, repeats where that
 * is safe, and judges what came back.
 *
 * Implementations keep nothing between calls and may be used concurrently.
 */
export interface ApiClient {
  /**
   * Makes one call, with as many attempts as the account's policy and the call allow.
   *
   * Once an attempt's outcome was unknown, only an answer settles a changing call: nothing
   * later turns it into `not_sent` or `rejected`.
   *
   * @returns The checked answer; `undefined` only for a call that {@link ApiCall.mayBeAbsent | may be absent}.
   * @throws {@link ProviderUnreachableError}, {@link RateLimitedError}, {@link CallAbortedError} Nothing was done.
   * @throws {@link ProviderRefusedError}, {@link AuthenticationRefusedError} The provider said no.
   * @throws {@link OutcomeUnknownError}, {@link ReferenceConflictError} The provider may have acted.
   */
  call<Answer>(call: ApiCall<Answer>, options?: CallOptions): Promise<Answer | undefined>;
}
