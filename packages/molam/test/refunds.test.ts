import { describe, expect, test } from 'vitest';
import { TransportError } from '@paymux/core';
import { all, bodiesSent, failureOf, intent, open, PAYMENT, refund, scripted, type WholeAccount } from './account.js';

const USD_10 = { amount: '10.00', currency: 'USD' };

async function paid(molam: WholeAccount, reference = 'order-1') {
  const { providerId } = await molam.payments.createPayment({ ...PAYMENT, reference });
  await molam.payments.confirmPayment({ providerId, idempotencyKey: `confirm-${reference}` });
  return providerId;
}

describe('refunding a payment', () => {
  test('learns its charge first, and pays everything back', async () => {
    const { molam, simulator } = await open();
    const paymentId = await paid(molam);
    const made = await molam.refunds.createRefund({ reference: 'refund-1', paymentId });

    const [intentOf] = simulator.control.intents();
    expect(made).toEqual({
      provider: 'molam',
      providerId: simulator.control.refunds()[0]?.id,
      reference: 'refund-1',
      paymentId,
      status: 'succeeded',
      final: true,
      providerStatus: 'succeeded',
      amount: { amount: '25.00', currency: 'USD' },
      createdAt: new Date('2026-01-01T00:00:00Z'),
      metadata: undefined,
    });
    const path = `/v1/connect/charges/${intentOf?.chargeId ?? ''}/refund`;
    expect(bodiesSent(simulator, path)).toEqual([{ metadata: { paymux_reference: 'refund-1' } }]);
    expect(simulator.control.requests().at(-1)?.headers['idempotency-key']).toBe('refund-1');
    expect(simulator.control.requests().at(-2)).toMatchObject({
      method: 'GET',
      path: `/v1/connect/payment_intents/${paymentId}`,
    });
  });

  test('in parts, with a reason and metadata', async () => {
    const { molam, simulator } = await open();
    const paymentId = await paid(molam);
    const request = { paymentId, amount: USD_10, reason: 'discount_applied', metadata: { ticket: '9' } };
    const first = await molam.refunds.createRefund({ ...request, reference: 'refund-1', feeFrom: 'balance' });
    expect(first).toMatchObject({ amount: USD_10, metadata: { ticket: '9' } });
    await molam.refunds.createRefund({ ...request, reference: 'refund-2' });
    const rest = await molam.refunds.createRefund({ paymentId, reference: 'refund-3' });

    expect(rest.amount).toEqual({ amount: '5.00', currency: 'USD' });
    expect(simulator.control.intents()[0]).toMatchObject({ refunded: '25.00', chargeStatus: 'refunded' });
    const bodies = simulator.control.requests().flatMap(({ path, text }) => (path.endsWith('/refund') ? [text] : []));
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      amount: 1000,
      reason: 'discount_applied',
      metadata: { ticket: '9', paymux_reference: 'refund-1' },
    });
  });

  test('by its charge’s id is one call', async () => {
    const { molam, simulator } = await open();
    const paymentId = await paid(molam);
    const charge = simulator.control.intents()[0]?.chargeId ?? '';
    const before = simulator.control.requests().length;
    const made = await molam.refunds.createRefund({ reference: 'refund-1', paymentId: charge, amount: USD_10 });

    expect(made).toMatchObject({ paymentId, amount: USD_10 });
    expect(
      simulator.control
        .requests()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['POST']);
  });

  test('twice under one reference pays back once', async () => {
    const { molam, simulator } = await open();
    const paymentId = await paid(molam);
    const request = { reference: 'refund-1', paymentId, amount: USD_10 };
    const first = await molam.refunds.createRefund(request);
    expect(await molam.refunds.createRefund(request)).toEqual(first);
    expect(simulator.control.refunds()).toHaveLength(1);

    const more = { ...request, amount: { amount: '11.00', currency: 'USD' } };
    expect(await failureOf(molam.refunds.createRefund(more))).toMatchObject({ code: 'reference_conflict' });
    expect(simulator.control.refunds()).toHaveLength(1);
  });

  test('64 times at once pays back once', async () => {
    const { molam, simulator } = await open();
    const request = { reference: 'refund-1', paymentId: await paid(molam), amount: USD_10 };
    await Promise.all(Array.from({ length: 64 }, () => molam.refunds.createRefund(request)));
    expect(simulator.control.refunds()).toHaveLength(1);
  });

  test.each([
    [
      'a destination',
      { destination: { type: 'crypto_address', address: 'T1' } as const },
      /destination cannot be given/,
    ],
    ['the payer bearing the fee', { feeFrom: 'amount' } as const, /the payer always gets the whole amount/],
    ['a third decimal', { amount: { amount: '1.001', currency: 'USD' } }, /more decimals than USD has/],
    ['nothing', { amount: { amount: '0', currency: 'USD' } }, /above zero/],
    [
      'options of its own, as there are none',
      { providerOptions: { molam: { locale: 'en' } } },
      /providerOptions\.molam\.locale/,
    ],
    ['a stolen reference', { metadata: { paymux_reference: 'x' } }, /must not use the name/],
  ])('with %s is refused before anything is sent, the look-up included', async (_name, changes, message) => {
    const { molam, simulator } = await open();
    const request = { reference: 'refund-1', paymentId: 'pi_1', ...changes };
    const failure = await failureOf(molam.refunds.createRefund(request));
    expect(failure).toMatchObject({ code: 'invalid_request', operation: 'createRefund' });
    expect(String(failure)).toMatch(message);
    expect(simulator.control.requests()).toEqual([]);
  });

  test('that nobody has paid is refused before anything changes', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    const failure = await failureOf(molam.refunds.createRefund({ reference: 'refund-1', paymentId: providerId }));
    expect(failure).toMatchObject({ code: 'invalid_request', outcome: 'not_sent', operation: 'createRefund' });
    expect(String(failure)).toContain('paymentId names a payment without a charge');
    expect(simulator.control.requests().some(({ path }) => path.endsWith('/refund'))).toBe(false);
  });

  test('in another currency than it was paid in is refused before anything changes', async () => {
    const { molam, simulator } = await open();
    const request = { reference: 'refund-1', paymentId: await paid(molam), amount: { amount: '10', currency: 'JPY' } };
    const failure = await failureOf(molam.refunds.createRefund(request));
    expect(String(failure)).toContain('amount.currency must be the currency of the payment');
    expect(simulator.control.refunds()).toEqual([]);
  });

  test('that does not exist is refused as no such payment', async () => {
    const { molam } = await open();
    const request = { reference: 'refund-1', paymentId: 'pi_nobody' };
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      providerCode: 'intent_not_found',
    });
  });

  test('beyond what was taken is refused, and says how much is left', async () => {
    const { molam } = await open();
    const amount = { amount: '25.01', currency: 'USD' };
    const request = { reference: 'refund-1', paymentId: await paid(molam), amount };
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({
      code: 'provider_refused',
      providerCode: 'amount_exceeds_captured',
      providerFields: { max_refundable: ['2500'] },
    });
  });

  test('whose request changes while its charge is looked up is refunded as it was asked for', async () => {
    const { molam, simulator } = await open();
    const request = { reference: 'refund-1', paymentId: await paid(molam), amount: { ...USD_10 } };
    const made = molam.refunds.createRefund(request);
    request.amount.amount = '25.00';
    request.reference = 'refund-2';
    expect(await made).toMatchObject({ amount: USD_10, reference: 'refund-1' });
    expect(simulator.control.refunds()).toMatchObject([{ amount: '10.00', reference: 'refund-1' }]);
  });
});

describe('the look-up of a charge', () => {
  const request = { reference: 'refund-1', paymentId: 'pi_A1' };

  test('that brings no answer has changed nothing, and says so', async () => {
    const { http, molam } = scripted(Array.from({ length: 4 }, () => new TransportError('timeout')));
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({
      code: 'outcome_unknown',
      operation: 'findCharge',
      safeToRepeat: true,
    });
    expect(http.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('that speaks of another payment is not believed', async () => {
    const { http, molam } = scripted([{ status: 200, body: intent({ id: 'pi_B2', latest_charge: 'ch_B2' }) }]);
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({ code: 'outcome_unknown' });
    expect(http.requests).toHaveLength(1);
  });

  test.each(['', '../pi_A1', 'ch 1', 7, null])('that gives %j for a charge leads to no call', async (latest_charge) => {
    const { http, molam } = scripted([{ status: 200, body: intent({ latest_charge }) }]);
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({ code: 'invalid_request' });
    expect(http.requests).toHaveLength(1);
  });

  test('takes its time out of the call’s own', async () => {
    const slow = { status: 500 };
    const found = { status: 200, body: intent({ latest_charge: 'ch_A1' }) };
    const { clock, http, molam } = scripted([slow, found, slow, slow], {
      retryJitter: 'none',
      retryDelayMs: 4_000,
      maxRetryDelayMs: 4_000,
    });
    expect(await failureOf(molam.refunds.createRefund(request, { deadlineMs: 10_000 }))).toMatchObject({
      code: 'outcome_unknown',
      operation: 'createRefund',
    });
    expect(http.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([10_000, 6_000, 6_000, 2_000]);
    expect(clock.sleeps).toEqual([4_000, 4_000]);
  });
});

describe('the answer to a refund', () => {
  const request = { reference: 'refund-1', paymentId: 'ch_A1', amount: USD_10 };

  test.each([
    [['amount'], { amount: 999 }],
    [['currency'], { currency: 'EUR' }],
  ])('that differs in %j is a conflict', async (differs, members) => {
    const { molam } = scripted([{ status: 201, body: refund(members) }]);
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({ code: 'reference_conflict', differs });
  });

  test.each([
    { charge_id: 'ch_B2' },
    { metadata: { paymux_reference: 'refund-9' } },
    { charge_id: null, payment_intent_id: null },
    { id: '' },
  ])('that speaks of something else, %j, leaves the outcome unknown', async (members) => {
    const { molam } = scripted([{ status: 201, body: refund(members) }]);
    expect(await failureOf(molam.refunds.createRefund(request))).toMatchObject({ code: 'outcome_unknown' });
  });
});

describe('refunds', () => {
  test('that take their time are pending, then done', async () => {
    const { molam, simulator } = await open({ delayedRefunds: true });
    const paymentId = await paid(molam);
    const made = await molam.refunds.createRefund({ reference: 'refund-1', paymentId });
    expect(made).toMatchObject({ status: 'pending', final: false });
    await simulator.control.advance(60_000);
    expect(await molam.refunds.findRefund({ providerId: made.providerId ?? '' })).toMatchObject({
      status: 'succeeded',
      final: true,
    });
  });

  test('can fail', async () => {
    const { molam } = await open();
    const request = { reference: 'refund-1', paymentId: await paid(molam), metadata: { simulate: 'fail' } };
    expect(await molam.refunds.createRefund(request)).toMatchObject({ status: 'failed', final: true });
  });

  test('are found by id and by reference, and undefined where there is none', async () => {
    const { molam } = await open();
    const paymentId = await paid(molam);
    expect(await molam.refunds.findRefund({ reference: 'refund-1' })).toBeUndefined();
    const made = await molam.refunds.createRefund({ reference: 'refund-1', paymentId });
    expect(await molam.refunds.findRefund({ reference: 'refund-1' })).toEqual(made);
    expect(await molam.refunds.findRefund({ providerId: made.providerId ?? '' })).toEqual(made);
    expect(await molam.refunds.findRefund({ providerId: 'ref_nobody' })).toBeUndefined();
  });

  test('are listed by payment, by charge and by time', async () => {
    const { molam, simulator } = await open();
    const [one, two] = [await paid(molam, 'order-1'), await paid(molam, 'order-2')];
    await molam.refunds.createRefund({ reference: 'refund-1', paymentId: one });
    await simulator.control.advance(60_000);
    await molam.refunds.createRefund({ reference: 'refund-2', paymentId: two });
    const referencesOf = async (query?: object) =>
      (await all(molam.refunds.listRefunds(query))).map(({ reference }) => reference);

    expect(await referencesOf()).toEqual(['refund-2', 'refund-1']);
    expect(await referencesOf({ paymentId: one })).toEqual(['refund-1']);
    const charge = simulator.control.intents().find(({ id }) => id === two)?.chargeId ?? '';
    expect(await referencesOf({ paymentId: charge })).toEqual(['refund-2']);
    expect(simulator.control.requests().at(-1)?.query).toBe(`limit=100&offset=0&charge_id=${charge}`);
    expect(await referencesOf({ createdFrom: new Date('2026-01-01T00:00:30Z') })).toEqual(['refund-2']);
    expect(await referencesOf({ createdTo: new Date('2026-01-01T00:00:30Z') })).toEqual(['refund-1']);
  });
});
