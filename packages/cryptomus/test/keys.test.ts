import { describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import type { CryptomusProvider } from '../src/index.js';
import { ADDRESS, connect, connectWithOne, failureOf, openSimulator, PAYMENT, PAYOUT, USD_15 } from './account.js';

const ID = '00000000-0000-4000-8000-000000000000';
const HOOK = { webhookUrl: 'http://127.0.0.1:1/hook', currency: 'USDT', network: 'tron' };
const REFUND = {
  reference: 'refund-1',
  paymentId: ID,
  destination: { type: 'crypto_address', address: ADDRESS.tron },
  feeFrom: 'balance',
} as const;
const RECURRENCE = { reference: 'plan-1', amount: USD_15, name: 'Plan', period: 'weekly' } as const;
const TRANSFER = { reference: 'move-1', amount: { amount: '1', currency: 'USDT' } };
const ONE_WALLET = { walletId: ID };

type Call = (account: CryptomusProvider) => Promise<unknown> | undefined;

/** Every endpoint, the key that signs it, and a call that reaches it. */
const ENDPOINTS: readonly (readonly [path: string, key: 'payment' | 'payout', call: Call])[] = [
  ['/v1/payment', 'payment', ({ payments }) => payments?.createPayment(PAYMENT)],
  ['/v1/payment/info', 'payment', ({ payments }) => payments?.findPayment({ providerId: ID })],
  ['/v1/payment/list', 'payment', ({ payments }) => payments?.listPayments().page()],
  ['/v1/payment/services', 'payment', ({ payments }) => payments?.listServices()],
  ['/v1/payment/qr', 'payment', ({ payments }) => payments?.getQrCode({ providerId: ID })],
  ['/v2/payment/resend', 'payment', ({ payments }) => payments?.resendWebhook({ providerId: ID })],
  ['/v1/payment/resend', 'payment', ({ payments }) => payments?.resendWebhookV1({ providerId: ID })],
  ['/v1/payment/mark-as-paid', 'payment', ({ payments }) => payments?.markAsPaid({ providerId: ID })],
  ['/v1/payment/refund', 'payment', ({ refunds }) => refunds?.createRefund(REFUND)],
  ['/v1/payment/discount/list', 'payment', ({ discounts }) => discounts?.listDiscounts()],
  [
    '/v1/payment/discount/set',
    'payment',
    ({ discounts }) => discounts?.setDiscount({ currency: 'USDT', network: 'tron', percent: 1 }),
  ],
  [
    '/v1/wallet',
    'payment',
    ({ staticWallets }) => staticWallets?.createStaticWallet({ reference: 'w', currency: 'USDT', network: 'tron' }),
  ],
  ['/v1/wallet/qr', 'payment', ({ staticWallets }) => staticWallets?.getQrCode(ONE_WALLET)],
  ['/v1/wallet/block-address', 'payment', ({ staticWallets }) => staticWallets?.blockStaticWallet(ONE_WALLET)],
  [
    '/v1/wallet/blocked-address-refund',
    'payment',
    ({ staticWallets }) => staticWallets?.refundBlockedWallet({ ...ONE_WALLET, address: ADDRESS.tron }),
  ],
  ['/v1/recurrence/create', 'payment', ({ recurrences }) => recurrences?.createRecurrence(RECURRENCE)],
  ['/v1/recurrence/info', 'payment', ({ recurrences }) => recurrences?.findRecurrence({ providerId: ID })],
  ['/v1/recurrence/list', 'payment', ({ recurrences }) => recurrences?.listRecurrences().page()],
  ['/v1/recurrence/cancel', 'payment', ({ recurrences }) => recurrences?.cancelRecurrence({ providerId: ID })],
  ['/v1/balance', 'payment', ({ account }) => account?.getBalance()],
  ['/v1/test-webhook/payment', 'payment', ({ testWebhooks }) => testWebhooks.sendPaymentTestWebhook?.(HOOK)],
  ['/v1/test-webhook/wallet', 'payment', ({ testWebhooks }) => testWebhooks.sendWalletTestWebhook?.(HOOK)],
  ['/v1/test-webhook/payout', 'payout', ({ testWebhooks }) => testWebhooks.sendPayoutTestWebhook(HOOK)],
  ['/v1/payout', 'payout', ({ payouts }) => payouts?.createPayout(PAYOUT)],
  ['/v1/payout/info', 'payout', ({ payouts }) => payouts?.findPayout({ providerId: ID })],
  ['/v1/payout/list', 'payout', ({ payouts }) => payouts?.listPayouts().page()],
  ['/v1/payout/services', 'payout', ({ payouts }) => payouts?.listServices()],
  ['/v1/transfer/to-personal', 'payout', ({ transfers }) => transfers?.transferToPersonal(TRANSFER)],
  ['/v1/transfer/to-business', 'payout', ({ transfers }) => transfers?.transferToBusiness(TRANSFER)],
];

function signedWith(text: string, key: string): string {
  return createHash('md5')
    .update(`${Buffer.from(text).toString('base64')}${key}`)
    .digest('hex');
}

describe('an account with both keys', () => {
  test.each(ENDPOINTS)('signs %s with the %s key', async (path, key, call) => {
    const simulator = await openSimulator();
    await Promise.resolve(call(connect(simulator))).catch(() => undefined);
    await simulator.control.idle();
    const [request, ...more] = simulator.control.requests();
    expect(more).toEqual([]);
    expect(request).toMatchObject({ method: 'POST', path });
    expect(request?.answerStatus).not.toBe(401);
    expect(request?.headers['merchant']).toBe(simulator.merchantId);
    const secret = key === 'payment' ? simulator.paymentKey : simulator.payoutKey;
    expect(request?.headers['sign']).toBe(signedWith(request?.text ?? '', secret));
  });

  test('reaches every endpoint there is', () => {
    // The thirtieth is the public list of exchange rates.
    expect(new Set(ENDPOINTS.map(([path]) => path)).size).toBe(29);
  });
});

describe('an account with the payment key alone', () => {
  test('has no payouts and no transfers', async () => {
    const account = connectWithOne(await openSimulator(), 'payment');
    expect(Object.keys(account)).not.toContain('payouts');
    expect(Object.keys(account)).not.toContain('transfers');
    expect(Object.keys(account.capabilities.operations)).not.toContain('createPayout');
    expect(Object.keys(account)).toEqual(
      expect.arrayContaining(['payments', 'refunds', 'staticWallets', 'recurrences', 'discounts', 'account']),
    );
  });

  test('signs the test of a payout webhook with the key it has', async () => {
    const simulator = await openSimulator();
    await connectWithOne(simulator, 'payment').testWebhooks.sendPayoutTestWebhook(HOOK);
    const [request] = simulator.control.requests();
    expect(request?.headers['sign']).toBe(signedWith(request?.text ?? '', simulator.paymentKey));
    await simulator.control.idle();
  });
});

describe('an account with the payout key alone', () => {
  test('has nothing that the payment key signs', async () => {
    const account = connectWithOne(await openSimulator(), 'payout');
    for (const part of ['payments', 'refunds', 'staticWallets', 'recurrences', 'discounts', 'account']) {
      expect(Object.keys(account)).not.toContain(part);
    }
    expect(Object.keys(account.testWebhooks)).toEqual(['sendPayoutTestWebhook']);
    expect(Object.keys(account.capabilities.operations).sort()).toEqual(
      ['createPayout', 'sendPayoutTestWebhook', 'transferToBusiness', 'transferToPersonal'].sort(),
    );
  });

  test('pays out', async () => {
    const account = connectWithOne(await openSimulator(), 'payout');
    expect(await account.payouts?.createPayout(PAYOUT)).toMatchObject({ status: 'pending' });
  });
});

describe('refunds signed with the payout key', () => {
  test('are there with the payout key alone', async () => {
    const simulator = await openSimulator();
    const account = connectWithOne(simulator, 'payout', { refundsSignedWith: 'payout' });
    await account.refunds?.createRefund(REFUND).catch(() => undefined);
    const [request] = simulator.control.requests();
    expect(request?.headers['sign']).toBe(signedWith(request?.text ?? '', simulator.payoutKey));
    expect(Object.keys(account.capabilities.operations)).toContain('createRefund');
  });

  test('are not there with the payment key alone', async () => {
    const account = connectWithOne(await openSimulator(), 'payment', { refundsSignedWith: 'payout' });
    expect(Object.keys(account)).not.toContain('refunds');
    expect(Object.keys(account.capabilities.operations)).not.toContain('createRefund');
  });

  test('are turned away by a provider that wants the other key, and nothing happens', async () => {
    const simulator = await openSimulator();
    const account = connect(simulator, { refundsSignedWith: 'payout' });
    expect(await failureOf(account.refunds.createRefund(REFUND))).toMatchObject({
      code: 'authentication_refused',
      outcome: 'rejected',
      providerMessage: 'Invalid Sign.',
    });
  });
});

describe('credentials that are wrong', () => {
  test.each([401, 403])('with status %i do not count as an answer that is not there', async (unauthorizedStatus) => {
    const simulator = await openSimulator({ unauthorizedStatus });
    const account = connect(simulator, { merchantId: 'someone-else' });
    expect(await failureOf(account.payments.findPayment({ reference: 'order-1' }))).toMatchObject(
      // Only 401 is known to come from the provider itself.
      unauthorizedStatus === 401 ? { code: 'authentication_refused' } : { code: 'outcome_unknown', safeToRepeat: true },
    );
  });
});

test('the parts of an account cannot be changed', async () => {
  const account = connect(await openSimulator());
  const parts = [account, account.payments, account.payouts, account.refunds, account.staticWallets];
  const more = [account.recurrences, account.discounts, account.transfers, account.testWebhooks, account.account];
  expect([...parts, ...more, account.exchangeRates, account.capabilities].every(Object.isFrozen)).toBe(true);
});
