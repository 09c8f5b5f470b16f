import { describe, expect, test } from 'vitest';
import { INVOICE, receiver, simulated, units } from './merchant-client.js';

const HOUR_MS = 3_600_000;

describe('creating an invoice', () => {
  test('answers every documented member in the documented order', async () => {
    const { simulator, payment } = await simulated();
    const answer = await payment('/v1/payment', { amount: '15', currency: 'usd', order_id: 'A-17' });
    const { uuid } = answer.result;
    expect(answer.text).toBe(
      `{"state":0,"result":{"uuid":"${String(uuid)}","order_id":"A-17","amount":"15.00","payment_amount":null,` +
        '"payer_amount":null,"discount_percent":null,"discount":"0.00000000","payer_currency":null,"currency":"USD",' +
        '"merchant_amount":null,"network":null,"address":null,"from":null,"txid":null,"payment_status":"check",' +
        `"url":"${simulator.baseUrl}/pay/${String(uuid)}","expired_at":1767229200,"status":"check","is_final":false,` +
        '"additional_data":null,"created_at":"2026-01-01T03:00:00+03:00","updated_at":"2026-01-01T03:00:00+03:00"}}',
    );
  });

  test('adds the members known from captures when asked to', async () => {
    const { payment } = await simulated({ observedMembers: true });
    const { result } = await payment('/v1/payment', INVOICE);
    expect(Object.keys(result)).toEqual([
      'uuid',
      'order_id',
      'amount',
      'payment_amount',
      'payment_amount_usd',
      'payer_amount',
      'payer_amount_exchange_rate',
      'discount_percent',
      'discount',
      'payer_currency',
      'currency',
      'comments',
      'merchant_amount',
      'commission',
      'network',
      'address',
      'address_qr_code',
      'from',
      'txid',
      'payment_status',
      'url',
      'expired_at',
      'status',
      'is_final',
      'additional_data',
      'created_at',
      'updated_at',
    ]);
    expect(result).toMatchObject({ commission: '0.15000000', payer_amount_exchange_rate: '1.00000000' });
  });

  test('gives an address when one currency on one network is settled', async () => {
    const { payment } = await simulated();
    const requests = [
      { amount: '15', currency: 'USD', to_currency: 'USDT', network: 'TRON' },
      { amount: '15', currency: 'USDT', network: 'tron' },
      { amount: '0.1', currency: 'BTC' },
      { amount: '15', currency: 'EUR', to_currency: 'LTC' },
    ];
    for (const [index, request] of requests.entries()) {
      const { result } = await payment('/v1/payment', { ...request, order_id: `with-${String(index)}` });
      expect(result).toMatchObject({ address: expect.any(String), network: expect.stringMatching(/^(tron|btc|ltc)$/) });
    }
  });

  test('gives no address while the payer has a choice of networks', async () => {
    const { payment } = await simulated();
    const { result } = await payment('/v1/payment', { amount: '15', currency: 'USDT', order_id: 'choice' });
    expect(result).toMatchObject({ address: null, network: null, payer_currency: null, payer_amount: null });
  });

  test('converts at the table’s rates, to 8 decimals', async () => {
    const { payment } = await simulated({ rates: { BTC: '64250.50' } });
    const { result } = await payment('/v1/payment', {
      amount: '100',
      currency: 'EUR',
      to_currency: 'BTC',
      order_id: 'c',
    });
    // 100 * 1.08 / 64250.50
    expect(result).toMatchObject({ amount: '100.00', payer_amount: '0.00168092', merchant_amount: '0.00166411' });
  });

  test('takes a discount off, and adds a surcharge, where the currency is settled', async () => {
    const { payment } = await simulated();
    const discounted = await payment('/v1/payment', { ...INVOICE, order_id: 'd', discount_percent: 10 });
    expect(discounted.result).toMatchObject({
      payer_amount: '13.50000000',
      discount: '1.50000000',
      discount_percent: 10,
    });
    const surcharged = await payment('/v1/payment', { ...INVOICE, order_id: 's', discount_percent: -10 });
    expect(surcharged.result).toMatchObject({
      payer_amount: '16.50000000',
      discount: '-1.50000000',
      discount_percent: -10,
    });
    const open = await payment('/v1/payment', { amount: '15', currency: 'USD', order_id: 'o', discount_percent: 10 });
    expect(open.result).toMatchObject({ discount: '0.00000000', discount_percent: null });
  });

  test('charges the payer the share of the fee that subtract names', async () => {
    const { payment } = await simulated();
    const { result } = await payment('/v1/payment', { ...INVOICE, subtract: 100 });
    expect(result).toMatchObject({ payer_amount: '15.15000000', merchant_amount: '15.00000000' });
  });

  test('names every failing field at once, with every rule', async () => {
    const { payment } = await simulated();
    const answer = await payment('/v1/payment', {
      amount: 15,
      currency: '',
      order_id: `${'x'.repeat(128)} `,
      url_callback: 'nope',
      lifetime: 299,
      subtract: '101',
      accuracy_payment_percent: '5.1',
      is_payment_multiple: 'maybe',
      additional_data: 'x'.repeat(256),
      discount_percent: 101,
      course_source: 'Bitfinex',
      currencies: [{ network: 'tron' }],
      except_currencies: 'all',
    });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.body).toEqual({
      state: 1,
      errors: {
        amount: ['validation.string'],
        currency: ['validation.required'],
        order_id: ['validation.max.string', 'validation.alpha_dash'],
        url_callback: ['validation.min.string', 'validation.url'],
        lifetime: ['validation.min.numeric'],
        subtract: ['validation.max.numeric'],
        accuracy_payment_percent: ['validation.max.numeric'],
        is_payment_multiple: ['validation.boolean'],
        additional_data: ['validation.max.string'],
        discount_percent: ['validation.max.numeric'],
        course_source: ['validation.in'],
        'currencies.0.currency': ['validation.required'],
        except_currencies: ['validation.array'],
      },
    });
  });

  test('wants amounts as text, and takes numbers only where it is set to', async () => {
    expect((await (await simulated()).payment('/v1/payment', { ...INVOICE, amount: 15 })).status).toBe(422);
    const lenient = await simulated({ numericAmounts: 'accepted' });
    expect((await lenient.payment('/v1/payment', { ...INVOICE, amount: 15 })).result['amount']).toBe('15.00');
    expect((await lenient.payment('/v1/payment', { ...INVOICE, amount: '-1' })).status).toBe(422);
  });

  test.each<[string, object, string]>([
    ['an unknown currency', { currency: 'XXX' }, 'The currency was not found'],
    ['an unknown network', { network: 'dogechain' }, 'The network was not found'],
    ['a currency that is not on that network', { to_currency: 'BTC', network: 'tron' }, 'The network was not found'],
    ['a fiat target', { to_currency: 'EUR' }, 'Not found service to_currency'],
    ['too little', { amount: '0.49' }, 'Minimum amount 0.5 USDT'],
    ['too much', { amount: '10000000.01' }, 'Maximum amount 10000000 USDT'],
    ['an excluded currency', { except_currencies: [{ currency: 'USDT' }] }, 'The currency was not found'],
    ['a currency that is not allowed', { currencies: [{ currency: 'BTC' }] }, 'The currency was not found'],
    ['an allowed currency that does not exist', { currencies: [{ currency: 'ABC' }] }, 'The currency was not found'],
  ])('is refused for %s', async (_, change, message) => {
    const { simulator, payment } = await simulated();
    expect(await payment('/v1/payment', { ...INVOICE, ...change })).toMatchObject({
      status: 422,
      body: { state: 1, message },
    });
    expect(simulator.control.invoices()).toEqual([]);
  });

  test('applies limits to the value where the payer has a choice', async () => {
    const { payment } = await simulated();
    const answer = await payment('/v1/payment', { amount: '0.40', currency: 'EUR', order_id: 'small' });
    expect(answer.body).toEqual({ state: 1, message: 'Minimum amount 0.5 USDT' });
  });

  test('is forbidden where the account is', async () => {
    const { simulator, payment } = await simulated();
    simulator.control.forbid('payments');
    expect((await payment('/v1/payment', INVOICE)).body).toEqual({ state: 1, message: 'You are forbidden' });
    simulator.control.forbid('payments', false);
    expect((await payment('/v1/payment', INVOICE)).status).toBe(200);
  });

  test('works as the provider’s PHP client sends it', async () => {
    const { simulator, post } = await simulated();
    const body = String.raw`{"amount":"16","currency":"USD","network":"ETH","order_id":"555123","url_return":"https:\/\/shop.example\/return","url_callback":"https:\/\/shop.example\/callback","is_payment_multiple":false,"lifetime":"7200","to_currency":"ETH","additional_data":"Заказ №1"}`;
    const answer = await post('/v1/payment', body, simulator.paymentKey, {
      'content-type': 'application/json;charset=UTF-8',
      accept: 'application/json',
    });
    expect(answer.result).toMatchObject({ network: 'eth', expired_at: 1767232800, additional_data: 'Заказ №1' });
  });
});

describe('an order_id', () => {
  test('used again answers the invoice it has, whatever else the request says', async () => {
    const { simulator, payment } = await simulated();
    const first = await payment('/v1/payment', INVOICE);
    const second = await payment('/v1/payment', { ...INVOICE, amount: '99.00', currency: 'EUR' });
    expect(second.result).toEqual(first.result);
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test('makes one invoice, however many requests come at once', async () => {
    const { simulator, payment } = await simulated();
    const answers = await Promise.all(Array.from({ length: 20 }, () => payment('/v1/payment', INVOICE)));
    expect(new Set(answers.map(({ result }) => result['uuid'])).size).toBe(1);
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test('refreshes an expired invoice: a new address, status and expiry, and nothing else', async () => {
    const { simulator, payment } = await simulated();
    const { result: before } = await payment('/v1/payment', INVOICE);
    const open = await payment('/v1/payment', { ...INVOICE, is_refresh: true });
    expect(open.result).toEqual(before);

    await simulator.control.advance(HOUR_MS);
    const { result: expired } = await payment('/v1/payment/info', { order_id: 'order-1' });
    expect(expired).toMatchObject({ payment_status: 'cancel', is_final: true });
    const { result: after } = await payment('/v1/payment', { ...INVOICE, amount: '1.00', is_refresh: '1' });
    const { address, expired_at, ...rest } = after;
    expect(address).not.toBe(before['address']);
    expect(expired_at).toBe(Number(before['expired_at']) + HOUR_MS / 1000);
    expect({ ...rest, updated_at: null }).toEqual({
      ...Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'address' && name !== 'expired_at')),
      updated_at: null,
    });
    await simulator.control.advance(HOUR_MS);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'cancel' }]);
  });

  test.each([
    ['a static wallet', '/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'order-1' }],
    [
      'a recurring payment',
      '/v1/recurrence/create',
      { amount: '5', currency: 'USD', name: 'Plan', period: 'monthly', order_id: 'order-1' },
    ],
  ])('of an invoice cannot be used for %s, nor the other way round', async (_, path, fields) => {
    const first = await simulated();
    await first.payment('/v1/payment', INVOICE);
    const clash = { status: 422, body: { state: 1, errors: { order_id: ['validation.unique'] } } };
    expect(await first.payment(path, fields)).toMatchObject(clash);
    const second = await simulated({ orderIdClash: { state: 1, message: 'Taken' } });
    await second.payment(path, fields);
    expect(await second.payment('/v1/payment', INVOICE)).toMatchObject({
      status: 422,
      body: { state: 1, message: 'Taken' },
    });
  });
});

describe('looking up an invoice', () => {
  test('finds it by either name, and by order_id when both are given', async () => {
    const { payment } = await simulated();
    const { result: first } = await payment('/v1/payment', INVOICE);
    const { result: second } = await payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    expect((await payment('/v1/payment/info', { uuid: first['uuid'] })).result).toEqual(first);
    expect((await payment('/v1/payment/info', { uuid: first['uuid'], order_id: 'order-2' })).result).toEqual(second);
  });

  test('needs a name, and says so on both fields', async () => {
    const { payment } = await simulated();
    expect((await payment('/v1/payment/info')).body).toEqual({
      state: 1,
      errors: { uuid: ['validation.required_without'], order_id: ['validation.required_without'] },
    });
    expect((await payment('/v1/payment/info', { uuid: 'x' })).body).toEqual({
      state: 1,
      errors: { uuid: ['validation.uuid'] },
    });
  });

  test('that does not exist is a refusal, in the words it is set to', async () => {
    const { payment } = await simulated();
    expect(await payment('/v1/payment/info', { order_id: 'none' })).toMatchObject({
      status: 422,
      body: { state: 1, message: 'Payment was not found' },
    });
    const other = await simulated({ texts: { paymentNotFound: 'Nothing here' } });
    expect((await other.payment('/v1/payment/info', { order_id: 'none' })).body).toMatchObject({
      message: 'Nothing here',
    });
  });
});

describe('paying an invoice', () => {
  test('exactly makes it paid, credits the merchant less the fee, and shows in the books', async () => {
    const { simulator, payment } = await simulated({ balances: { USDT: '0' } });
    const { result: before } = await payment('/v1/payment', INVOICE);
    await simulator.control.advance(60_000);
    await simulator.control.pay('order-1');
    const { result: after } = await payment('/v1/payment/info', { order_id: 'order-1' });
    expect(after).toMatchObject({
      payment_amount: '15.00000000',
      payer_amount: '15.00000000',
      merchant_amount: '14.85000000',
      status: 'paid',
      payment_status: 'paid',
      is_final: true,
      txid: expect.stringMatching(/^[0-9a-f]{64}$/),
      created_at: '2026-01-01T03:00:00+03:00',
      updated_at: '2026-01-01T03:01:00+03:00',
    });
    expect(simulator.control.balances()).toContainEqual({
      currency: 'USDT',
      merchant: '14.85000000',
      user: '0.00000000',
    });
    expect(simulator.control.transfers()).toEqual([
      {
        kind: 'payment',
        uuid: before['uuid'],
        orderId: 'order-1',
        amount: '15.00000000',
        currency: 'USDT',
        network: 'tron',
        address: before['address'],
        txid: after['txid'],
        at: '2026-01-01T00:01:00.000Z',
      },
    ]);
  });

  test('with more makes it paid_over, and all of it is credited', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    expect(await simulator.control.pay('order-1', { amount: '20' })).toMatchObject({
      status: 'paid_over',
      isFinal: true,
      paid: '20.00000000',
      credited: '19.80000000',
    });
  });

  test('with less waits for the rest, which may come in parts', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    const waiting = { status: 'wrong_amount_waiting', isFinal: false, credited: '0.00000000' };
    expect(await simulator.control.pay('order-1', { amount: '5' })).toMatchObject(waiting);
    expect(await simulator.control.pay('order-1', { amount: '5' })).toMatchObject(waiting);
    expect(await simulator.control.pay('order-1')).toMatchObject({
      status: 'paid',
      paid: '15.00000000',
      credited: '14.85000000',
    });
  });

  test('with less closes it at once when it takes one payment only', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', { ...INVOICE, is_payment_multiple: false });
    expect(await simulator.control.pay('order-1', { amount: '5' })).toMatchObject({
      status: 'wrong_amount',
      isFinal: true,
      credited: '4.95000000',
    });
  });

  test.each([
    ['14.25', 'paid'],
    ['14.24999999', 'wrong_amount_waiting'],
  ])('with %s of 15 at 5 percent tolerance makes it %s', async (amount, status) => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', { ...INVOICE, accuracy_payment_percent: '5' });
    expect(await simulator.control.pay('order-1', { amount })).toMatchObject({ status });
  });

  test('too late reopens nothing but is credited', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    expect(await simulator.control.pay('order-1', { late: true })).toMatchObject({
      status: 'paid',
      credited: '14.85000000',
    });
    expect(received().map(({ status }) => status)).toEqual(['cancel', 'paid']);
    await expect(simulator.control.pay('order-1')).rejects.toThrow('late');
    expect(await simulator.control.pay('order-1', { late: true, amount: '1' })).toMatchObject({
      status: 'paid_over',
      paid: '16.00000000',
      credited: '15.84000000',
    });
  });

  test('in a currency of the payer’s choice fixes what is to be paid', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', { amount: '64', currency: 'USD', order_id: 'order-1' });
    expect(await simulator.control.pay('order-1', { currency: 'btc' })).toMatchObject({
      payerCurrency: 'BTC',
      network: 'btc',
      payerAmount: '0.00100000',
      status: 'paid',
    });
  });

  test('in a currency it does not take is a mistake of the test', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await expect(simulator.control.pay('order-1', { currency: 'BTC' })).rejects.toThrow(RangeError);
    await expect(simulator.control.pay('order-1', { amount: '0' })).rejects.toThrow(RangeError);
    await expect(simulator.control.pay('nobody')).rejects.toThrow('nobody');
  });

  test('converts what comes in where the account is set to', async () => {
    const { simulator, payment } = await simulated({ autoConvertTo: 'USDT', balances: { USDT: '0', TRX: '0' } });
    const { url, received } = await receiver();
    await payment('/v1/payment', { amount: '100', currency: 'TRX', order_id: 'order-1', url_callback: url });
    await simulator.control.pay('order-1');
    const convert = { to_currency: 'USDT', commission: null, rate: '0.12500000', amount: '12.37500000' };
    expect(received()).toMatchObject([{ convert }]);
    expect((await payment('/v1/payment/info', { order_id: 'order-1' })).result).toMatchObject({ convert });
    expect(simulator.control.balances()).toContainEqual({
      currency: 'USDT',
      merchant: '12.37500000',
      user: '0.00000000',
    });
  });

  test('never makes or loses a hundred-millionth', async () => {
    const { simulator, payment } = await simulated({ balances: { USDT: '0' } });
    for (const [index, amount] of ['0.70', '1.01', '33.33', '1234567.89', '0.99'].entries()) {
      await payment('/v1/payment', { ...INVOICE, amount, order_id: `o-${String(index)}`, subtract: index * 7 });
      await simulator.control.pay(`o-${String(index)}`);
    }
    const credited = simulator.control.invoices().reduce((sum, invoice) => sum + units(invoice.credited), 0n);
    const balance = simulator.control.balances().find(({ currency }) => currency === 'USDT');
    expect(units(balance?.merchant ?? '')).toBe(credited);
  });
});

describe('an invoice whose time is up', () => {
  test('is cancelled when nothing was paid, at the second it says', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', { ...INVOICE, lifetime: 300 });
    await simulator.control.advance(299_999);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'check' }]);
    await simulator.control.advance(1);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'cancel', isFinal: true }]);
  });

  test('keeps what was paid of it', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await simulator.control.pay('order-1', { amount: '5' });
    await simulator.control.advance(HOUR_MS);
    expect(simulator.control.invoices()).toMatchObject([
      { status: 'wrong_amount', isFinal: true, credited: '4.95000000' },
    ]);
  });

  test('stays as it is when it was paid before, or is being confirmed', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    await simulator.control.pay('order-1');
    await simulator.control.settle('order-2', 'confirm_check');
    await simulator.control.advance(HOUR_MS);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'paid' }, { status: 'confirm_check' }]);
  });
});

describe('settling an invoice by hand', () => {
  test.each<[string, boolean, string]>([
    ['process', false, '0.00000000'],
    ['wrong_amount_waiting', false, '7.50000000'],
    ['paid', true, '15.00000000'],
    ['paid_over', true, '16.50000000'],
    ['wrong_amount', true, '7.50000000'],
    ['fail', true, '0.00000000'],
    ['system_fail', true, '0.00000000'],
    ['locked', true, '0.00000000'],
    ['made_up_by_a_test', false, '0.00000000'],
  ])('to %s tells the merchant and brings the money that goes with it', async (status, isFinal, paid) => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.settle('order-1', status);
    expect(received()).toMatchObject([{ status, is_final: isFinal, payment_amount: paid }]);
    expect((await payment('/v1/payment/info', { order_id: 'order-1' })).result).toMatchObject({
      status,
      is_final: isFinal,
    });
  });

  test('can contradict what the documentation says of finality', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await simulator.control.settle('order-1', 'locked', { final: false });
    expect((await payment('/v1/payment/info', { order_id: 'order-1' })).result).toMatchObject({
      status: 'locked',
      is_final: false,
    });
  });
});

describe('marking as paid', () => {
  test('takes effect later, and leaves the webhook without a txid', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1', { amount: '5' });
    const answer = await payment('/v1/payment/mark-as-paid', { order_id: 'order-1' });
    expect(answer.result).toEqual({ success: true, message: expect.any(String) });
    expect(simulator.control.invoices()).toMatchObject([{ status: 'wrong_amount_waiting' }]);
    await simulator.control.advance(5_000);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'paid', isFinal: true, credited: '4.95000000' }]);
    expect(received().at(-1)).toMatchObject({ status: 'paid' });
    expect(received().at(-1)).not.toHaveProperty('txid');
    expect(received()[0]).toHaveProperty('txid');
  });

  test('is refused, with a full stop, for invoices that are unknown or not underpaid', async () => {
    const { payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    for (const order_id of ['none', 'order-1']) {
      const answer = await payment('/v1/payment/mark-as-paid', { order_id });
      expect(answer).toMatchObject({ status: 422, body: { state: 1, message: 'Payment not found.' } });
    }
  });
});

describe('refunding', () => {
  const refund = { order_id: 'order-1', address: 'TPayer11111111111111111111111111111', is_subtract: 'true' };

  test('runs through refund_process and takes the fee from the balance or from the refund', async () => {
    for (const [is_subtract, sent, left] of [
      ['true', '15.00000000', '98.85'],
      [false, '14.00000000', '99.85'],
    ] as const) {
      const { simulator, payment } = await simulated({ balances: { USDT: '100' } });
      const { url, received } = await receiver();
      await payment('/v1/payment', { ...INVOICE, url_callback: url });
      await simulator.control.pay('order-1');
      const answer = await payment('/v1/payment/refund', { ...refund, is_subtract });
      expect(answer.text).toBe('{"state":0,"result":[]}');
      await simulator.control.idle();
      await simulator.control.refundOutcome('order-1', 'refund_paid');
      expect(received().map(({ status, is_final }) => [status, is_final])).toEqual([
        ['paid', true],
        ['refund_process', false],
        ['refund_paid', true],
      ]);
      expect(simulator.control.transfers().at(-1)).toMatchObject({
        kind: 'refund',
        amount: sent,
        address: refund.address,
      });
      expect(simulator.control.balances()).toContainEqual({
        currency: 'USDT',
        merchant: `${left}000000`,
        user: '0.00000000',
      });
    }
  });

  test('that fails gives the money back, and may be tried again', async () => {
    const { simulator, payment } = await simulated({ balances: { USDT: '100' } });
    await payment('/v1/payment', INVOICE);
    await simulator.control.pay('order-1');
    await payment('/v1/payment/refund', refund);
    await simulator.control.refundOutcome('order-1', 'refund_fail');
    expect(simulator.control.balances()).toContainEqual({
      currency: 'USDT',
      merchant: '114.85000000',
      user: '0.00000000',
    });
    expect(simulator.control.transfers().map(({ kind }) => kind)).toEqual(['payment']);
    expect((await payment('/v1/payment/refund', refund)).status).toBe(200);
  });

  test('finishes by itself on autopilot', async () => {
    const { simulator, payment } = await simulated({ autopilot: true });
    await payment('/v1/payment', INVOICE);
    await simulator.control.pay('order-1');
    await payment('/v1/payment/refund', refund);
    await simulator.control.advance(2_000);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'refund_paid' }]);
  });

  test('is refused unless the payment is completed, known and paid for', async () => {
    const { simulator, payment } = await simulated({ balances: { USDT: '0' } });
    await payment('/v1/payment', INVOICE);
    const message = async (fields: object): Promise<unknown> => (await payment('/v1/payment/refund', fields)).body;
    expect(await message(refund)).toEqual({ state: 1, message: 'Refunds are made only for completed payments' });
    expect(await message({ ...refund, order_id: 'none' })).toEqual({ state: 1, message: 'Payment was not found' });
    expect(await message({})).toEqual({
      state: 1,
      errors: {
        uuid: ['validation.required_without'],
        order_id: ['validation.required_without'],
        address: ['validation.required'],
        is_subtract: ['validation.required'],
      },
    });
    await simulator.control.pay('order-1');
    expect(await message(refund)).toEqual({ state: 1, message: 'Not enough funds' });
    await simulator.control.pay('order-1', { late: true, amount: '20' });
    await payment('/v1/payment/refund', { ...refund, is_subtract: false });
    simulator.control.forbid('payments');
    expect(await message(refund)).toEqual({ state: 1, message: 'You are forbidden' });
  });

  test('twice sends the money once', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await simulator.control.pay('order-1');
    await payment('/v1/payment/refund', refund);
    const again = { state: 1, message: 'Refunds are made only for completed payments' };
    expect((await payment('/v1/payment/refund', refund)).body).toEqual(again);
    await simulator.control.refundOutcome('order-1', 'refund_paid');
    expect((await payment('/v1/payment/refund', refund)).body).toEqual(again);
    await expect(simulator.control.refundOutcome('order-1', 'refund_paid')).rejects.toThrow(RangeError);
    expect(simulator.control.transfers().filter(({ kind }) => kind === 'refund')).toHaveLength(1);
  });

  test('goes by uuid when both names are given', async () => {
    const { simulator, payment } = await simulated();
    const { result } = await payment('/v1/payment', INVOICE);
    await payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    await simulator.control.pay('order-1');
    expect((await payment('/v1/payment/refund', { ...refund, uuid: result['uuid'], order_id: 'order-2' })).status).toBe(
      200,
    );
  });
});

describe('the history of invoices', () => {
  test('comes in pages of 15, newest first, by cursors in the query or in the body', async () => {
    const { simulator, payment } = await simulated();
    for (let index = 1; index <= 32; index += 1) {
      await payment('/v1/payment', { ...INVOICE, order_id: `o-${String(index)}` });
      await simulator.control.advance(1_000);
    }
    const orders = (result: object): string[] =>
      (result as { items: readonly { order_id: string }[] }).items.map(({ order_id }) => order_id);
    const cursors = (result: object): Record<string, string> =>
      (result as { paginate: Record<string, string> }).paginate;

    const first = (await payment('/v1/payment/list')).result;
    expect(orders(first)).toEqual(Array.from({ length: 15 }, (_, index) => `o-${String(32 - index)}`));
    expect(first['paginate']).toEqual({
      count: 15,
      hasPages: true,
      nextCursor: expect.stringMatching(/[+/=]/),
      previousCursor: null,
      perPage: 15,
    });
    const next = cursors(first)['nextCursor'] ?? '';
    const second = (await payment(`/v1/payment/list?cursor=${encodeURIComponent(next)}`)).result;
    expect(orders(second)[0]).toBe('o-17');
    expect((await payment('/v1/payment/list', { cursor: next })).result).toEqual(second);
    const third = (await payment('/v1/payment/list', { cursor: cursors(second)['nextCursor'] })).result;
    expect(orders(third)).toEqual(['o-2', 'o-1']);
    expect(third['paginate']).toMatchObject({ count: 2, nextCursor: null });
    const back = (await payment('/v1/payment/list', { cursor: cursors(third)['previousCursor'] })).result;
    expect(orders(back)).toEqual(orders(second));
    // The official PHP client calls the first page 1.
    expect((await payment('/v1/payment/list', { cursor: '1' })).result).toEqual(first);
    expect(await payment('/v1/payment/list?cursor=garbage')).toMatchObject({
      status: 422,
      body: { errors: { cursor: ['validation.regex'] } },
    });
  });

  test('keeps its pages when new invoices come in between', async () => {
    const { payment } = await simulated();
    for (let index = 1; index <= 16; index += 1)
      await payment('/v1/payment', { ...INVOICE, order_id: `o-${String(index)}` });
    const { paginate } = (await payment('/v1/payment/list')).result as { paginate: { nextCursor: string } };
    await payment('/v1/payment', { ...INVOICE, order_id: 'newer' });
    const { result } = await payment('/v1/payment/list', { cursor: paginate.nextCursor });
    expect(result['items']).toMatchObject([{ order_id: 'o-1' }]);
  });

  test('is filtered by the date of creation, in the provider’s time zone', async () => {
    const { simulator, payment } = await simulated();
    for (const order_id of ['first', 'second', 'third']) {
      await payment('/v1/payment', { ...INVOICE, order_id });
      await simulator.control.advance(HOUR_MS);
    }
    const window = { date_from: '2026-01-01 03:00:01', date_to: '2026-01-01 04:00:00' };
    expect((await payment('/v1/payment/list', window)).result['items']).toMatchObject([{ order_id: 'second' }]);
    const none = (await payment('/v1/payment/list', { date_from: '2027-01-01 00:00:00' })).result;
    expect(none).toMatchObject({ items: [], paginate: { count: 0, hasPages: false, nextCursor: null } });
    expect((await payment('/v1/payment/list', { date_from: '2026-01-01', date_to: 'today' })).body).toEqual({
      state: 1,
      errors: { date_from: ['validation.regex'], date_to: ['validation.regex'] },
    });
  });
});
