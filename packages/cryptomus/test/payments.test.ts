import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, open, PAYMENT, USD_15 } from './account.js';

const HOOK = 'https://shop.example/hook';

describe('opening a payment', () => {
  test('in fiat leaves currency, network and address to the payer', async () => {
    const { cryptomus, simulator } = await open();
    const payment = await cryptomus.payments.createPayment({ reference: 'order-1', amount: USD_15 });

    expect(payment).toMatchObject({
      provider: 'cryptomus',
      reference: 'order-1',
      status: 'pending',
      final: false,
      providerStatus: 'check',
      amount: { amount: '15.00', currency: 'USD' },
      deposit: undefined,
      receivedAmount: undefined,
      creditedAmount: undefined,
    });
    expect(payment.checkoutUrl).toBe(`${simulator.baseUrl}/pay/${payment.providerId}`);
    expect(payment.expiresAt).toEqual(new Date('2026-01-01T01:00:00Z'));
    expect(payment.createdAt).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(bodiesSent(simulator, '/v1/payment')).toEqual([{ amount: '15.00', currency: 'USD', order_id: 'order-1' }]);
  });

  test('lives as long as its request says, else as the account says', async () => {
    const { cryptomus, simulator } = await open({}, { paymentLifetimeSeconds: 900 });
    await cryptomus.payments.createPayment({ reference: 'order-1', amount: USD_15 });
    await cryptomus.payments.createPayment({ reference: 'order-2', amount: USD_15, expiresInSeconds: 1_800 });

    expect(bodiesSent(simulator, '/v1/payment')).toMatchObject([{ lifetime: 900 }, { lifetime: 1_800 }]);
  });

  test('in a crypto currency on one network tells where to send how much', async () => {
    const { cryptomus, simulator } = await open();
    const payment = await cryptomus.payments.createPayment(PAYMENT);
    const [invoice] = simulator.control.invoices();
    expect(payment.deposit).toEqual({
      network: 'tron',
      address: invoice?.address,
      amount: { amount: '20.00000000', currency: 'USDT' },
      qrCode: undefined,
    });
    expect(payment).toMatchObject({ receivedAmount: undefined, creditedAmount: undefined, fee: undefined });
  });

  test('sends each option under its own name and type', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment({
      reference: 'order-1',
      amount: USD_15,
      network: 'tron',
      webhookUrl: HOOK,
      returnUrl: 'https://shop.example/done',
      cancelUrl: 'https://shop.example/back',
      expiresInSeconds: 43_200,
      metadata: { cart: '7' },
      description: 'For people only',
      providerOptions: {
        cryptomus: {
          toCurrency: 'USDT',
          acceptsRest: false,
          payerFeePercent: 100,
          toleratedShortfallPercent: 5,
          currencies: [{ currency: 'USDT', network: 'tron' }],
          exceptCurrencies: [],
          rateSource: 'BinanceP2P',
          referralCode: 'friend',
          discountPercent: -99,
          refresh: false,
        },
      },
    });
    expect(bodiesSent(simulator, '/v1/payment')).toEqual([
      {
        amount: '15.00',
        currency: 'USD',
        order_id: 'order-1',
        network: 'tron',
        url_return: 'https://shop.example/back',
        url_success: 'https://shop.example/done',
        url_callback: HOOK,
        lifetime: 43_200,
        additional_data: '{"cart":"7"}',
        is_payment_multiple: false,
        to_currency: 'USDT',
        subtract: 100,
        accuracy_payment_percent: 5,
        currencies: [{ currency: 'USDT', network: 'tron' }],
        except_currencies: [],
        course_source: 'BinanceP2P',
        from_referral_code: 'friend',
        discount_percent: -99,
        is_refresh: false,
      },
    ]);
  });

  test('gives back the metadata it was handed', async () => {
    const { cryptomus } = await open();
    const metadata = { cart: '7', note: 'Zoë 🙂 </script>' };
    await cryptomus.payments.createPayment({ ...PAYMENT, metadata });
    expect((await cryptomus.payments.findPayment({ reference: 'order-1' }))?.metadata).toEqual(metadata);
  });

  test('ignores what is meant for other providers', async () => {
    const { cryptomus, simulator } = await open();
    const providerOptions = { heleket: { anything: 'at all' } } as never;
    await cryptomus.payments.createPayment({ ...PAYMENT, providerOptions });
    expect(bodiesSent(simulator, '/v1/payment')).toEqual([
      { amount: '20', currency: 'USDT', order_id: 'order-1', network: 'tron' },
    ]);
  });

  test('is refused before anything is sent when an option has a wrong name', async () => {
    const { cryptomus, simulator } = await open();
    const providerOptions = { cryptomus: { tocurrency: 'USDT' } as never };
    const failure = await failureOf(cryptomus.payments.createPayment({ ...PAYMENT, providerOptions }));
    expect(failure).toMatchObject({ code: 'invalid_request', outcome: 'not_sent' });
    expect(String(failure)).toContain('providerOptions.cryptomus.tocurrency is not a known option');
    expect(simulator.control.requests()).toEqual([]);
  });

  test('passes on what the provider says no with', async () => {
    const { cryptomus, simulator } = await open();
    const tooLittle = { ...PAYMENT, amount: { amount: '0.1', currency: 'USDT' } };
    expect(await failureOf(cryptomus.payments.createPayment(tooLittle))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      httpStatus: 422,
      providerMessage: expect.stringContaining('Minimum amount 0.5') as unknown,
    });
    simulator.control.forbid('payments');
    expect(await failureOf(cryptomus.payments.createPayment(PAYMENT))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'You are forbidden',
    });
    expect(simulator.control.invoices()).toEqual([]);
  });

  test('answers frozen at every depth', async () => {
    const { cryptomus } = await open();
    const payment = await cryptomus.payments.createPayment(PAYMENT);
    expect([payment, payment.amount, payment.deposit, payment.deposit?.amount].every(Object.isFrozen)).toBe(true);
  });
});

describe('opening a payment twice under one reference', () => {
  test('gives the first one again', async () => {
    const { cryptomus, simulator } = await open();
    const first = await cryptomus.payments.createPayment(PAYMENT);
    const second = await cryptomus.payments.createPayment({
      ...PAYMENT,
      amount: { amount: '20.000', currency: 'usdt' },
    });
    expect(second).toEqual(first);
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test('gives the first one again after the payer chose another network than the fiat request named', async () => {
    const { cryptomus, simulator } = await open();
    const request = { reference: 'order-1', amount: USD_15, network: 'tron' };
    await cryptomus.payments.createPayment(request);
    await simulator.control.pay('order-1', { currency: 'USDT', network: 'bsc' });
    expect(await cryptomus.payments.createPayment(request)).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    ['amount', { amount: { amount: '20.01', currency: 'USDT' } }, ['amount']],
    ['currency', { amount: { amount: '20', currency: 'USDC' } }, ['currency']],
    ['network', { network: 'bsc' }, ['network']],
    ['everything', { amount: { amount: '1', currency: 'ETH' }, network: 'eth' }, ['amount', 'currency', 'network']],
  ])('with another %s is a conflict, and opens nothing', async (_name, changes, differs) => {
    const { cryptomus, simulator } = await open();
    const first = await cryptomus.payments.createPayment(PAYMENT);
    expect(await failureOf(cryptomus.payments.createPayment({ ...PAYMENT, ...changes }))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      reference: 'order-1',
      differs,
      providerId: first.providerId,
    });
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test('with another currency to convert to is a conflict', async () => {
    const { cryptomus } = await open();
    const request = (toCurrency: string) => ({
      reference: 'order-1',
      amount: USD_15,
      network: 'tron',
      providerOptions: { cryptomus: { toCurrency } },
    });
    await cryptomus.payments.createPayment(request('USDT'));
    expect(await cryptomus.payments.createPayment(request('usdt'))).toMatchObject({ status: 'pending' });
    expect(await failureOf(cryptomus.payments.createPayment(request('TRX')))).toMatchObject({
      code: 'reference_conflict',
      differs: ['currency'],
    });
  });

  test('that a static wallet has is of unknown outcome: the provider does not say what it did', async () => {
    const { cryptomus } = await open();
    await cryptomus.staticWallets.createStaticWallet({ reference: 'order-1', currency: 'USDT', network: 'tron' });
    expect(await failureOf(cryptomus.payments.createPayment(PAYMENT))).toMatchObject({
      code: 'outcome_unknown',
      reference: 'order-1',
    });
  });

  test('after it expired, gives it a new address only when asked to', async () => {
    const { cryptomus, simulator } = await open();
    const first = await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.expire('order-1');
    expect(await cryptomus.payments.createPayment(PAYMENT)).toMatchObject({ status: 'expired', final: true });
    const refresh = { ...PAYMENT, providerOptions: { cryptomus: { refresh: true } } };
    const fresh = await cryptomus.payments.createPayment(refresh);
    expect(fresh).toMatchObject({ providerId: first.providerId, status: 'pending', final: false });
    expect(fresh.deposit?.address).not.toBe(first.deposit?.address);
  });
});

describe('looking a payment up', () => {
  test('finds it by reference and by id, in either case of its letters', async () => {
    const { cryptomus, simulator } = await open();
    const created = await cryptomus.payments.createPayment(PAYMENT);
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toEqual(created);
    expect(await cryptomus.payments.findPayment({ providerId: created.providerId })).toEqual(created);
    expect(await cryptomus.payments.findPayment({ providerId: created.providerId.toUpperCase() })).toEqual(created);
    expect(bodiesSent(simulator, '/v1/payment/info').slice(0, 2)).toEqual([
      { order_id: 'order-1' },
      { uuid: created.providerId },
    ]);
  });

  test('answers undefined when the provider knows none', async () => {
    const { cryptomus } = await open();
    expect(await cryptomus.payments.findPayment({ reference: 'nobody' })).toBeUndefined();
    expect(
      await cryptomus.payments.findPayment({ providerId: '00000000-0000-4000-8000-000000000000' }),
    ).toBeUndefined();
  });

  test('answers undefined in the words of the account too', async () => {
    const { cryptomus } = await open(
      { texts: { paymentNotFound: 'Nothing of that name' } },
      { notFoundMessages: ['Nothing of that name'] },
    );
    expect(await cryptomus.payments.findPayment({ reference: 'nobody' })).toBeUndefined();
  });

  test.each([{}, { reference: 'a', providerId: 'b' }, { reference: 'a b' }])('by %j is refused', async (query) => {
    const { cryptomus, simulator } = await open();
    expect(await failureOf(cryptomus.payments.findPayment(query as never))).toMatchObject({ code: 'invalid_request' });
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('a payment', () => {
  test('paid in full has succeeded, with what came and what is credited', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1');
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'succeeded',
      exception: undefined,
      final: true,
      receivedAmount: { amount: '20.00000000', currency: 'USDT' },
      creditedAmount: { amount: '19.80000000', currency: 'USDT' },
    });
  });

  test('paid short waits for the rest, and succeeds with it', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount: '5' });
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'pending',
      exception: 'underpaid',
      final: false,
      receivedAmount: { amount: '5.00000000', currency: 'USDT' },
    });
    await simulator.control.pay('order-1', { amount: '15' });
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'succeeded',
      final: true,
    });
  });

  test('paid short and out of time has expired, and tells the money that came', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount: '5' });
    await simulator.control.expire('order-1');
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'expired',
      exception: 'underpaid',
      final: true,
      receivedAmount: { amount: '5.00000000', currency: 'USDT' },
      creditedAmount: { amount: '4.95000000', currency: 'USDT' },
    });
  });

  test('paid too much has succeeded, overpaid', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount: '25' });
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'succeeded',
      exception: 'overpaid',
      receivedAmount: { amount: '25.00000000', currency: 'USDT' },
    });
  });

  test('paid late tells the money that came', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount: '5', late: true });
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'expired',
      exception: 'underpaid',
      final: true,
      receivedAmount: { amount: '5.00000000', currency: 'USDT' },
    });
  });

  test('that nobody paid has expired, and speaks of no money', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.advance(3_600_000);
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'expired',
      final: true,
      receivedAmount: undefined,
      creditedAmount: undefined,
    });
  });
});

describe('accepting too little', () => {
  test('takes note at once and changes the status later', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount: '5' });
    await expect(cryptomus.payments.markAsPaid({ reference: 'order-1' })).resolves.toBeUndefined();
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({ status: 'pending' });
    await simulator.control.advance(5_000);
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({ status: 'succeeded' });
    expect(bodiesSent(simulator, '/v1/payment/mark-as-paid')).toEqual([{ order_id: 'order-1' }]);
  });

  test('is refused for a payment nobody paid, and for a query that names none', async () => {
    const { cryptomus } = await open();
    const { providerId } = await cryptomus.payments.createPayment(PAYMENT);
    expect(await failureOf(cryptomus.payments.markAsPaid({ providerId }))).toMatchObject({ code: 'provider_refused' });
    expect(await failureOf(cryptomus.payments.markAsPaid({} as never))).toMatchObject({ code: 'invalid_request' });
  });
});

describe('sending a webhook again', () => {
  async function paid() {
    const account = await open({ webhookRetryDelaysMs: [] });
    await account.cryptomus.payments.createPayment({ ...PAYMENT, webhookUrl: 'http://127.0.0.1:1/hook' });
    await account.simulator.control.pay('order-1');
    const payment = await account.cryptomus.payments.findPayment({ reference: 'order-1' });
    return { ...account, providerId: payment?.providerId ?? '', transactionId: payment?.transactionId ?? '' };
  }

  test('names the payment by reference, id or transaction', async () => {
    const { cryptomus, simulator, providerId, transactionId } = await paid();
    await cryptomus.payments.resendWebhook({ reference: 'order-1' });
    await cryptomus.payments.resendWebhook({ providerId });
    await cryptomus.payments.resendWebhook({ transactionId });
    await simulator.control.idle();
    expect(bodiesSent(simulator, '/v2/payment/resend')).toEqual([
      { order_id: 'order-1' },
      { uuid: providerId },
      { txid: transactionId },
    ]);
    const [first, ...again] = simulator.control.deliveries().map(({ body }) => body);
    expect(again).toEqual([first, first, first]);
  });

  test('works through the older endpoint as well', async () => {
    const { cryptomus, simulator } = await paid();
    await cryptomus.payments.resendWebhookV1({ reference: 'order-1' });
    await simulator.control.idle();
    expect(bodiesSent(simulator, '/v1/payment/resend')).toEqual([{ order_id: 'order-1' }]);
    expect(simulator.control.deliveries()).toHaveLength(2);
  });

  test('is refused after ten times', async () => {
    const { cryptomus, simulator } = await paid();
    for (let count = 0; count < 10; count += 1) await cryptomus.payments.resendWebhook({ reference: 'order-1' });
    expect(await failureOf(cryptomus.payments.resendWebhook({ reference: 'order-1' }))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'Too much resend',
    });
    await simulator.control.idle();
  });

  test('is refused before anything is sent when it names no payment, or several', async () => {
    const { cryptomus, simulator } = await open();
    for (const request of [{}, { reference: 'a', transactionId: 'b' }, { transactionId: 't'.repeat(257) }]) {
      expect(await failureOf(cryptomus.payments.resendWebhook(request as never))).toMatchObject({
        code: 'invalid_request',
      });
    }
    expect(simulator.control.requests()).toEqual([]);
  });
});

test('services are told in lower-case networks', async () => {
  const { cryptomus, simulator } = await open();
  const services = await cryptomus.payments.listServices();
  expect(services.find(({ currency, network }) => currency === 'USDT' && network === 'tron')).toEqual({
    network: 'tron',
    currency: 'USDT',
    available: true,
    enabled: undefined,
    minimum: '0.50000000',
    maximum: '10000000.00000000',
    feeAmount: '0.00',
    feePercent: '1.00',
  });
  expect(bodiesSent(simulator, '/v1/payment/services')).toEqual([{}]);
});

test('a QR code is an image, and there is none of a payment that does not exist', async () => {
  const { cryptomus } = await open();
  const { providerId } = await cryptomus.payments.createPayment(PAYMENT);
  expect(await cryptomus.payments.getQrCode({ providerId })).toMatch(/^data:image\/png;base64,/);
  const unknown = { providerId: '00000000-0000-4000-8000-000000000000' };
  expect(await failureOf(cryptomus.payments.getQrCode(unknown))).toMatchObject({ code: 'provider_refused' });
});
