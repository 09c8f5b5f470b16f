import { failureOf, SAMPLE_ADDRESSES, SAMPLE_PAYMENT, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { Md5BodySignatureGenerator } from '@paymux/merchant-sign';
import { describe, expect, test } from 'vitest';
import { createHeleket } from '../src/index.js';
import { connect, open, start } from './account.js';

const ID = '00000000-0000-4000-8000-000000000000';
const HOOK = { webhookUrl: 'http://127.0.0.1:1/hook', currency: 'USDT', network: 'tron' };
const TRANSFER = { reference: 'move-1', amount: { amount: '1', currency: 'USDT' } };
const { reference: _reference, ...TERMS } = SAMPLE_PAYOUT;
const REFUND = { reference: 'r', paymentId: ID, destination: TERMS.destination, feeFrom: 'balance' } as const;

type Call = (account: ReturnType<typeof connect>) => Promise<unknown> | undefined;

const BY_KEY: Readonly<Record<'payment' | 'payout', Readonly<Record<string, Call>>>> = {
  payment: {
    '/v1/payment': ({ payments }) => payments.createPayment(SAMPLE_PAYMENT),
    '/v1/payment/info': ({ payments }) => payments.findPayment({ providerId: ID }),
    '/v1/payment/list': ({ payments }) => payments.listPayments().page(),
    '/v1/payment/services': ({ payments }) => payments.listServices(),
    '/v1/payment/qr': ({ payments }) => payments.getQrCode({ providerId: ID }),
    '/v1/payment/resend': ({ payments }) => payments.resendWebhook({ providerId: ID }),
    '/v1/payment/aml-links': ({ payments }) => payments.listAmlLinks({ providerId: ID }),
    '/v1/payment/discount/list': ({ discounts }) => discounts.listDiscounts(),
    '/v1/payment/discount/set': ({ discounts }) =>
      discounts.setDiscount({ currency: 'USDT', network: 'tron', percent: 1 }),
    '/v1/wallet': ({ staticWallets }) =>
      staticWallets.createStaticWallet({ reference: 'w', currency: 'USDT', network: 'tron' }),
    '/v1/wallet/qr': ({ staticWallets }) => staticWallets.getQrCode({ walletId: ID }),
    '/v1/wallet/block-address': ({ staticWallets }) => staticWallets.blockStaticWallet({ walletId: ID }),
    '/v1/wallet/blocked-address-refund': ({ staticWallets }) =>
      staticWallets.refundBlockedWallet({ walletId: ID, address: SAMPLE_ADDRESSES.tron }),
    '/v1/balance': ({ account }) => account.getBalance(),
    '/v1/test-webhook/payment': ({ testWebhooks }) => testWebhooks.sendPaymentTestWebhook?.(HOOK),
    '/v1/test-webhook/wallet': ({ testWebhooks }) => testWebhooks.sendWalletTestWebhook?.(HOOK),
  },
  payout: {
    '/v1/payment/refund': ({ refunds }) => refunds.createRefund(REFUND),
    '/v1/test-webhook/payout': ({ testWebhooks }) => testWebhooks.sendPayoutTestWebhook(HOOK),
    '/v1/payout': ({ payouts }) => payouts.createPayout(SAMPLE_PAYOUT),
    '/v1/payout/calc': ({ payouts }) => payouts.quotePayout(TERMS),
    '/v1/payout/info': ({ payouts }) => payouts.findPayout({ providerId: ID }),
    '/v1/payout/list': ({ payouts }) => payouts.listPayouts().page(),
    '/v1/payout/services': ({ payouts }) => payouts.listServices(),
    '/v1/transfer/to-personal': ({ transfers }) => transfers.transferToPersonal(TRANSFER),
    '/v1/transfer/to-business': ({ transfers }) => transfers.transferToBusiness(TRANSFER),
  },
};

describe('each endpoint', () => {
  test.each(['payment', 'payout'] as const)('of the %s key is signed with it, and with no other', async (key) => {
    const { control, heleket, simulator } = await open();
    const signer = new Md5BodySignatureGenerator(key === 'payment' ? simulator.paymentKey : simulator.payoutKey);
    for (const [path, call] of Object.entries(BY_KEY[key])) {
      const before = control.requests().length;
      await Promise.resolve(call(heleket)).catch(() => undefined);
      const [request, ...more] = control.requests().slice(before);
      expect([request?.method, request?.path, more]).toEqual(['POST', path, []]);
      expect(request?.headers).toMatchObject({
        merchant: simulator.merchantId,
        sign: signer.sign(request?.text ?? ''),
      });
      expect(request?.answerStatus).not.toBe(401);
    }
  });

  test('is one of 26, the public exchange rates among them', async () => {
    const { control, heleket } = await open();
    expect(Object.values(BY_KEY).flatMap(Object.keys)).toHaveLength(25);
    const rates = await heleket.exchangeRates.listExchangeRates({ currency: 'btc' });
    expect(rates.find(({ to }) => to === 'USD')).toMatchObject({ from: 'BTC', rate: '64000.00000000' });
    const [request] = control.requests();
    expect(request).toMatchObject({ method: 'GET', path: '/v1/exchange-rate/BTC/list', text: '' });
    expect(Object.keys(request?.headers ?? {}).filter((name) => ['merchant', 'sign'].includes(name))).toEqual([]);
  });
});

describe('an account with one key', () => {
  test('has the parts of that key alone', () => {
    const payment = createHeleket({ merchantId: 'm', paymentApiKey: 'a' });
    const payout = createHeleket({ merchantId: 'm', payoutApiKey: 'a' });
    const parts = ['payments', 'staticWallets', 'discounts', 'account', 'payouts', 'transfers', 'refunds'];
    expect(parts.filter((part) => part in payment)).toEqual(parts.slice(0, 4));
    expect(parts.filter((part) => part in payout)).toEqual(parts.slice(4));
  });
});

test.each(['', '/', '/v1', '/v1/'])('a base URL may end in %j', async (end) => {
  const { control, simulator } = await start();
  await connect({ ...simulator, baseUrl: `${simulator.baseUrl}${end}` }).account.getBalance();
  expect(control.requests().map(({ path }) => path)).toEqual(['/v1/balance']);
});

test('the parts of an account cannot be changed', async () => {
  const { heleket } = await open();
  const { account, capabilities, discounts, payments, payouts, refunds, staticWallets, testWebhooks, transfers } =
    heleket;
  const parts = [heleket, account, capabilities, discounts, payments, payouts, refunds, staticWallets];
  expect([...parts, testWebhooks, transfers].every(Object.isFrozen)).toBe(true);
});

test('wrong credentials are an error of their own', async () => {
  const { simulator } = await start();
  const stranger = connect(simulator, { merchantId: 'someone-else' });
  expect(await failureOf(stranger.account.getBalance())).toMatchObject({ code: 'authentication_refused' });
});
