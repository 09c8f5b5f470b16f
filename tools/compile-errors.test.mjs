import { expect, test } from 'vitest';
import { compileBlocks } from './compile-blocks.mjs';

/**
 * What the compiler says about a program against the last build, without the place.
 *
 * @param {string} text
 */
function complaintsAbout(text) {
  const blocks = [{ language: 'ts', text, line: 1, continues: false, from: undefined }];
  return compileBlocks([{ name: 'docs/mistake.md', blocks }]).map((complaint) => complaint.replace(/^\S+ /, ''));
}

test('an operation that a provider has not is named by the compiler', () => {
  const complaints = complaintsAbout(`
    import { createCryptomus } from '@paymux/cryptomus';
    const { payments } = createCryptomus({ merchantId: 'm', paymentApiKey: 'k' });
    await payments.capturePayment({ providerId: '1' });
  `);

  expect(complaints).toEqual([
    "Property 'capturePayment' does not exist on type 'CryptomusPayments'. Did you mean 'createPayment'?",
  ]);
});

test('a part without its key, or a part that nobody has asked for, is possibly undefined', () => {
  const complaints = complaintsAbout(`
    import { createCryptomus } from '@paymux/cryptomus';
    import type { PaymentProvider } from '@paymux/core';
    declare const provider: PaymentProvider;
    await provider.payments.findPayment({ providerId: '1' });
    const { payouts } = createCryptomus({ merchantId: 'm', paymentApiKey: 'k' });
    await payouts.findPayout({ providerId: '1' });
  `);

  expect(complaints).toEqual(["'provider.payments' is possibly 'undefined'.", "'payouts' is possibly 'undefined'."]);
});

test('a misspelt option of one provider is named, with the type that knows the right ones', () => {
  const complaints = complaintsAbout(`
    import type { PaymentProcessor } from '@paymux/core';
    import '@paymux/molam';
    declare const payments: PaymentProcessor;
    const order = { reference: 'order-1', amount: { amount: '1', currency: 'USD' } };
    await payments.createPayment({ ...order, providerOptions: { molam: { custmer: 'cus_1' } } });
  `);

  expect(complaints).toEqual([
    "Object literal may only specify known properties, and 'custmer' does not exist in type 'MolamPaymentOptions'.",
  ]);
});

test('an event that no validator has verified is said to lack just that', () => {
  const complaints = complaintsAbout(`
    import type { VerifiedEvent } from '@paymux/core';
    declare function handle(event: VerifiedEvent): void;
    const event = {
      kind: 'unrecognised', type: 't', provider: 'p', deduplicationKey: 'k', needsConfirmation: false,
    } as const;
    handle(event);
  `);

  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain("Property '[verified]' is missing");
  expect(complaints[0]).toContain("required in type 'UnrecognisedEvent'");
});
