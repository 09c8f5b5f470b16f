import type { CreatePaymentProviderOptions, PaymentProvider } from '@paymux/core';
import { expectTypeOf } from 'vitest';
import { createHeleket, type HeleketOptions, type HeleketProvider, paymentKey } from '../src/index.js';

const merchantId = 'merchant-1';
declare const configured: HeleketOptions;

// With both keys everything is there without asking.
const both = createHeleket({ merchantId, paymentApiKey: 'a', payoutApiKey: 'b' });
expectTypeOf(both.payments.listAmlLinks).not.toBeNullable();
expectTypeOf(both.payouts.quotePayout).not.toBeNullable();
expectTypeOf(both.refunds).not.toBeNullable();
expectTypeOf(both).toExtend<HeleketProvider>();
expectTypeOf(both).toExtend<PaymentProvider>();
// @ts-expect-error No payout is cancelled here.
void both.payouts.cancelPayout;
// @ts-expect-error There is no such call.
void both.payments.markAsPaid;

// Refunds come with the payout key.
expectTypeOf(createHeleket({ merchantId, payoutApiKey: 'b' }).refunds).not.toBeNullable();
// @ts-expect-error The payment key does not sign them.
void createHeleket({ merchantId, paymentApiKey: 'a' }).refunds.createRefund;
// @ts-expect-error A payment key does not sign payouts.
createHeleket({ merchantId, payoutApiKey: paymentKey('a') });

// The other dialect has payouts alone.
const byKey = createHeleket({ dialect: 'api-key', merchantId, apiKey: 'k', webhookSecret: 's' });
expectTypeOf(byKey.payouts.cancelPayout).not.toBeNullable();
expectTypeOf(byKey.webhooks.validate).not.toBeNullable();
expectTypeOf(byKey.payments).toBeUndefined();
expectTypeOf(byKey).toExtend<PaymentProvider>();
// @ts-expect-error Without a secret there may be no webhooks.
void createHeleket({ dialect: 'api-key', merchantId, apiKey: 'k' }).webhooks.validate;
// @ts-expect-error A reference finds nothing there.
void byKey.payouts.findPayout({ reference: 'a' });
// @ts-expect-error It needs its own key.
createHeleket({ dialect: 'api-key', merchantId, paymentApiKey: 'a' });

// Nobody knows what these are.
expectTypeOf(createHeleket(configured)).toExtend<PaymentProvider>();
// @ts-expect-error There may be no payouts.
void createHeleket(configured).payouts.findPayout;

// @ts-expect-error The option is called payerEmail.
const wrongName: CreatePaymentProviderOptions = { heleket: { payeremail: 'a@b.example' } };

export { wrongName };
