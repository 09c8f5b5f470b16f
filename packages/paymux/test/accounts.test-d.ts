import type { PaymentProvider, PaymuxPlugin } from '@paymux/core';
import { requireFeature, supports } from '@paymux/core';
import type { FakeProvider } from '@paymux/core/testing';
import { type CryptomusOptions, createCryptomus } from '@paymux/cryptomus';
import { configFromEnv, configFromFile, createPaymux, type Paymux } from '../src/index.js';

declare const fake: FakeProvider;
declare const options: CryptomusOptions;

const paymux = await createPaymux({
  accounts: [
    { id: 'crypto', provider: 'cryptomus', options: { merchantId: 'm-1', paymentApiKey: 'env:CRYPTOMUS_KEY' } },
    { id: 'vault', provider: 'cryptomus', options: { merchantId: 'm-1', payoutApiKey: async () => 'key' } },
    { id: 'payouts', provider: 'heleket', options: { merchantId: 'm-1', payoutApiKey: 'file:/run/key' } },
    { id: 'keys', provider: 'heleket', options: { dialect: 'api-key', merchantId: 'm-1', apiKey: 'key' } },
    { id: 'either', provider: 'heleket', options: { dialect: 'env:DIALECT', merchantId: 'm-1', paymentApiKey: 'key' } },
    { id: 'cards', provider: 'molam', options: { apiKey: 'sk_1', webhookSecrets: { 1: () => 'whsec_1' } } },
    { id: 'asking', provider: 'molam', options: { apiKey: 'sk_1', webhookSecrets: (kid: string) => kid } },
    { id: 'loose', provider: 'cryptomus', options },
    { id: 'fake', provider: fake },
    { id: 'plugin', provider: 'npm:@acme/paymux-acme', options: { colour: 'env:COLOUR' } },
  ],
  defaultAccount: 'cards',
});

// What the options give is there without asking.
void paymux.provider('crypto').payments.resendWebhook({ providerId: '1' });
void paymux.provider('crypto').refunds.createRefund({ reference: 'refund-1', paymentId: '1' });
void paymux.provider('vault').payouts.findPayout({ reference: 'salary-1' });
void paymux.provider('payouts').payouts.quotePayout;
void paymux.provider('keys').payouts.cancelPayout({ providerId: '1' });
void paymux.provider('cards').payments.capturePayment({ providerId: '1' });
void paymux.provider('cards').webhooks.validate;
void paymux.provider('asking').webhooks.validate;
void paymux.provider('loose').webhooks.validate;
void paymux.provider('fake').control.pay('order-1');
void paymux.provider().webhookEndpoints.listEndpoints();
export const plugin: PaymentProvider = paymux.provider('plugin');

// @ts-expect-error - Without the payout key there are no payouts.
void paymux.provider('crypto').payouts.findPayout({ reference: 'salary-1' });

// @ts-expect-error - Nor payments without the payment key.
void paymux.provider('vault').payments.findPayment({ reference: 'order-1' });

// @ts-expect-error - Cryptomus takes no money of a payment that was only authorized.
void paymux.provider('crypto').payments.capturePayment;

// @ts-expect-error - The dialect has no payments.
void paymux.provider('keys').payments.findPayment;

// @ts-expect-error - Which dialect it is, the environment says, and with it whether there are payments.
void paymux.provider('either').payments.findPayment({ reference: 'order-1' });

// @ts-expect-error - Without the entity they are made for there are no payouts.
void paymux.provider('cards').payouts.createPayout;

// @ts-expect-error - Options that are known as such only may hold either key.
void paymux.provider('loose').payments.findPayment({ reference: 'order-1' });

// @ts-expect-error - What a plugin offers is known at run time.
void paymux.provider('plugin').payments.findPayment({ reference: 'order-1' });

// @ts-expect-error - There is no account of that id.
void paymux.provider('main');

// @ts-expect-error - Nor for a call.
void paymux.payments.findPayment({ reference: 'order-1' }, { account: 'main' });

for (const id of paymux.accounts) paymux.provider(id);

// A Paymux with known accounts is one with any, and can be handed to whatever works with one.
const any: Paymux = paymux;
any.provider('main');

// Where the configuration is read at run time, ids and parts are.
for (const config of [configFromEnv({}), configFromFile('paymux.json')]) {
  const read = await createPaymux(config);
  const provider: PaymentProvider = read.provider('any');
  void read.payments.findPayment({ reference: 'order-1' }, { account: 'any' });

  // @ts-expect-error - Whether there are payouts has to be asked first.
  void read.provider('any').payouts.findPayout({ reference: 'salary-1' });
  if (supports(provider, 'payouts')) void provider.payouts.findPayout({ reference: 'salary-1' });
  void requireFeature(provider, 'payments.cancelPayment').payments.cancelPayment({ providerId: '1' });
}

const order = { reference: 'order-1', amount: { amount: '1', currency: 'USD' } } as const;
void paymux.payments.createPayment({ ...order, providerOptions: { cryptomus: {}, molam: {} } });

// @ts-expect-error - There is no provider of that name to have options for.
void paymux.payments.createPayment({ ...order, providerOptions: { cryptomous: {} } });

// @ts-expect-error - Nor has the provider such an option.
void paymux.payments.createPayment({ ...order, providerOptions: { cryptomus: { colour: 'blue' } } });

// @ts-expect-error - A provider is named, or a plugin as npm: or module:.
void createPaymux({ accounts: [{ id: 'main', provider: '@acme/paymux-acme' }] });

// @ts-expect-error - The default account is one of those that are configured.
void createPaymux({ accounts: [{ id: 'main', provider: 'cryptomus' }], defaultAccount: 'other' });

export const acme = {
  id: 'cryptomus',
  specificationVersion: 1,
  connect: createCryptomus,
} satisfies PaymuxPlugin<CryptomusOptions>;

// @ts-expect-error - A plugin says which version of the contract it is written for.
export const nameless: PaymuxPlugin<CryptomusOptions> = { id: 'cryptomus', connect: createCryptomus };
