import { PaymentsError } from './payments-error.js';

/** The result of a call as a value. */
export type Settled<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: PaymentsError };

/**
 * Turns a call's payment errors into values, for callers who would rather branch than catch.
 *
 * @throws Whatever is not a {@link PaymentsError}: a defect in a program is not a result.
 * @example
 * ```ts
 * const result = await settle(provider.payouts.createPayout(request));
 * if (!result.ok && result.error.outcome === 'unknown') await followUp(request.reference);
 * ```
 */
export async function settle<Value>(call: Promise<Value> | (() => Promise<Value>)): Promise<Settled<Value>> {
  try {
    return { ok: true, value: await (typeof call === 'function' ? call() : call) };
  } catch (error) {
    if (PaymentsError.isInstance(error)) return { ok: false, error };
    throw error;
  }
}
