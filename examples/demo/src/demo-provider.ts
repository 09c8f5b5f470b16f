import type { CreatePayoutRequest, Money } from '@paymux/core';
import { createFakeProvider } from '@paymux/core/testing';
import {
  type Delivery,
  type MerchantSimulator,
  type MoneyMovement,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';
import type { AccountConfig } from 'paymux';

/** A local provider that the story plays against, and what the story needs to know of it. */
export interface DemoProvider {
  /** Where it listens. */
  readonly baseUrl: string;
  /** The account's configuration: the only place where one provider differs from another. */
  readonly account: AccountConfig;
  readonly payout: Pick<CreatePayoutRequest, 'amount' | 'destination' | 'network' | 'feeFrom'>;
  /** Says where webhooks go, at providers that are not told with each request. */
  readonly registerEndpoint?: ((url: string) => void) | undefined;
  /** The payer pays all of it. Resolves once the provider has delivered its webhook. */
  pay(paymentId: string): Promise<void>;
  /** The payout goes out and arrives. Resolves once the provider has delivered its webhooks. */
  completePayout(payoutId: string): Promise<void>;
  /** Someone who does not know the key sends a payment of their own making. The answer's status. */
  forgeWebhook(paymentId: string): Promise<number>;
  /** The last genuine delivery about a payment comes once more. The answer's status. */
  replayWebhook(paymentId: string): Promise<number>;
  /** What really left the provider for this payout, by its own books. */
  sent(payoutId: string): readonly Money[];
  close(): Promise<void>;
}

/** The providers the story can be played on, by the name that `PROVIDER` gives. */
export const DEMO_PROVIDERS: Readonly<Record<string, () => Promise<DemoProvider>>> = {
  cryptomus: async () => merchantProvider('cryptomus', await startCryptomusSimulator()),
  heleket: async () => merchantProvider('heleket', await startHeleketSimulator()),
  molam: startMolam,
  fake: startFake,
};

/** A provider with a payment key and a payout key, and signatures in its webhooks. */
function merchantProvider(provider: 'cryptomus' | 'heleket', simulator: MerchantSimulator): DemoProvider {
  const { baseUrl, control, merchantId, paymentKey, payoutKey } = simulator;
  return {
    baseUrl,
    account: {
      id: 'main',
      provider,
      options: { merchantId, paymentApiKey: paymentKey, payoutApiKey: payoutKey, baseUrl },
    },
    payout: {
      amount: { amount: '25.5', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      feeFrom: 'balance',
    },
    pay: async (paymentId) => void (await control.pay(paymentId)),
    completePayout: async (payoutId) => {
      while (control.payouts().some(({ isFinal, uuid }) => uuid === payoutId && !isFinal)) {
        await control.advancePayout(payoutId);
      }
    },
    forgeWebhook: async (paymentId) => statusOf(await control.forgeWebhook({ about: paymentId })),
    replayWebhook: (paymentId) => replayLast(control, paymentId),
    sent: (payoutId) => transfersOf(control, payoutId),
    close: () => simulator.close(),
  };
}

async function startMolam(): Promise<DemoProvider> {
  const secret = 'whsec_demo_4f1c';
  const simulator = await startMolamSimulator({ autopilot: false, webhookSecret: { kid: '1', secret } });
  const { apiKey, baseUrl, control } = simulator;
  return {
    baseUrl,
    account: {
      id: 'main',
      provider: 'molam',
      options: { apiKey, baseUrl, originEntityId: 'merch_demo', webhookSecrets: { 1: secret } },
    },
    payout: {
      amount: { amount: '250.75', currency: 'EUR' },
      destination: { type: 'bank_account', bankCode: 'SNBK', accountNumber: 'SN08 0010 1234 5678', holder: 'Awa Diop' },
    },
    registerEndpoint: (url) => void control.registerEndpoint({ url }),
    pay: async (paymentId) => void (await control.pay(paymentId)),
    completePayout: async (payoutId) => {
      for (const status of ['processing', 'sent', 'settled']) await control.settle(payoutId, status);
    },
    forgeWebhook: async (paymentId) => statusOf(await control.forgeWebhook({ about: paymentId })),
    replayWebhook: (paymentId) => replayLast(control, paymentId),
    sent: (payoutId) => transfersOf(control, payoutId),
    close: () => simulator.close(),
  };
}

/** What the simulators tell alike of deliveries and of the books. */
interface Records {
  deliveries(): readonly Delivery[];
  redeliver(delivery: number): Promise<Delivery>;
  transfers(): readonly MoneyMovement[];
}

async function replayLast(records: Records, paymentId: string): Promise<number> {
  const delivery = records.deliveries().findLast(({ nature, uuid }) => uuid === paymentId && nature === 'real');
  if (delivery === undefined) throw new Error('Nothing was delivered about this payment.');
  return statusOf(await records.redeliver(delivery.id));
}

function transfersOf(records: Records, payoutId: string): readonly Money[] {
  return records
    .transfers()
    .filter(({ kind, uuid }) => kind === 'payout' && uuid === payoutId)
    .map(({ amount, currency }) => ({ amount, currency }));
}

async function startFake(): Promise<DemoProvider> {
  const fake = createFakeProvider();
  const { control } = fake;
  // It sends nothing over a network by itself; the story listens on a real port.
  control.deliverTo((request) => fetch(request));
  return {
    baseUrl: 'nowhere: it is in this process',
    account: { id: 'main', provider: fake },
    payout: {
      amount: { amount: '25.5', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    },
    pay: async (paymentId) => void (await control.pay(paymentId)),
    completePayout: async (payoutId) => void (await control.completePayout(payoutId)),
    forgeWebhook: async (paymentId) => statusOf(await control.forgeWebhook({ about: paymentId })),
    replayWebhook: async (paymentId) => {
      const delivery = control.deliveries().findLast(({ genuine, objectId }) => objectId === paymentId && genuine);
      return delivery === undefined ? 0 : statusOf(await control.redeliver(delivery.id));
    },
    sent: (payoutId) => control.transfers().filter(({ id, kind }) => kind === 'payout' && id === payoutId),
    close: () => fake.close(),
  };
}

function statusOf({ attempts }: { readonly attempts: readonly { readonly status: number | undefined }[] }): number {
  return attempts.at(-1)?.status ?? 0;
}
