import { createFakeProvider } from '@paymux/core/testing';
import {
  type MerchantSimulator,
  type MolamSimulator,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';
import type { AccountConfig } from 'paymux';

/** A provider that the shop is tested on, and what its other side can do. Payments go by their reference. */
export interface ShopProvider {
  readonly account: AccountConfig;
  /** Whether a payer can send less than was asked for. */
  readonly takesParts: boolean;
  /** Tells the provider where webhooks go, where payments do not say so themselves. */
  registerEndpoint?(url: string): void;
  /** The payer pays. Resolves once the webhook was answered. */
  pay(payment: string, amount?: string): Promise<unknown>;
  /** The last webhook comes once more. The answer's status. */
  redeliver(): Promise<number | undefined>;
  /** Somebody else tells of a success. The answer's status. */
  forge(payment: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Every provider that the shop is tested on. A new one is one more line here; the shop and its tests stay as they are. */
export const SHOP_PROVIDERS: Readonly<Record<string, () => Promise<ShopProvider>>> = {
  cryptomus: async () => signedBody('cryptomus', await startCryptomusSimulator()),
  heleket: async () => signedBody('heleket', await startHeleketSimulator()),
  molam: async () => registered(await startMolamSimulator({ webhookSecret: WEBHOOK_SECRET })),
  fake: async () => inThisProcess(),
};

const WEBHOOK_SECRET = { kid: '1', secret: 'whsec_shop_9d2e' };

/** A gateway that signs bodies, played by its simulator. */
function signedBody(provider: 'cryptomus' | 'heleket', simulator: MerchantSimulator): ShopProvider {
  const { baseUrl, control, merchantId, paymentKey } = simulator;
  return {
    account: { id: 'shop', provider, options: { merchantId, paymentApiKey: paymentKey, baseUrl } },
    takesParts: true,
    pay: (payment, amount) => control.pay(payment, { amount }),
    redeliver: async () => statusOf(await control.redeliver(control.deliveries().at(-1)?.id ?? 0)),
    forge: async (payment) => statusOf(await control.forgeWebhook({ about: payment, changes: { status: 'paid' } })),
    close: () => simulator.close(),
  };
}

/** A gateway that takes cards, and knows its endpoints beforehand. */
function registered({ apiKey, baseUrl, close, control }: MolamSimulator): ShopProvider {
  const { kid, secret } = WEBHOOK_SECRET;
  return {
    account: { id: 'shop', provider: 'molam', options: { apiKey, baseUrl, webhookSecrets: { [kid]: secret } } },
    takesParts: false,
    registerEndpoint: (url) => void control.registerEndpoint({ url }),
    pay: (payment) => control.pay(payment),
    redeliver: async () => statusOf(await control.redeliver(control.deliveries().at(-1)?.id ?? 0)),
    forge: async (payment) => statusOf(await control.forgeWebhook({ about: payment })),
    close,
  };
}

function inThisProcess(): ShopProvider {
  const fake = createFakeProvider();
  const { control } = fake;
  control.deliverTo((request) => fetch(request));
  return {
    account: { id: 'shop', provider: fake },
    takesParts: true,
    pay: (payment, amount) => control.pay(payment, { amount }),
    redeliver: async () => statusOf(await control.redeliver(control.deliveries().at(-1)?.id ?? 0)),
    forge: async (payment) => statusOf(await control.forgeWebhook({ about: payment })),
    close: () => fake.close(),
  };
}

function statusOf({ attempts }: { readonly attempts: readonly { readonly status: number | undefined }[] }) {
  return attempts.at(-1)?.status;
}
