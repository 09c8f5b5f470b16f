import { Secret } from '@paymux/core';

declare const purpose: unique symbol;

/** The key that signs payment calls and payment webhooks. A {@link PayoutKey} in its place does not compile. */
export type PaymentKey = Secret & { readonly [purpose]?: 'payment' };

/** The key that signs payout calls and payout webhooks. A {@link PaymentKey} in its place does not compile. */
export type PayoutKey = Secret & { readonly [purpose]?: 'payout' };

/** Marks a credential as the payment key, so that the compiler keeps it away from payouts. */
export function paymentKey(key: string | Secret): PaymentKey & { readonly [purpose]: 'payment' } {
  return Secret.of(key) as PaymentKey & { readonly [purpose]: 'payment' };
}

/** Marks a credential as the payout key, so that the compiler keeps it away from payments. */
export function payoutKey(key: string | Secret): PayoutKey & { readonly [purpose]: 'payout' } {
  return Secret.of(key) as PayoutKey & { readonly [purpose]: 'payout' };
}
