import type { Payment, PaymentProvider, ProviderFeature } from '../index.js';
import { requireFeature, supports } from '../index.js';

declare const provider: PaymentProvider;

// @ts-expect-error - Whether there is a method has to be asked first.
void provider.payments.capturePayment({ providerId: '1' });

// @ts-expect-error - That there is the part does not say that there is the method.
if (supports(provider, 'payments')) void provider.payments.capturePayment({ providerId: '1' });

if (supports(provider, 'payments.capturePayment')) {
  const captured: Promise<Payment> = provider.payments.capturePayment({ providerId: '1' });
  void captured;
  void provider.payments.createPayment({ reference: 'order-1', amount: { amount: '1', currency: 'USD' } });

  // @ts-expect-error - One method says nothing about another.
  void provider.payments.cancelPayment({ providerId: '1' });
}

if (supports(provider, 'payouts') && supports(provider, 'refunds.findRefund')) {
  void provider.payouts.findPayout({ reference: 'salary-1' });
  void provider.refunds.findRefund({ reference: 'refund-1' });
}

if (supports(provider, 'webhooks')) void provider.webhooks.validate({ headers: new Headers(), body: new Uint8Array() });

void requireFeature(provider, 'payouts.cancelPayout').payouts.cancelPayout({ providerId: '1' });

// @ts-expect-error - The contract has no such method.
supports(provider, 'payments.refundPayment');

// @ts-expect-error - Nor such a part.
requireFeature(provider, 'subscriptions');

// @ts-expect-error - A method belongs to its part.
export const misplaced: ProviderFeature = 'payouts.capturePayment';
