import type { Payment, PaymentProvider, VerifiedEvent } from '@paymux/core';
import type { CryptomusOptions } from '@paymux/cryptomus';
import type { MolamOptions } from '@paymux/molam';
import { createPaymux, type Paymux, type PaymuxConfig } from '../src/index.js';

declare const paymux: Paymux;
declare const payment: Payment;
declare const cryptomus: CryptomusOptions;
declare const molam: MolamOptions;
declare const provider: PaymentProvider;

const config: PaymuxConfig = {
  accounts: [
    { id: 'typed', provider: 'cryptomus', options: cryptomus },
    { id: 'molam', provider: 'molam', options: molam },
    { id: 'connected', provider },
    { id: 'by-reference', provider: 'cryptomus', options: { merchantId: 'env:ID', paymentApiKey: async () => 'key' } },
  ],
  defaultAccount: 'typed',
};

void paymux.payments.createPayment({ reference: 'order-1', amount: { amount: '15.00', currency: 'USD' } });

// @ts-expect-error - A number is no amount.
void paymux.payments.createPayment({ reference: 'order-1', amount: { amount: 15, currency: 'USD' } });

void paymux.payouts.createPayout({
  reference: 'salary-1',
  // @ts-expect-error - Nor for a payout.
  amount: { amount: 15, currency: 'USDT' },
  destination: { type: 'crypto_address', address: 'T-address' },
});

const release = (event: VerifiedEvent): void => void event;
paymux.webhooks.handler({ on: release });

// @ts-expect-error - A body that was only parsed is no verified event.
release(JSON.parse('{}') as { kind: 'payment' });

// @ts-expect-error - Nor is an event written down with everything a verified one has to show.
release({
  kind: 'payment',
  provider: 'cryptomus',
  type: 'payment',
  deduplicationKey: 'made-up',
  needsConfirmation: false,
  payment,
});

// @ts-expect-error - A handler that asks for something else than verified events cannot be registered.
paymux.webhooks.handler({ on: (event: { readonly order_id: string }) => void event });

// @ts-expect-error - There is no provider of that name.
void createPaymux({ accounts: [{ id: 'main', provider: 'stripe' }] });

// @ts-expect-error - Options that every adapter has keep their types.
void createPaymux({ accounts: [{ id: 'main', provider: 'cryptomus', options: { timeoutMs: 'soon' } }] });

// @ts-expect-error - A provider that is connected already takes no options.
void createPaymux({ accounts: [{ id: 'main', provider, options: { timeoutMs: 1 } }] });

// @ts-expect-error - An account has an id.
void createPaymux({ accounts: [{ provider: 'cryptomus' }] });

// @ts-expect-error - What was put together is not changed in place.
paymux.defaultAccount = 'other';

export { config };
