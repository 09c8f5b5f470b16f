import { inspect } from 'node:util';
import { combineTelemetry, type Telemetry } from '@paymux/core';
import { createRecordingLogger } from '@paymux/core/testing';
import type { RequestFaultKind } from '@paymux/simulators';
import { describe, expect, test } from 'vitest';
import { ADDRESS, type BothKeys, connect, openSimulator, USD_15 } from './account.js';
import { openReceiver } from './receiver.js';

const PAYMENT_KEY = 'CANARY-payment-key-5f2a';
const PAYOUT_KEY = 'CANARY-payout-key-9c41';
const MEMO = 'CANARYmemo77';
const MAIL = 'canary.payer@example.com';
const NAME = 'Canary Person';
const TOKEN = 'CANARYtoken31';
const HOOK = `https://shop.example/hook?token=${TOKEN}`;
const CANARIES = [PAYMENT_KEY, PAYOUT_KEY, ADDRESS.ton, ADDRESS.tron, ADDRESS.otherTron, MEMO, MAIL, NAME, TOKEN];

const REQUESTS = {
  payment: {
    reference: 'order-1',
    amount: { amount: '20', currency: 'USDT' },
    network: 'tron',
    description: `for ${NAME}`,
    webhookUrl: HOOK,
    returnUrl: HOOK,
    metadata: { mail: MAIL },
  },
  payout: {
    reference: 'payout-1',
    amount: { amount: '5', currency: 'TON' },
    network: 'ton',
    destination: { type: 'crypto_address', address: ADDRESS.ton },
    memo: MEMO,
    feeFrom: 'balance',
    webhookUrl: HOOK,
    metadata: { mail: MAIL },
  },
  recurrence: {
    reference: 'plan-1',
    amount: USD_15,
    name: NAME,
    period: 'weekly',
    description: MAIL,
    webhookUrl: HOOK,
  },
  wallet: { reference: 'topup-1', currency: 'USDT', network: 'tron', webhookUrl: HOOK },
  testWebhook: { webhookUrl: HOOK, currency: 'USDT', network: 'tron' },
} as const;

/** What happens in one account: results are left out, everything else is kept as text. */
async function watch(merchantKeys = { paymentKey: PAYMENT_KEY, payoutKey: PAYOUT_KEY }) {
  const simulator = await openSimulator({ ...merchantKeys, webhookRetryDelaysMs: [] });
  const seen: unknown[] = [];
  const note = (value: unknown): void => {
    for (const shown of [inspect(value, { depth: null, showHidden: true }), JSON.stringify(value), String(value)]) {
      seen.push(shown);
    }
  };
  const telemetry: Telemetry = {
    startCall(call) {
      note(call);
      return { attempt: note, end: note };
    },
    webhook: note,
  };
  const logger = createRecordingLogger();
  const cryptomus = connect(simulator, {}, { logger, telemetry: combineTelemetry(telemetry) });
  const attempt = async (call: () => Promise<unknown> | undefined): Promise<void> => {
    try {
      await call();
    } catch (error) {
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) note(cause);
    }
  };
  const everything = (): string =>
    [...seen, inspect(logger.records, { depth: null }), JSON.stringify(logger.records)].join('\n');
  return { simulator, cryptomus, attempt, note, everything };
}

/** Every changing call and some of those that read, one after the other. */
function callsOf(
  cryptomus: BothKeys,
  paymentId: string,
  walletId: string,
): readonly (() => Promise<unknown> | undefined)[] {
  const destination = { type: 'crypto_address', address: ADDRESS.tron } as const;
  const transfer = { reference: 'move-1', amount: { amount: '1', currency: 'USDT' } };
  return [
    () => cryptomus.payments.createPayment(REQUESTS.payment),
    () => cryptomus.payments.findPayment({ providerId: paymentId }),
    () => cryptomus.payments.listPayments().page(),
    () => cryptomus.payments.resendWebhook({ providerId: paymentId }),
    () => cryptomus.payments.markAsPaid({ providerId: paymentId }),
    () => cryptomus.payouts.createPayout(REQUESTS.payout),
    () => cryptomus.payouts.findPayout({ reference: 'payout-1' }),
    () => cryptomus.payouts.listPayouts().page(),
    () =>
      cryptomus.refunds.createRefund({
        reference: 'refund-1',
        paymentId,
        destination,
        feeFrom: 'balance',
        reason: NAME,
      }),
    () => cryptomus.staticWallets.createStaticWallet(REQUESTS.wallet),
    () => cryptomus.staticWallets.blockStaticWallet({ walletId }),
    () => cryptomus.staticWallets.refundBlockedWallet({ walletId, address: ADDRESS.otherTron }),
    () => cryptomus.recurrences.createRecurrence(REQUESTS.recurrence),
    () => cryptomus.recurrences.cancelRecurrence({ reference: 'plan-1' }),
    () => cryptomus.transfers.transferToPersonal(transfer),
    () => cryptomus.transfers.transferToBusiness(transfer),
    () => cryptomus.account.getBalance(),
    () => cryptomus.testWebhooks.sendPaymentTestWebhook?.(REQUESTS.testWebhook),
    () => cryptomus.testWebhooks.sendPayoutTestWebhook(REQUESTS.testWebhook),
  ];
}

function expectNoCanary(text: string): void {
  expect(text.length).toBeGreaterThan(1_000);
  expect(CANARIES.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()))).toEqual([]);
}

const FAULTS: readonly (RequestFaultKind | undefined)[] = [
  undefined,
  'rate-limit',
  'server-error',
  'client-error',
  'refusal',
  'reset-before',
  'reset-after',
  'half-body',
  'not-json',
  'empty-body',
  'redirect',
  'oversized',
  'wrong-content',
];

describe('no credential and nothing of a person shows in logs, errors or figures', () => {
  test.each(FAULTS)('when answers meet the fault %s', async (kind) => {
    const { attempt, cryptomus, everything, simulator } = await watch();
    const { providerId } = await cryptomus.payments.createPayment({ ...REQUESTS.payment, reference: 'order-0' });
    const { walletId } = await cryptomus.staticWallets.createStaticWallet({ ...REQUESTS.wallet, reference: 'topup-0' });
    await simulator.control.pay('order-0');
    if (kind !== undefined) {
      // A provider may echo everything it was sent.
      const message = `Rejected: ${CANARIES.join(' ')} at ${HOOK} <b>${MAIL}</b>`;
      simulator.control.fault({ kind, times: 1_000, message });
    }
    for (const call of callsOf(cryptomus, providerId, walletId)) await attempt(call);
    await simulator.control.idle();
    // What of other requests a provider repeats cannot be told from its own words. Credentials can.
    if (kind === 'refusal') expect([PAYMENT_KEY, PAYOUT_KEY].filter((key) => everything().includes(key))).toEqual([]);
    else expectNoCanary(everything());
  });

  test('when the provider echoes the request in its refusal', async () => {
    const { attempt, cryptomus, everything, simulator } = await watch();
    const echoes = {
      payment: `${HOOK} ${PAYMENT_KEY} ${PAYOUT_KEY}`,
      payout: `${ADDRESS.ton} ${MEMO} ${HOOK} ${PAYOUT_KEY}`,
      recurrence: `${NAME} ${MAIL} ${HOOK}`,
    };
    simulator.control.fault({ kind: 'refusal', message: echoes.payment });
    await attempt(() =>
      cryptomus.payments.createPayment({ ...REQUESTS.payment, returnUrl: `https://shop.example/${TOKEN}` }),
    );
    simulator.control.fault({ kind: 'refusal', message: echoes.payout });
    await attempt(() => cryptomus.payouts.createPayout(REQUESTS.payout));
    simulator.control.fault({ kind: 'refusal', message: echoes.recurrence });
    await attempt(() => cryptomus.recurrences.createRecurrence(REQUESTS.recurrence));
    expectNoCanary(everything());
  });

  test('when a request is refused before it is sent', async () => {
    const { attempt, cryptomus, everything, simulator } = await watch();
    const odd: object = { [MAIL]: NAME };
    await attempt(() =>
      cryptomus.payments.createPayment({ ...REQUESTS.payment, webhookUrl: `http://10.0.0.1/?t=${TOKEN}` }),
    );
    await attempt(() =>
      cryptomus.payments.createPayment({ ...REQUESTS.payment, amount: { amount: '0.123456789', currency: MAIL } }),
    );
    await attempt(() => cryptomus.payments.createPayment({ ...REQUESTS.payment, providerOptions: { cryptomus: odd } }));
    await attempt(() => cryptomus.payouts.createPayout({ ...REQUESTS.payout, network: 'btc' }));
    await attempt(() => cryptomus.payouts.createPayout({ ...REQUESTS.payout, memo: `${MEMO}${MEMO}${MEMO}` }));
    await attempt(() =>
      cryptomus.payouts.createPayout({
        ...REQUESTS.payout,
        amount: { amount: '5', currency: MAIL },
        network: undefined,
      }),
    );
    await attempt(() => cryptomus.staticWallets.createStaticWallet({ ...REQUESTS.wallet, ...odd }));
    await attempt(() => cryptomus.staticWallets.createStaticWallet({ ...REQUESTS.wallet, currency: MAIL }));
    await attempt(() => cryptomus.recurrences.createRecurrence({ ...REQUESTS.recurrence, name: NAME.repeat(9) }));
    await attempt(() => cryptomus.exchangeRates.listExchangeRates({ currency: MAIL }));
    await attempt(() => cryptomus.payments.findPayment({ reference: MAIL }));
    expect(simulator.control.requests()).toEqual([]);
    expectNoCanary(everything());
  });

  test('when the credentials are wrong', async () => {
    const { everything, attempt, simulator, note } = await watch({ paymentKey: 'another', payoutKey: 'others' });
    const { cryptomus } = await watch();
    const stranger = connect({ ...simulator, paymentKey: PAYMENT_KEY, payoutKey: PAYOUT_KEY });
    await attempt(() => stranger.payments.createPayment(REQUESTS.payment));
    await attempt(() => stranger.payouts.createPayout(REQUESTS.payout));
    note(cryptomus.capabilities);
    expectNoCanary(everything());
  });

  test('when a webhook is verified or refused', async () => {
    const { attempt, cryptomus, everything, simulator, note } = await watch();
    const receiver = await openReceiver();
    const { memo: _memo, ...payout } = REQUESTS.payout;
    await cryptomus.payouts.createPayout({ ...payout, webhookUrl: receiver.url });
    await cryptomus.payments.createPayment({ ...REQUESTS.payment, webhookUrl: receiver.url });
    await simulator.control.pay('order-1', { from: ADDRESS.otherTron });
    await simulator.control.settle('payout-1', 'paid');
    await simulator.control.forgeWebhook({ about: 'order-1', changes: { from: MAIL } });
    for (const delivery of receiver.received) {
      await attempt(() => cryptomus.webhooks.validate(delivery));
      await attempt(() =>
        cryptomus.webhooks.validate({ headers: delivery.headers, body: Buffer.from(`{"from":"${MAIL}"}`) }),
      );
    }
    note('x'.repeat(1_000));
    expectNoCanary(everything());
  });
});

test('neither the account nor its parts show a credential', async () => {
  const { cryptomus, simulator } = await watch();
  const { baseUrl, merchantId } = simulator;
  const hmac = connect(simulator, {
    webhookSignature: 'hmac-sha256',
    webhookSignatureHeader: 'x-signature',
    webhookSecret: 'CANARY-webhook-secret',
    retiringPaymentApiKeys: ['CANARY-retiring-key'],
  });
  for (const account of [cryptomus, hmac]) {
    const shown = [
      inspect(account, { depth: null, showHidden: true }),
      JSON.stringify(account),
      JSON.stringify({ ...account }),
    ];
    expect(shown.join('\n')).not.toContain('CANARY');
  }
  expect([baseUrl, merchantId].every((text) => text.length > 0)).toBe(true);
});
