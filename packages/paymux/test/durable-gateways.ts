import { type Clock, type CreateRefundRequest, type HttpClient, KyHttpClient } from '@paymux/core';
import { createFakeClock, createFakeProvider } from '@paymux/core/testing';
import type { PayoutRequest } from '@paymux/orchestration';
import {
  type MerchantSimulator,
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '@paymux/simulators';
import type { AccountConfig } from '../src/index.js';

/** A provider on this machine, and what its other side does. Objects go by their reference. */
export interface DurableGateway {
  readonly account: AccountConfig;
  /** The provider's own clock. Waits on it take no time. */
  readonly clock: Clock;
  readonly httpClient?: HttpClient | undefined;
  readonly payout: Omit<PayoutRequest, 'reference' | 'creator'>;
  /** Where a refund goes, where the provider wants to be told. */
  readonly refund: Omit<CreateRefundRequest, 'reference' | 'paymentId'>;
  /** Says where webhooks go, at providers that are not told with each request. */
  listenAt(url: string): void;
  pay(payment: string): Promise<unknown>;
  completePayout(payout: string): Promise<unknown>;
  /** The last webhook comes once more. */
  redeliver(): Promise<unknown>;
  /** Loses the answers to all requests that open payouts, which have their effect. */
  loseAnswers(): void;
  /** Ends that. */
  answerAgain(): void;
  later(ms: number): Promise<void>;
  /** Requests to open a payout, and those to open a refund. */
  asked(): { readonly payouts: number; readonly refunds: number };
  /** Payouts and refunds that the provider holds. */
  holds(): { readonly payouts: number; readonly refunds: number };
  close(): Promise<void>;
}

/** Every provider that comes with Paymux, and the fake. */
export const DURABLE_GATEWAYS: Readonly<Record<string, () => Promise<DurableGateway>>> = {
  cryptomus: async () =>
    merchantGateway('cryptomus', await startCryptomusSimulator({ clock: 'virtual', balances: { USDT: '1000' } })),
  heleket: async () =>
    merchantGateway('heleket', await startHeleketSimulator({ clock: 'virtual', balances: { USDT: '1000' } })),
  molam: molamGateway,
  fake: async () => fakeGateway(),
};

/** Longer than what lies between two attempts, shorter than any deadline. */
const LONGEST_WAIT_MS = 9_000;

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

const CRYPTO: DurableGateway['payout'] = {
  amount: { amount: '40', currency: 'USDT' },
  network: 'tron',
  destination: { type: 'crypto_address', address: ADDRESS },
  feeFrom: 'balance',
};

const REFUND: DurableGateway['refund'] = {
  destination: { type: 'crypto_address', address: ADDRESS },
  feeFrom: 'balance',
};

function merchantGateway(provider: 'cryptomus' | 'heleket', simulator: MerchantSimulator): DurableGateway {
  const { baseUrl, control, merchantId, payoutKey, paymentKey } = simulator;
  const count = (path: string): number => control.requests().filter((request) => request.path === path).length;
  return {
    account: {
      id: 'main',
      provider,
      options: { merchantId, baseUrl, paymentApiKey: paymentKey, payoutApiKey: payoutKey },
    },
    ...timeOf(control),
    payout: CRYPTO,
    refund: REFUND,
    listenAt: () => undefined,
    pay: (payment) => control.pay(payment),
    async completePayout(payout) {
      await control.advancePayout(payout);
      await control.advancePayout(payout, 'paid');
    },
    redeliver: () => control.redeliver(control.deliveries().at(-1) ?? 0),
    loseAnswers: () => {
      control.fault({ kind: 'reset-after', path: '/v1/payout', times: 1000 });
    },
    answerAgain: () => {
      control.clearFaults();
    },
    asked: () => ({ payouts: count('/v1/payout'), refunds: count('/v1/payment/refund') }),
    holds: () => ({
      payouts: control.payouts().length,
      refunds: control.invoices().filter(({ status }) => status.startsWith('refund')).length,
    }),
    close: () => simulator.close(),
  };
}

async function molamGateway(): Promise<DurableGateway> {
  const secret = 'whsec_durable_5c2d';
  const simulator = await startMolamSimulator({
    clock: 'virtual',
    autopilot: false,
    webhookSecret: { kid: '1', secret },
  });
  const { apiKey, baseUrl, control } = simulator;
  const count = (path: RegExp): number =>
    control.requests().filter(({ method, path: asked }) => method === 'POST' && path.test(asked)).length;
  return {
    account: {
      id: 'main',
      provider: 'molam',
      options: { apiKey, baseUrl, originEntityId: 'merch_1', webhookSecrets: { 1: secret } },
    },
    ...timeOf(control),
    payout: {
      amount: { amount: '250.75', currency: 'EUR' },
      destination: { type: 'bank_account', bankCode: 'SNBK', accountNumber: 'SN08 0010 1234 5678', holder: 'Awa Diop' },
    },
    refund: {},
    listenAt: (url) => void control.registerEndpoint({ url }),
    pay: (payment) => control.pay(payment),
    async completePayout(payout) {
      for (const status of ['processing', 'sent', 'settled']) await control.settle(payout, status);
    },
    redeliver: () => control.redeliver(control.deliveries().at(-1) ?? 0),
    loseAnswers: () => {
      control.fault({ kind: 'reset-after', path: '/v1/treasury/payouts', method: 'POST', times: 1000 });
    },
    answerAgain: () => {
      control.clearFaults();
    },
    asked: () => ({ payouts: count(/\/payouts$/), refunds: count(/\/refund$/) }),
    holds: () => ({ payouts: control.payouts().length, refunds: control.refunds().length }),
    close: () => simulator.close(),
  };
}

/** What both kinds of simulators tell alike of time. */
interface Timed {
  now(): Date;
  advance(ms: number): Promise<void>;
}

function timeOf(control: Timed): Pick<DurableGateway, 'clock' | 'httpClient' | 'later'> {
  return {
    clock: withoutDeadlines(() => control.now()),
    httpClient: new KyHttpClient({ clock: createFakeClock() }),
    later: (ms) => control.advance(ms),
  };
}

/** Waits between attempts take no time, and deadlines never come, so that no test depends on how fast this machine is. */
function withoutDeadlines(now: () => Date): Clock {
  const endless = createFakeClock();
  return { now, sleep: async (ms, signal) => (ms > LONGEST_WAIT_MS ? endless.sleep(ms, signal) : undefined) };
}

function fakeGateway(): DurableGateway {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const fake = createFakeProvider({}, { clock });
  const { control } = fake;
  const count = (wanted: string): number => control.requests().filter(({ operation }) => operation === wanted).length;
  return {
    account: { id: 'main', provider: fake },
    clock: withoutDeadlines(() => clock.now()),
    payout: CRYPTO,
    refund: {},
    listenAt: (url) => {
      control.deliverTo((request) => fetch(request), url);
    },
    pay: (payment) => control.pay(payment),
    completePayout: (payout) => control.completePayout(payout),
    redeliver: () => control.redeliver(control.deliveries().at(-1) ?? 0),
    loseAnswers: () => {
      control.fault({ kind: 'reset-after', operation: 'createPayout', times: 1000 });
    },
    answerAgain: () => {
      control.clearFaults();
    },
    later: (ms) => clock.advance(ms),
    asked: () => ({ payouts: count('createPayout'), refunds: count('createRefund') }),
    holds: () => ({ payouts: control.payouts().length, refunds: control.refunds().length }),
    close: () => fake.close(),
  };
}
