import type { PaymentProvider, Secret, WebhookValidator } from '@paymux/core';
import { expectTypeOf } from 'vitest';
import {
  createMolam,
  type MolamOptions,
  type MolamPayouts,
  type MolamProvider,
  type MolamSecretSource,
  verifySignature,
} from '../src/index.js';

declare const someOptions: MolamOptions;
declare const vault: (kid: string) => Promise<string | undefined>;
declare const secretVault: (kid: string) => Secret | undefined;
declare const body: Uint8Array;

const apiKey = 'sk_test_1';

// Payments and refunds need nothing but the key.
const smallest = createMolam({ apiKey });
expectTypeOf(smallest).toExtend<MolamProvider>();
expectTypeOf(smallest).toExtend<PaymentProvider>();
expectTypeOf(smallest.payments.capturePayment).toBeFunction();
expectTypeOf(smallest.refunds.findRefund).toBeFunction();
expectTypeOf(smallest.payouts).toEqualTypeOf<MolamPayouts | undefined>();
expectTypeOf(smallest.webhooks).toEqualTypeOf<Required<WebhookValidator> | undefined>();

// Payouts are there for whoever says whom they are made for, webhooks for whoever has secrets.
const paying = createMolam({ apiKey, originEntityId: 'merch_1' });
expectTypeOf(paying.payouts.cancelPayout).toBeFunction();
expectTypeOf(paying.webhooks).toEqualTypeOf<Required<WebhookValidator> | undefined>();
expectTypeOf(createMolam({ apiKey, webhookSecrets: { 1: 'whsec_a' } }).webhooks.validate).toBeFunction();
expectTypeOf(createMolam({ apiKey, webhookSecrets: vault }).webhooks.validate).toBeFunction();

// Options from elsewhere promise neither.
expectTypeOf(createMolam(someOptions).payouts).toEqualTypeOf<MolamPayouts | undefined>();

// Secrets come at once or later, as text or wrapped.
expectTypeOf(vault).toExtend<MolamSecretSource>();
expectTypeOf(secretVault).toExtend<MolamSecretSource>();
expectTypeOf(verifySignature(null, body, vault, { toleranceMs: 0, now: new Date(0) })).toEqualTypeOf<Promise<void>>();
// @ts-expect-error - A parsed body is not what was signed.
void verifySignature('t=1,v1=a,kid=1', { id: 'evt_1' }, vault);

void smallest.payments.createPayment({
  reference: 'order-1',
  amount: smallest.toAmount('25.00'),
  // @ts-expect-error - A customer is named by id, not by mail address.
  providerOptions: { molam: { customerMail: 'a@b.example' } },
});
// @ts-expect-error - An amount is text.
smallest.toAmount(25);
// @ts-expect-error - A secret is named by its key id.
void smallest.webhookEndpoints.revokeSecret({ endpointId: 'we_1' });
// @ts-expect-error - A tenant is a merchant, an agent or an application.
void smallest.webhookEndpoints.registerEndpoint({ url: 'https://a.example', tenantType: 'shop', tenantId: 'merch_1' });
