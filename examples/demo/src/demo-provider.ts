import type { CreatePayoutRequest, Money } from '@paymux/core';
import { type Delivery, startCryptomusSimulator } from '@paymux/simulators';
import type { AccountConfig } from 'paymux';

/** A local provider that the story plays against, and what the story needs to know of it. */
export interface DemoProvider {
  readonly baseUrl: string;
  /** The account's configuration: the only place where one provider differs from another. */
  readonly account: AccountConfig;
  readonly payout: Pick<CreatePayoutRequest, 'amount' | 'destination' | 'network' | 'feeFrom'>;
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
  cryptomus: startCryptomus,
};

async function startCryptomus(): Promise<DemoProvider> {
  const simulator = await startCryptomusSimulator();
  const { baseUrl, control, merchantId, paymentKey, payoutKey } = simulator;
  return {
    baseUrl,
    account: {
      id: 'main',
      provider: 'cryptomus',
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
    replayWebhook: async (paymentId) => {
      const delivery = control.deliveries().findLast(({ nature, uuid }) => uuid === paymentId && nature === 'real');
      if (delivery === undefined) throw new Error('Nothing was delivered about this payment.');
      return statusOf(await control.redeliver(delivery.id));
    },
    sent: (payoutId) =>
      control
        .transfers()
        .filter(({ kind, uuid }) => kind === 'payout' && uuid === payoutId)
        .map(({ amount, currency }) => ({ amount, currency })),
    close: () => simulator.close(),
  };
}

function statusOf({ attempts }: Delivery): number {
  return attempts.at(-1)?.status ?? 0;
}
