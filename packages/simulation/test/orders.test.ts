import { startCryptomusSimulator, startHeleketSimulator, startMolamSimulator } from '@paymux/simulators';
import type { AccountConfig } from 'paymux';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, type EndState, HOOK, record, type Recording, Replay } from './lifecycle.js';
import { ordersOf } from './orders.js';

const SECRET = 'whsec_orders';
const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

/** A lifecycle in the words of a simulator's control, and what it has to come to in every order. */
interface Lifecycle {
  readonly name: string;
  readonly kind: 'payment' | 'payout';
  readonly steps: readonly (readonly [call: string, ...parameters: readonly unknown[]])[];
  readonly end: EndState;
}

const REFERENCE = 'order-1';
const SUCCEEDED = { state: 'succeeded', final: true };
const CONFIRMED = { state: 'confirmed', hold: 'posted' };
const FAILED = { state: 'failed', hold: 'voided' };

/** Of the protocol that Cryptomus and Heleket share. */
const MERCHANT: readonly Lifecycle[] = [
  {
    name: 'a payment that is paid',
    kind: 'payment',
    steps: [['settle', 'process'], ['settle', 'check'], ['pay']],
    end: SUCCEEDED,
  },
  {
    name: 'a payment that is told six times',
    kind: 'payment',
    steps: [
      ['settle', 'process'],
      ['settle', 'check'],
      ['pay', { amount: '2' }],
      ['pay', { amount: '3' }],
      ['settle', 'confirm_check'],
      ['pay'],
    ],
    end: SUCCEEDED,
  },
  {
    name: 'a payment that is paid in four parts',
    kind: 'payment',
    steps: [['pay', { amount: '2' }], ['pay', { amount: '3' }], ['pay', { amount: '4' }], ['pay']],
    end: SUCCEEDED,
  },
  {
    name: 'a payment that is overpaid',
    kind: 'payment',
    steps: [
      ['settle', 'check'],
      ['pay', { amount: '20' }],
    ],
    end: { ...SUCCEEDED, exception: 'overpaid' },
  },
  {
    name: 'a payment that expires',
    kind: 'payment',
    steps: [['settle', 'check'], ['expire']],
    end: { state: 'expired' },
  },
  {
    name: 'a payment that is paid after it expired',
    kind: 'payment',
    steps: [['expire'], ['pay', { late: true }]],
    end: SUCCEEDED,
  },
  {
    name: 'a payment that fails',
    kind: 'payment',
    steps: [
      ['settle', 'process'],
      ['settle', 'check'],
      ['settle', 'fail'],
    ],
    end: { state: 'failed' },
  },
  {
    name: 'a payout that is confirmed',
    kind: 'payout',
    steps: [
      ['settle', 'check', { broadcast: true }],
      ['settle', 'paid'],
    ],
    end: CONFIRMED,
  },
  {
    name: 'a payout that fails',
    kind: 'payout',
    steps: [
      ['settle', 'check'],
      ['settle', 'fail'],
    ],
    end: FAILED,
  },
  {
    name: 'a payout that is cancelled',
    kind: 'payout',
    steps: [
      ['settle', 'check'],
      ['settle', 'cancel'],
    ],
    end: { state: 'cancelled', hold: 'voided' },
  },
];

const API_KEY: readonly Lifecycle[] = [
  {
    name: 'a payout that is confirmed',
    kind: 'payout',
    steps: [
      ['settle', 'broadcast'],
      ['settle', 'confirmed'],
    ],
    end: CONFIRMED,
  },
  {
    name: 'a payout that fails',
    kind: 'payout',
    steps: [
      ['settle', 'broadcast'],
      ['settle', 'failed'],
    ],
    end: FAILED,
  },
];

const MOLAM: readonly Lifecycle[] = [
  {
    name: 'a payment that succeeds',
    kind: 'payment',
    steps: [
      ['settle', 'requires_action'],
      ['settle', 'processing'],
      ['settle', 'succeeded'],
    ],
    end: SUCCEEDED,
  },
  {
    name: 'a payment that is cancelled',
    kind: 'payment',
    steps: [
      ['settle', 'requires_action'],
      ['settle', 'canceled'],
    ],
    end: { state: 'cancelled' },
  },
  {
    name: 'a payout that is confirmed',
    kind: 'payout',
    steps: [
      ['settle', 'reserved'],
      ['settle', 'processing'],
      ['settle', 'sent'],
      ['settle', 'settled'],
    ],
    end: CONFIRMED,
  },
  {
    name: 'a payout that comes back',
    kind: 'payout',
    steps: [
      ['settle', 'processing'],
      ['settle', 'sent'],
      ['settle', 'settled'],
      ['settle', 'reversed'],
    ],
    end: { state: 'reversed', hold: 'returned' },
  },
  {
    name: 'a payout that comes back before it arrived',
    kind: 'payout',
    steps: [
      ['settle', 'processing'],
      ['settle', 'sent'],
      ['settle', 'reversed'],
    ],
    end: { state: 'reversed', hold: 'returned' },
  },
  {
    name: 'a payout that fails',
    kind: 'payout',
    steps: [
      ['settle', 'processing'],
      ['settle', 'sent'],
      ['settle', 'failed'],
    ],
    end: FAILED,
  },
  {
    name: 'a payout that is cancelled',
    kind: 'payout',
    steps: [['settle', 'cancelled']],
    end: { state: 'cancelled', hold: 'voided' },
  },
];

type Control = Readonly<Record<string, (id: string, ...parameters: readonly unknown[]) => Promise<unknown>>>;

interface Provider {
  readonly account: AccountConfig;
  readonly control: unknown;
  close(): Promise<void>;
}

const OPTIONS = { clock: 'virtual', webhookRetryDelaysMs: [], balances: { USDT: '1000' } } as const;

const PROVIDERS: Readonly<Record<string, readonly [() => Promise<Provider>, readonly Lifecycle[]]>> = {
  cryptomus: [
    async () => {
      const simulator = await startCryptomusSimulator(OPTIONS);
      const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
      const options = { baseUrl, merchantId, paymentApiKey, payoutApiKey };
      return { ...simulator, account: { id: ACCOUNT, provider: 'cryptomus', options } };
    },
    MERCHANT,
  ],
  heleket: [
    async () => {
      const simulator = await startHeleketSimulator(OPTIONS);
      const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
      const options = { baseUrl, merchantId, paymentApiKey, payoutApiKey };
      return { ...simulator, account: { id: ACCOUNT, provider: 'heleket', options } };
    },
    MERCHANT,
  ],
  'heleket with an API key': [
    async () => {
      const simulator = await startHeleketSimulator({ ...OPTIONS, webhookUrl: HOOK });
      const { apiKey, baseUrl, merchantId, webhookSecret } = simulator;
      const options = { dialect: 'api-key', apiKey, baseUrl, merchantId, webhookSecret } as const;
      return { ...simulator, account: { id: ACCOUNT, provider: 'heleket', options } };
    },
    API_KEY,
  ],
  molam: [
    async () => {
      const { balances: _, ...clocks } = OPTIONS;
      const simulator = await startMolamSimulator({
        ...clocks,
        autopilot: false,
        fees: { bankFee: '1.50' },
        webhookUrl: HOOK,
        webhookSecret: { kid: '1', secret: SECRET },
      });
      const { apiKey, baseUrl } = simulator;
      const options = { apiKey, baseUrl, originEntityId: 'merch_1', webhookSecrets: { 1: SECRET } };
      return { ...simulator, account: { id: ACCOUNT, provider: 'molam', options } };
    },
    MOLAM,
  ],
};

const CASES = Object.entries(PROVIDERS).flatMap(([provider, [start, lifecycles]]) =>
  lifecycles.map((lifecycle) => ({ provider, start, ...lifecycle })),
);

describe.each(CASES)('$provider: $name', ({ end, kind, start, steps }) => {
  test('ends the same for every order of its webhooks, and with every one of them more than once', {
    timeout: 30_000,
  }, async () => {
    const recording = await play(start, kind, steps);
    const replay = await Replay.of(recording);
    const { events } = recording;
    expect(events.length).toBeGreaterThan(1);

    const expected = await replay.run(events, 'then');
    expect(expected).toMatchObject(end);
    expect(expected).not.toHaveProperty('problems');
    for (const confirmed of ['then', 'last'] as const) {
      for (const order of ordersOf(events))
        expect(await replay.run(order, confirmed), orderText(order, events)).toEqual(expected);
    }
  });
});

/** Plays a lifecycle at a simulator of its own. */
async function play(
  start: () => Promise<Provider>,
  kind: Lifecycle['kind'],
  steps: Lifecycle['steps'],
): Promise<Recording> {
  const { account, close, control } = await start();
  const isMolam = account.provider === 'molam';
  try {
    return await record(
      account,
      control as Parameters<typeof record>[1],
      ({ payments, payouts }) => {
        if (kind === 'payment') {
          return payments.createPayment({
            reference: REFERENCE,
            creator: 'test',
            amount: isMolam ? { amount: '15.00', currency: 'EUR' } : { amount: '15.00', currency: 'USDT' },
            ...(isMolam ? {} : { network: 'tron', webhookUrl: HOOK }),
          });
        }
        return payouts.createPayout({
          reference: REFERENCE,
          creator: 'test',
          ...(isMolam
            ? {
                amount: { amount: '250.75', currency: 'EUR' },
                destination: {
                  type: 'bank_account',
                  bankCode: 'SNBK',
                  accountNumber: 'SN08 0010 1234 5678',
                  holder: 'Awa Diop',
                },
              }
            : {
                amount: { amount: '15', currency: 'USDT' },
                destination: { type: 'crypto_address', address: ADDRESS },
                network: 'tron',
                feeFrom: 'balance',
                ...('dialect' in (account.options as object) ? {} : { webhookUrl: HOOK }),
              }),
        });
      },
      steps.map(
        ([call, ...parameters]) =>
          () =>
            (control as Control)[call]?.(REFERENCE, ...parameters) ?? Promise.reject(new TypeError(call)),
      ),
    );
  } finally {
    await close();
  }
}

function orderText(order: readonly unknown[], events: readonly unknown[]): string {
  return order.map((event) => String(events.indexOf(event) + 1)).join(' ');
}
