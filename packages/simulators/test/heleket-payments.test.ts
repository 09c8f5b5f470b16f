import { describe, expect, test } from 'vitest';
import { balanceOf, heleketSimulated, type HeleketClient } from './heleket-client.js';
import { startHeleketSimulator } from '../src/index.js';
import { INVOICE, receiver, signatureOf } from './merchant-client.js';

const REFUND = { order_id: 'order-1', address: 'TPayer111111111111111111111111111111', is_subtract: true };
const DAY_MS = 86_400_000;

async function paidInvoice(options: Parameters<typeof heleketSimulated>[0] = {}): Promise<HeleketClient> {
  const client = await heleketSimulated(options);
  await client.payment('/v1/payment', INVOICE);
  await client.simulator.control.pay('order-1');
  return client;
}

describe('an invoice', () => {
  test('carries the members that the provider’s answers have been seen with', async () => {
    const { payment, simulator } = await heleketSimulated();
    const { result } = await payment('/v1/payment', { ...INVOICE, payer_email: 'payer@example.com' });
    expect(result).toMatchObject({
      payment_amount_usd: null,
      payer_amount_exchange_rate: '1.00000000',
      comments: null,
      merchant_amount: '14.85000000',
      commission: '0.15000000',
      url: `${simulator.baseUrl}/pay/${String(result['uuid'])}`,
      is_final: false,
    });
  });

  test('shows an address as a picture once there is one', async () => {
    const { payment } = await heleketSimulated();
    const open = await payment('/v1/payment', { amount: '15.00', currency: 'USD', order_id: 'order-2' });
    expect(open.result).toMatchObject({ address: null, address_qr_code: null });
    const { result } = await payment('/v1/payment', INVOICE);
    const { result: qr } = await payment('/v1/payment/qr', { merchant_payment_uuid: result['uuid'] });
    expect(result).toMatchObject({ address_qr_code: qr['image'] });
  });

  test.each(['https://new-pay.heleket.com', 'https://pay.heleket.com/'])(
    'is paid at %s where it is set to',
    async (url) => {
      const { payment } = await heleketSimulated({ payerPagesUrl: url });
      const origin = new URL(url).origin;
      const { result } = await payment('/v1/payment', INVOICE);
      expect(result).toMatchObject({ url: `${origin}/pay/${String(result['uuid'])}` });
      const wallet = await payment('/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'wallet-1' });
      expect(wallet.result).toMatchObject({ url: `${origin}/wallet/${String(wallet.result['uuid'])}` });
    },
  );

  test('is not paid at what is no address of a site', async () => {
    await expect(startHeleketSimulator({ payerPagesUrl: 'pay.heleket.com' })).rejects.toThrow(
      'The option "payerPagesUrl" starts with http:// or https://.',
    );
  });

  test('takes an accuracy as a number or as text', async () => {
    const { payment } = await heleketSimulated();
    for (const accuracy of [1.5, '1.5']) {
      const answer = await payment('/v1/payment', { ...INVOICE, accuracy_payment_percent: accuracy });
      expect(answer.status).toBe(200);
    }
  });

  test('wants an e-mail address where it is given one', async () => {
    const { payment } = await heleketSimulated();
    expect(await payment('/v1/payment', { ...INVOICE, payer_email: 'nobody' })).toMatchObject({
      status: 422,
      body: { state: 1, errors: { payer_email: ['validation.email'] } },
    });
  });

  test('under an order_id used before answers the one it has', async () => {
    const { payment, simulator } = await heleketSimulated();
    const first = await payment('/v1/payment', INVOICE);
    expect((await payment('/v1/payment', { ...INVOICE, amount: '99' })).result).toEqual(first.result);
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test('sends its webhook again on request, up to ten times', async () => {
    const { payment, simulator } = await heleketSimulated();
    const { url, bodies } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    for (let index = 0; index < 10; index += 1) {
      expect((await payment('/v1/payment/resend', { order_id: 'order-1' })).body).toEqual({ state: 0, result: [] });
    }
    expect((await payment('/v1/payment/resend', { order_id: 'order-1' })).body).toMatchObject({
      message: 'Too much resend',
    });
    await simulator.control.idle();
    expect(bodies()).toHaveLength(11);
    expect(new Set(bodies()).size).toBe(1);
  });
});

describe('a refund', () => {
  test('is signed with the payout key; the payment key is refused and moves nothing', async () => {
    const client = await paidInvoice();
    const refused = await client.payment('/v1/payment/refund', REFUND);
    expect(refused).toMatchObject({ status: 401, text: '{"message":"Invalid Sign."}' });
    expect(client.simulator.control.invoices()).toMatchObject([{ status: 'paid' }]);
    expect((await client.payout('/v1/payment/refund', REFUND)).body).toEqual({ state: 0, result: [] });
    expect(client.simulator.control.invoices()).toMatchObject([{ status: 'refund_process', isFinal: false }]);
  });

  test('returns everything without an amount', async () => {
    const { payout, simulator } = await paidInvoice();
    await payout('/v1/payment/refund', { ...REFUND, amount: null });
    await simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(simulator.control.invoices()).toMatchObject([{ status: 'refund_paid', refunded: '15.00000000' }]);
    expect(simulator.control.transfers()).toMatchObject([
      { kind: 'payment', amount: '15.00000000' },
      { kind: 'refund', amount: '15.00000000', address: REFUND.address },
    ]);
  });

  test('takes the fee from the balance, or from what the payer gets', async () => {
    const client = await paidInvoice({ balances: { USDT: '100' } });
    await client.payout('/v1/payment/refund', { ...REFUND, amount: '5' });
    await client.simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(balanceOf(client, 'USDT')).toBe('108.85000000');
    await client.payout('/v1/payment/refund', { ...REFUND, amount: '5', is_subtract: false });
    await client.simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(balanceOf(client, 'USDT')).toBe('103.85000000');
    expect(client.simulator.control.transfers().slice(1)).toMatchObject([
      { kind: 'refund', amount: '5.00000000' },
      { kind: 'refund', amount: '4.00000000' },
    ]);
  });

  test('may come in parts, whose sum is never above what was paid', async () => {
    const { payout, simulator } = await paidInvoice();
    const refund = async (amount: string | undefined): Promise<unknown> =>
      (await payout('/v1/payment/refund', { ...REFUND, amount })).body;
    const tooMuch = { state: 1, message: 'The refund amount should not be more than the amount paid' };
    expect(await refund('15.00000001')).toEqual(tooMuch);
    expect(await refund('10')).toMatchObject({ state: 0 });
    // One at a time.
    expect(await refund('1')).toMatchObject({ message: 'Refunds are made only for completed payments' });
    await simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(await refund('5.00000001')).toEqual(tooMuch);
    expect(await refund('2')).toMatchObject({ state: 0 });
    await simulator.control.refundOutcome('order-1', 'refund_fail');
    // A failed part does not count; without an amount the rest is returned.
    expect(await refund(undefined)).toMatchObject({ state: 0 });
    await simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(simulator.control.invoices()).toMatchObject([{ paid: '15.00000000', refunded: '15.00000000' }]);
    expect(await refund('0.00000001')).toMatchObject({ message: 'Refunds are made only for completed payments' });
    expect(simulator.control.transfers().map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'payment 15.00000000',
      'refund 10.00000000',
      'refund 5.00000000',
    ]);
  });

  test('is not made for a payment that was only said to be refunded', async () => {
    const { payout, simulator } = await paidInvoice();
    await simulator.control.settle('order-1', 'refund_paid');
    expect((await payout('/v1/payment/refund', REFUND)).body).toMatchObject({
      message: 'Refunds are made only for completed payments',
    });
  });

  test.each<[object, object]>([
    [{ amount: 5 }, { amount: ['validation.string'] }],
    [{ amount: `1.${'0'.repeat(39)}` }, { amount: ['validation.max.string', 'validation.regex'] }],
    [{ amount: '-1' }, { amount: ['validation.regex'] }],
    [{ address: undefined }, { address: ['validation.required'] }],
    [{ is_subtract: 'perhaps' }, { is_subtract: ['validation.boolean'] }],
  ])('with %j names what failed', async (change, errors) => {
    const { payout } = await paidInvoice();
    expect((await payout('/v1/payment/refund', { ...REFUND, ...change })).body).toEqual({ state: 1, errors });
  });

  test('goes by uuid when it is given both names', async () => {
    const { payment, payout, simulator } = await paidInvoice();
    const { result } = await payment('/v1/payment/info', { order_id: 'order-1' });
    await payout('/v1/payment/refund', { ...REFUND, uuid: result['uuid'], order_id: 'none' });
    expect(simulator.control.invoices()).toMatchObject([{ status: 'refund_process' }]);
  });
});

describe('the questionnaire about a locked invoice', () => {
  async function locked(): Promise<HeleketClient> {
    const client = await heleketSimulated({ balances: { USDT: '0' } });
    await client.payment('/v1/payment', INVOICE);
    await client.simulator.control.settle('order-1', 'locked');
    return client;
  }
  const links = async ({ payment }: HeleketClient): Promise<unknown> =>
    (await payment('/v1/payment/aml-links', { order_id: 'order-1' })).body;

  test('is answered as a list, its end in UTC with microseconds', async () => {
    const client = await locked();
    expect(await links(client)).toEqual({
      state: 0,
      result: [
        {
          link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/aml\/[0-9a-f-]{36}$/),
          expired_at: '2026-01-04T00:00:00.000000Z',
          status: 'init',
        },
      ],
    });
    expect(await links(client)).toEqual(await links(client));
  });

  test('releases the lock when it is completed, credits the money once and tells the merchant', async () => {
    const client = await heleketSimulated({ balances: { USDT: '0' } });
    const { control } = client.simulator;
    const { url, received } = await receiver();
    await client.payment('/v1/payment', { ...INVOICE, url_callback: url });
    await control.settle('order-1', 'locked');
    expect(balanceOf(client, 'USDT')).toBe('0.00000000');
    await control.amlOutcome('order-1', 'pending');
    expect(await links(client)).toMatchObject({ result: [{ status: 'pending' }] });
    expect(await control.amlOutcome('order-1', 'completed')).toMatchObject({ status: 'paid', isFinal: true });
    expect(await links(client)).toMatchObject({ result: [{ status: 'completed' }] });
    expect(balanceOf(client, 'USDT')).toBe('14.85000000');
    expect(received()).toMatchObject([
      { status: 'locked', is_final: true },
      { status: 'paid', is_final: true, payment_amount: '15.00000000' },
    ]);
  });

  test('leads to the status that the money makes', async () => {
    const { payment, simulator } = await heleketSimulated();
    for (const [order, amount, status] of [
      ['over', '16', 'paid_over'],
      ['short', '5', 'wrong_amount_waiting'],
    ] as const) {
      await payment('/v1/payment', { ...INVOICE, order_id: order });
      await simulator.control.pay(order, { amount });
      await simulator.control.settle(order, 'locked');
      expect(await simulator.control.amlOutcome(order, 'completed')).toMatchObject({ status });
    }
    await payment('/v1/payment', { ...INVOICE, order_id: 'late' });
    await simulator.control.pay('late', { amount: '5' });
    await simulator.control.settle('late', 'locked');
    await simulator.control.advance(3_600_000);
    expect(await simulator.control.amlOutcome('late', 'completed')).toMatchObject({ status: 'wrong_amount' });
  });

  test('expires by hand or with time, and stays so', async () => {
    const byHand = await locked();
    await byHand.simulator.control.amlOutcome('order-1', 'expired');
    expect(await links(byHand)).toMatchObject({ result: [{ status: 'expired' }] });
    const withTime = await locked();
    expect(await links(withTime)).toMatchObject({ result: [{ status: 'init' }] });
    await withTime.simulator.control.advance(3 * DAY_MS);
    expect(await links(withTime)).toMatchObject({ result: [{ status: 'expired' }] });
    for (const { simulator } of [byHand, withTime]) {
      await expect(simulator.control.amlOutcome('order-1', 'completed')).rejects.toThrow('expired');
      expect(simulator.control.invoices()).toMatchObject([{ status: 'locked' }]);
    }
  });

  test('is asked again when the invoice is locked again', async () => {
    const client = await locked();
    await client.simulator.control.amlOutcome('order-1', 'completed');
    await client.simulator.control.settle('order-1', 'locked');
    expect(await links(client)).toMatchObject({ result: [{ status: 'completed' }, { status: 'init' }] });
  });

  test('does not exist for an invoice that was never locked, or that is unknown', async () => {
    const client = await paidInvoice();
    expect(await links(client)).toEqual({ state: 0, result: [] });
    await expect(client.simulator.control.amlOutcome('order-1', 'completed')).rejects.toThrow(RangeError);
    await expect(client.simulator.control.amlOutcome('none', 'completed')).rejects.toThrow('There is no invoice');
    expect((await client.payment('/v1/payment/aml-links', { order_id: 'none' })).body).toEqual({
      state: 1,
      message: 'Payment was not found',
    });
    expect((await client.payment('/v1/payment/aml-links')).body).toMatchObject({
      errors: { uuid: ['validation.required_without'], order_id: ['validation.required_without'] },
    });
  });

  test('goes by order_id when it is given both names', async () => {
    const client = await locked();
    const { result } = await client.payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    const both = await client.payment('/v1/payment/aml-links', { uuid: result['uuid'], order_id: 'order-1' });
    expect(both.body).toMatchObject({ result: [{ status: 'init' }] });
  });

  test('has a page whose button releases the lock, and buttons on the page of the account', async () => {
    const client = await locked();
    const { baseUrl } = client.simulator;
    const { result } = (await links(client)) as { readonly result: readonly [{ readonly link: string }] };
    const page = await (await fetch(result[0].link)).text();
    const data = /data-call="aml-outcome" data-body="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(await (await fetch(baseUrl)).text()).toContain('data-call="aml-outcome"');
    const released = await fetch(`${baseUrl}/_simulator/aml-outcome`, {
      method: 'POST',
      body: data.replaceAll('&quot;', '"'),
    });
    expect(await released.json()).toMatchObject({ status: 'paid' });
    expect(await (await fetch(result[0].link)).text()).not.toContain('data-call=');
    expect(await (await fetch(baseUrl)).text()).not.toContain('aml-outcome');
    expect((await fetch(`${baseUrl}/aml/unknown`)).status).toBe(404);
  });
});

describe('a static wallet', () => {
  const WALLET = { currency: 'USDT', network: 'tron', order_id: 'wallet-1' };

  test('costs 2 TRX once, at its first top-up on TRON', async () => {
    const { payment, simulator } = await heleketSimulated();
    const { url, received } = await receiver();
    await payment('/v1/wallet', { ...WALLET, url_callback: url });
    // 2 TRX at an eighth of a dollar, beside the usual percent.
    expect(await simulator.control.deposit('wallet-1', '10')).toMatchObject({ credited: '9.65000000' });
    expect(await simulator.control.deposit('wallet-1', '10')).toMatchObject({ credited: '9.90000000' });
    expect(received()).toMatchObject([
      { type: 'wallet', merchant_amount: '9.65000000', commission: '0.35000000', is_final: true },
      { type: 'wallet', merchant_amount: '9.90000000', commission: '0.10000000' },
    ]);
  });

  test.each<[string, object, object, string]>([
    ['costs more or less where it is set to', { walletActivationFee: '1' }, WALLET, '9.77500000'],
    ['costs nothing where it is set to', { walletActivationFee: '0' }, WALLET, '9.90000000'],
    ['costs nothing on other networks', {}, { ...WALLET, network: 'bsc' }, '9.90000000'],
    ['never costs more than came in', { walletActivationFee: '1000' }, WALLET, '0.00000000'],
  ])('%s', async (_, options, wallet, credited) => {
    const { payment, simulator } = await heleketSimulated(options);
    await payment('/v1/wallet', wallet);
    expect(await simulator.control.deposit('wallet-1', '10')).toMatchObject({ credited });
  });

  test.each(['is_force_refund', 'is_refund'])('sends money back once it is blocked with %s', async (flag) => {
    const { payment, simulator } = await heleketSimulated();
    await payment('/v1/wallet', WALLET);
    await payment('/v1/wallet/block-address', { order_id: 'wallet-1', [flag]: true });
    await simulator.control.deposit('wallet-1', '10', { from: 'TSender' });
    expect(simulator.control.transfers()).toMatchObject([{ kind: 'deposit' }, { kind: 'refund', address: 'TSender' }]);
  });

  test.each(['wallet_address_uuid', 'merchant_payment_uuid'])('has a QR code by %s', async (name) => {
    const { payment } = await heleketSimulated();
    const { result } = await payment('/v1/wallet', WALLET);
    expect((await payment('/v1/wallet/qr', { [name]: result['uuid'] })).result).toEqual({
      image: expect.stringMatching(/^data:image\/png;base64,/),
    });
  });
});

describe('webhooks of the signed protocol', () => {
  test('carry the documented members in order, signed with the key of their type', async () => {
    const { payment, payout, simulator } = await heleketSimulated();
    const { url, bodies } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url, additional_data: 'a/b é' });
    await simulator.control.pay('order-1');
    const transfer = {
      amount: '5',
      currency: 'USDT',
      network: 'tron',
      order_id: 'p',
      address: 'T1',
      is_subtract: true,
    };
    await payout('/v1/payout', { ...transfer, url_callback: url });
    await simulator.control.settle('p', 'paid');
    const [paymentBody = '', payoutBody = ''] = bodies();
    expect(Object.keys(JSON.parse(paymentBody) as object).join(' ')).toBe(
      'type uuid order_id amount payment_amount payment_amount_usd merchant_amount commission is_final status from ' +
        'wallet_address_uuid network currency payer_currency payer_amount payer_amount_exchange_rate additional_data ' +
        'transfer_id txid sign',
    );
    expect(Object.keys(JSON.parse(payoutBody) as object).join(' ')).toBe(
      'type uuid order_id amount merchant_amount commission is_final status txid currency network payer_currency ' +
        'payer_amount sign',
    );
    for (const [body, key] of [
      [paymentBody, simulator.paymentKey],
      [payoutBody, simulator.payoutKey],
    ] as const) {
      const [, unsigned = '', sign = ''] = /^(.*),"sign":"([0-9a-f]{32})"\}$/.exec(body) ?? [];
      expect(signatureOf(`${unsigned}}`, key)).toBe(sign);
    }
    expect(paymentBody).toContain(String.raw`"additional_data":"a\/b é"`);
  });

  test('of a test may say that a payment is locked', async () => {
    const { payment, simulator } = await heleketSimulated();
    const { url, received } = await receiver();
    const fields = { url_callback: url, currency: 'POL', network: 'polygon', status: 'locked' };
    expect((await payment('/v1/test-webhook/payment', fields)).body).toEqual({ state: 0, result: [] });
    await simulator.control.idle();
    expect(received()).toMatchObject([{ type: 'payment', status: 'locked', is_final: true, currency: 'POL' }]);
    expect(simulator.control.invoices()).toEqual([]);
  });
});
