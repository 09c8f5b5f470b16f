import { createHmac } from 'node:crypto';
import type { ConformanceGateway, ConformanceOptions, GatewayTransfer } from '@paymux/testkit';
import { createTidepay, startTidepaySimulator, type TidepayControl, type TidepayObject } from '../src/index.js';

const API_KEYS = { right: 'tide_key_4f81c0', wrong: 'tide_key_000000', missing: '' };
const SECRETS = { payments: 'tide_hook_77d2e1', payouts: 'tide_hook_77d2e1', stranger: 'stranger_secret' };

const usd = (amount: string) => ({ amount, currency: 'USD' });
const account = (accountNumber: string) =>
  ({ type: 'bank_account', bankCode: 'TIDE', accountNumber, holder: 'Ada Example' }) as const;

/** What the conformance suite has to know about Tidepay. */
export const TIDEPAY_CONFORMANCE: ConformanceOptions = {
  provider: 'tidepay',

  async start() {
    const simulator = await startTidepaySimulator({ apiKey: API_KEYS.right, webhookSecret: SECRETS.payments });
    const { baseUrl, control } = simulator;
    return {
      baseUrl,
      gateway: asGateway(control),
      secrets: { calls: [API_KEYS.right], webhooks: [SECRETS.payments] },
      stop: () => simulator.close(),
      connect(dependencies, { credentials, ...connection }) {
        const options = { apiKey: API_KEYS[credentials ?? 'right'], webhookSecrets: [SECRETS.payments] };
        return createTidepay({ baseUrl, ...options, ...connection }, dependencies);
      },
    };
  },

  calls: {
    createPayment: 'POST /v1/charges',
    createPayout: 'POST /v1/transfers',
    createRefund: 'POST /v1/refunds',
  },

  payments: {
    request: { amount: usd('25.00') },
    exact: [
      { amount: usd('0.29') },
      { amount: usd('9876543.21') },
      { amount: { amount: '500', currency: 'JPY' } },
      { amount: { amount: '1.234', currency: 'KWD' } },
    ],
    others: { amount: { amount: usd('25.01') }, currency: { amount: { amount: '25.00', currency: 'EUR' } } },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      capture: { capture: 'manual' },
      expiresInSeconds: { expiresInSeconds: 60 },
      network: { network: 'tron' },
    },
    arrivals: { under: '5.00', over: '30.00', part: '10.00' },
  },

  payouts: {
    request: { amount: usd('250.75'), destination: account('TI08 0010 1234') },
    exact: [{ amount: usd('0.29') }, { amount: usd('876543.21') }, { amount: { amount: '1.234', currency: 'KWD' } }],
    others: {
      amount: { amount: usd('250.76') },
      currency: { amount: { amount: '250.75', currency: 'EUR' } },
      destination: { destination: account('TI08 0010 1235') },
    },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' } },
      memo: { memo: '7' },
      network: { network: 'tron' },
    },
  },

  refunds: {
    request: {},
    part: usd('10.00'),
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: account('TI08 0010 1234') },
    },
  },

  webhooks: {
    signature: { header: 'tidepay-signature' },
    keysByPurpose: false,
    sign(payload, { at, key }) {
      const signedAt = String(Math.floor(at.getTime() / 1000));
      const signature = createHmac('sha256', SECRETS[key]).update(`${signedAt}.${payload}`).digest('hex');
      return {
        headers: new Headers({ 'tidepay-signature': `t=${signedAt},v1=${signature}` }),
        body: new TextEncoder().encode(payload),
      };
    },
  },

  statuses: {
    payments: {
      open: 'pending',
      part_paid: 'pending underpaid',
      paid: 'succeeded final',
      overpaid: 'succeeded overpaid final',
      declined: 'failed final',
      lapsed: 'expired final',
    },
    payouts: {
      queued: 'pending',
      sent: 'broadcast',
      arrived: 'confirmed final',
      failed: 'failed final',
      returned: 'reversed final',
    },
    refunds: { queued: 'pending', done: 'succeeded final', failed: 'failed final' },
  },

  texts: { refused: 'too_much' },

  lacks: [
    'cancelPayment',
    'cancelPayout',
    'capturePayment',
    'confirmPayment',
    'keysByPurpose',
    'latePayments',
    'listPayouts',
    'listRefunds',
    'payoutFees',
    'payoutMemo',
    'undecidedRefusals',
  ],
};

/** The simulator as the suite sees a gateway. Its books are what was paid, and what has left. */
function asGateway(control: TidepayControl): ConformanceGateway {
  async function settleQueued(objects: readonly TidepayObject[], state: string): Promise<void> {
    for (const object of objects) if (object.state === 'queued') await control.settle(object.id, state);
  }
  const seen = (objects: readonly TidepayObject[]) => objects.map(({ id, state }) => ({ id, status: state }));
  return {
    pay: (id, options) => control.pay(id, { amount: options?.amount }),
    settle: (id, state) => control.settle(id, state),
    async finish() {
      await settleQueued(control.transfers(), 'arrived');
      await settleQueued(control.refunds(), 'done');
    },
    idle: () => settleQueued(control.refunds(), 'done'),
    now: () => new Date(),
    fault: (fault) => control.fault(fault),
    clearFaults: () => control.clearFaults(),
    payments: () => seen(control.charges()),
    payouts: () => seen(control.transfers()),
    deliveries: () => control.deliveries(),
    requests: () => control.requests().map(({ body, ...request }) => ({ ...request, text: body })),
    transfers: () => [
      ...control.charges().flatMap(({ paid }) => (paid === undefined ? [] : moved('payment', paid))),
      ...control.refunds().flatMap(({ amount, state }) => (state === 'done' ? moved('refund', amount) : [])),
      ...control.transfers().flatMap(({ amount, state }) => (state === 'arrived' ? moved('payout', amount) : [])),
    ],
  };
}

const DIGITS: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

function moved(kind: string, { currency, value }: TidepayObject['amount']): readonly GatewayTransfer[] {
  if (value === 0) return [];
  const digits = DIGITS[currency] ?? 2;
  const units = String(value).padStart(digits + 1, '0');
  const amount = digits === 0 ? units : `${units.slice(0, -digits)}.${units.slice(-digits)}`;
  return [{ kind, amount, currency }];
}
