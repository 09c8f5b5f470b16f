import type { JsonObject } from '../../json/encode-json.js';
import type { RefusalCode } from '../refusal.js';

/** What happens when an intent is confirmed with a payment method. */
export type ConfirmOutcome =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'slow' }
  | { readonly kind: 'action'; readonly nextAction: (payPageUrl: string) => JsonObject }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

const TEST_METHODS: Readonly<Record<string, ConfirmOutcome>> = {
  pm_card_declined: { kind: 'refused', code: 'card_declined' },
  pm_card_processing_error: { kind: 'refused', code: 'processing_error' },
  pm_fraud: { kind: 'refused', code: 'transaction_blocked' },
  pm_card_3ds: { kind: 'action', nextAction: (url) => ({ type: '3ds2', url }) },
  pm_otp: { kind: 'action', nextAction: () => ({ type: 'otp', channel: 'sms' }) },
  pm_slow: { kind: 'slow' },
};

/** The outcome of a payment method. Methods without a rule of their own succeed, and so does none. */
export function confirmOutcome(paymentMethod: string | undefined): ConfirmOutcome {
  if (paymentMethod?.endsWith('0001') === true) return { kind: 'refused', code: 'card_declined' };
  const name = paymentMethod ?? '';
  return (Object.hasOwn(TEST_METHODS, name) ? TEST_METHODS[name] : undefined) ?? { kind: 'succeeds' };
}
