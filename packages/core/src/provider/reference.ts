/** What a reference looks like, as a clause for problems. */
export const REFERENCE_RULE = 'must be 1 to 100 letters, digits, "_" or "-"';

const REFERENCE = /^[A-Za-z0-9_-]{1,100}$/;

/** Whether `value` can name a payment, payout or refund: 1 to 100 letters, digits, `_` or `-`. */
export function isReference(value: unknown): value is string {
  return typeof value === 'string' && REFERENCE.test(value);
}
