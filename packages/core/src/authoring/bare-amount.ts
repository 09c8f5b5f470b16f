import type { ApiCall, ApiClient } from '../api/api-client.js';
import type { CallOptions } from '../api/call-options.js';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import type { Money } from '../money/money.js';
import type { Payment } from '../payment/payment.js';
import type { Clock } from '../time/clock.js';
import type { Find } from './find-by-scan.js';
import type { AnyOperation, OperationBinder } from './operations.js';

/** What the two calls of a bare amount share. */
export interface BareAmountHost {
  readonly provider: string;
  readonly clock: Clock;
  readonly operations: OperationBinder;
  /** Time for both calls together, where the caller does not say. */
  readonly deadlineMs: number;
  readonly findPayment: Find<Payment>;
}

/** A request about a payment, by either name of its id. */
interface BareRequest {
  readonly amount?: Money | undefined;
  readonly paymentId?: string | undefined;
  readonly providerId?: string | undefined;
}

/** Callers without types may hand over anything; the operation's own check says so. */
type Method = (request: BareRequest | null | undefined, options?: CallOptions) => Promise<unknown>;

/**
 * A method whose call names an amount and no currency: the provider would take any number for the payment's own.
 * The payment is looked at first, after the request was checked and before anything changes.
 */
export function withSameCurrency(
  { clock, deadlineMs, findPayment, operations, provider }: BareAmountHost,
  client: ApiClient,
  name: string,
  operation: AnyOperation,
): Method {
  function clientFor({ amount, paymentId, providerId }: BareRequest): ApiClient {
    return {
      async call<Answer>(call: ApiCall<Answer>, options: CallOptions = {}): Promise<Answer | undefined> {
        if (amount === undefined) return client.call(call, options);
        const { currency } = amount;
        const startedAt = clock.now().getTime();
        const payment = await findPayment({ providerId: paymentId ?? providerId ?? '' }, options);
        const refuse = (path: string, message: string): never => {
          throw new InvalidRequestError([{ path, message }], { provider, operation: name });
        };
        if (payment === undefined)
          return refuse(paymentId === undefined ? 'providerId' : 'paymentId', 'names no payment of this account');
        if (payment.amount.currency.toUpperCase() !== currency.toUpperCase())
          refuse('amount.currency', 'must be the currency of the payment');
        const leftMs = (options.deadlineMs ?? deadlineMs) - (clock.now().getTime() - startedAt);
        return client.call(call, { ...options, deadlineMs: Math.max(leftMs, 1) });
      },
    };
  }

  return (request, options) => {
    const methods = operations(clientFor(request ?? {}), { [name]: operation });
    return (methods[name] as Method)(request, options);
  };
}
