import type { CreatePaymentProviderOptions, PaymentProvider } from '@paymux/core';
import { expectTypeOf } from 'vitest';
import { createCryptomus, type CryptomusOptions, type CryptomusProvider } from '../src/index.js';

const merchantId = 'merchant-1';
declare const maybe: string | undefined;
declare const configured: CryptomusOptions;
declare const side: 'payment' | 'payout';

// With both keys everything is there without asking.
const both = createCryptomus({ merchantId, paymentApiKey: 'a', payoutApiKey: 'b' });
expectTypeOf(both.payments).not.toBeNullable();
expectTypeOf(both.payouts).not.toBeNullable();
expectTypeOf(both.refunds).not.toBeNullable();
expectTypeOf(both.transfers).not.toBeNullable();
expectTypeOf(both).toExtend<CryptomusProvider>();
expectTypeOf(both).toExtend<PaymentProvider>();

// With one key, the parts of the other have to be asked for.
const payments = createCryptomus({ merchantId, paymentApiKey: 'a' });
expectTypeOf(payments.payments).not.toBeNullable();
expectTypeOf(payments.refunds).not.toBeNullable();
expectTypeOf(payments.staticWallets).not.toBeNullable();
expectTypeOf(payments.payouts).toExtend<CryptomusProvider['payouts']>();
// @ts-expect-error There may be no payouts.
void payments.payouts.findPayout({ reference: 'a' });
// @ts-expect-error Nor transfers.
void payments.transfers.transferToPersonal({ reference: 'a', amount: { amount: '1', currency: 'USDT' } });

const payouts = createCryptomus({ merchantId, payoutApiKey: 'b' });
expectTypeOf(payouts.payouts).not.toBeNullable();
// @ts-expect-error There may be no payments.
void payouts.payments.findPayment({ reference: 'a' });
// @ts-expect-error The payment key signs refunds unless told otherwise.
void payouts.refunds.createRefund;

// A key that may be missing, or options from elsewhere, promise nothing.
// @ts-expect-error The key may be undefined.
void createCryptomus({ merchantId, paymentApiKey: maybe, payoutApiKey: 'b' }).payments.findPayment;
// @ts-expect-error Nobody knows which keys these are.
void createCryptomus(configured).payouts.findPayout;

// Refunds follow the key that signs them.
expectTypeOf(
  createCryptomus({ merchantId, payoutApiKey: 'b', refundsSignedWith: 'payout' }).refunds,
).not.toBeNullable();
// @ts-expect-error The payout key would sign them, and is missing.
void createCryptomus({ merchantId, paymentApiKey: 'a', refundsSignedWith: 'payout' }).refunds.createRefund;
// @ts-expect-error Either key may sign them, and one is missing.
void createCryptomus({ merchantId, paymentApiKey: 'a', refundsSignedWith: side }).refunds.createRefund;
void createCryptomus({ merchantId, paymentApiKey: 'a', payoutApiKey: 'b', refundsSignedWith: side }).refunds
  .createRefund;

// What the provider cannot do does not exist.
// @ts-expect-error Nothing is captured here.
void both.payments.capturePayment;
// @ts-expect-error No payment is cancelled here.
void both.payments.cancelPayment;
// @ts-expect-error No payment is confirmed here.
void both.payments.confirmPayment;
// @ts-expect-error No payout is cancelled here.
void both.payouts.cancelPayout;
// @ts-expect-error Refunds cannot be looked up.
void both.refunds.findRefund;
// @ts-expect-error Nor listed.
void both.refunds.listRefunds;

const amount = { amount: '1.00', currency: 'USD' };
// @ts-expect-error A number is no amount.
void both.payments.createPayment({ reference: 'a', amount: { amount: 1, currency: 'USD' } });
// @ts-expect-error The option is called toCurrency.
void both.payments.createPayment({ reference: 'a', amount, providerOptions: { cryptomus: { tocurrency: 'USDT' } } });
// @ts-expect-error There is no such source of rates.
const wrongSource: CreatePaymentProviderOptions = { cryptomus: { rateSource: 'Coinbase' } };
// @ts-expect-error A query names one object, and one only.
void both.payments.findPayment({ reference: 'a', providerId: 'b' });

// The parts of an account are not exchanged.
// @ts-expect-error They are read only.
both.payments = payments.payments;

export { wrongSource };
