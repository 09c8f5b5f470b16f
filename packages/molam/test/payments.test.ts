import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, HOOK, intent, open, PAYMENT, scripted, USD_25 } from './account.js';

const INTENTS = '/v1/connect/payment_intents';

describe('opening a payment', () => {
  test('counts in smallest units, captures by itself, and carries the reference as key and metadata', async () => {
    const { molam, simulator } = await open();
    const payment = await molam.payments.createPayment(PAYMENT);

    expect(payment).toEqual({
      provider: 'molam',
      providerId: simulator.control.intents()[0]?.id,
      reference: 'order-1',
      status: 'pending',
      exception: undefined,
      final: false,
      providerStatus: 'requires_payment_method',
      amount: USD_25,
      receivedAmount: undefined,
      checkoutUrl: `${simulator.baseUrl}/pay/${payment.providerId}`,
      nextAction: undefined,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      updatedAt: new Date('2026-01-01T00:00:00Z'),
      metadata: undefined,
    });
    expect(bodiesSent(simulator, INTENTS)).toEqual([
      { amount: 2500, currency: 'USD', locale: 'en', capture: true, metadata: { paymux_reference: 'order-1' } },
    ]);
    expect(simulator.control.requests()[0]?.headers).toMatchObject({
      'idempotency-key': 'order-1',
      authorization: `Bearer ${simulator.apiKey}`,
      'content-type': 'application/json',
    });
  });

  test('sends each option under its own name and type', async () => {
    const { molam, simulator } = await open({}, { defaultLocale: 'fr' });
    await molam.payments.createPayment({
      reference: 'order-1',
      amount: { amount: '1500', currency: 'xof' },
      capture: 'manual',
      description: 'Two chairs',
      metadata: { cart: '7', note: 'Zoë 🙂 </script>' },
      returnUrl: 'https://shop.example/done',
      cancelUrl: 'https://shop.example/back',
      providerOptions: { molam: { customerId: 'cust_1', merchantId: 'merch_9', locale: 'pt-BR' } },
    });
    await molam.payments.createPayment({ ...PAYMENT, reference: 'order-2', capture: 'automatic' });

    expect(bodiesSent(simulator, INTENTS)).toEqual([
      {
        amount: 1500,
        currency: 'XOF',
        locale: 'pt-BR',
        capture: false,
        customer_id: 'cust_1',
        merchant_id: 'merch_9',
        description: 'Two chairs',
        metadata: { cart: '7', note: 'Zoë 🙂 </script>', paymux_reference: 'order-1' },
        return_url: 'https://shop.example/done',
        cancel_url: 'https://shop.example/back',
      },
      { amount: 2500, currency: 'USD', locale: 'fr', capture: true, metadata: { paymux_reference: 'order-2' } },
    ]);
  });

  test('gives back the metadata it was handed, without the reference that went along', async () => {
    const { molam } = await open();
    const metadata = { cart: '7', empty: '', constructor: 'x' };
    const created = await molam.payments.createPayment({ ...PAYMENT, metadata });

    expect(created.metadata).toEqual(metadata);
    expect((await molam.payments.findPayment({ providerId: created.providerId }))?.metadata).toEqual(metadata);
  });

  test('leaves webhookUrl out, with a warning: endpoints are registered instead', async () => {
    const { molam, simulator, warnings } = await open();
    await molam.payments.createPayment({ ...PAYMENT, webhookUrl: HOOK });

    expect(JSON.stringify(bodiesSent(simulator, INTENTS))).not.toContain('hook');
    expect(warnings()).toEqual([
      expect.objectContaining({
        event: 'request_fields.ignored',
        fields: { operation: 'createPayment', reference: 'order-1', fields: ['webhookUrl'] },
      }),
    ]);
  });

  test('ignores what is meant for other providers', async () => {
    const { molam } = await open();
    const providerOptions = { cryptomus: { anything: 'at all' } } as never;
    await expect(molam.payments.createPayment({ ...PAYMENT, providerOptions })).resolves.toMatchObject({
      status: 'pending',
    });
  });

  test.each([
    ['network', { network: 'tron' }, /network cannot be given/],
    ['expiresInSeconds', { expiresInSeconds: 600 }, /expiresInSeconds cannot be given/],
    ['a third decimal', { amount: { amount: '1.001', currency: 'USD' } }, /more decimals than USD has \(2\)/],
    ['a first decimal', { amount: { amount: '1.5', currency: 'JPY' } }, /more decimals than JPY has \(0\)/],
    ['2^53 units', { amount: { amount: '90071992547409.92', currency: 'USD' } }, /beyond what this wire counts/],
    ['a crypto currency', { amount: { amount: '1', currency: 'BTC' } }, /amount.currency must be a national currency/],
    ['an option of a wrong name', molamOptions({ customerID: 'c' }), /customerID is not a known option/],
    ['an option of a strange name', molamOptions({ 'a b': 'c' }), /\(an unusual name\) is not a known option/],
    ['options that are none', { providerOptions: { molam: 7 as never } }, /molam must be an object/],
    ['a customer of two lines', molamOptions({ customerId: 'a\nb' }), /customerId must be one line/],
    ['an empty merchant', molamOptions({ merchantId: '' }), /merchantId must be one line/],
    ['a locale that is none', molamOptions({ locale: 'english please' }), /locale must be a language/],
    ['a stolen reference', { metadata: { paymux_reference: 'order-9' } }, /metadata must not use the name/],
    ['long metadata', { metadata: { note: 'x'.repeat(501) } }, /values of at most 500/],
    ['much metadata', { metadata: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, ''])) }, /49/],
  ])('with %s is refused before anything is sent', async (_name, changes, message) => {
    const { molam, simulator } = await open();
    const failure = await failureOf(molam.payments.createPayment({ ...PAYMENT, ...changes }));

    expect(failure).toMatchObject({ code: 'invalid_request', outcome: 'not_sent' });
    expect(String(failure)).toMatch(message);
    expect(simulator.control.requests()).toEqual([]);
  });

  test('takes the largest amount that is exact, and as much metadata as there is room for', async () => {
    const { molam, simulator } = await open();
    const amount = { amount: '90071992547409.91', currency: 'USD' };
    const metadata = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`k${i}`, 'x'.repeat(500)]));

    expect(await molam.payments.createPayment({ ...PAYMENT, amount, metadata })).toMatchObject({ amount, metadata });
    expect(simulator.control.intents()[0]?.amount).toBe('90071992547409.91');
  });

  test('answers frozen at every depth', async () => {
    const { molam } = await open();
    const payment = await molam.payments.createPayment({ ...PAYMENT, metadata: { cart: '7' } });
    expect([payment, payment.amount, payment.metadata].every(Object.isFrozen)).toBe(true);
  });
});

function molamOptions(molam: object) {
  return { providerOptions: { molam: molam as never } };
}

describe('opening a payment twice under one reference', () => {
  test('gives the first one again, however the amount is written', async () => {
    const { molam, simulator } = await open();
    const first = await molam.payments.createPayment(PAYMENT);
    const second = await molam.payments.createPayment({ ...PAYMENT, amount: { amount: '25', currency: 'usd' } });

    expect(second).toEqual(first);
    expect(simulator.control.intents()).toHaveLength(1);
  });

  test.each([
    ['amount', { amount: { amount: '25.01', currency: 'USD' } }],
    ['currency', { amount: { amount: '25.00', currency: 'EUR' } }],
    ['capture', { capture: 'manual' } as const],
  ])('with another %s is a conflict, and opens nothing', async (_name, changes) => {
    const { molam, simulator } = await open();
    await molam.payments.createPayment(PAYMENT);

    expect(await failureOf(molam.payments.createPayment({ ...PAYMENT, ...changes }))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      reference: 'order-1',
    });
    expect(simulator.control.intents()).toHaveLength(1);
  });

  test.each([
    ['amount', { amount: 2501 }],
    ['currency', { currency: 'EUR' }],
    ['capture', { capture: false }],
  ])('is a conflict too where the provider gives an older payment of another %s', async (differs, members) => {
    const { molam } = scripted([{ status: 200, body: intent(members) }]);

    expect(await failureOf(molam.payments.createPayment(PAYMENT))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      differs: [differs],
      providerId: 'pi_A1',
    });
  });

  test('64 times at once opens one payment', async () => {
    const { molam, simulator } = await open();
    const payments = await Promise.all(Array.from({ length: 64 }, () => molam.payments.createPayment(PAYMENT)));

    expect(new Set(payments.map(({ providerId }) => providerId)).size).toBe(1);
    expect(simulator.control.intents()).toHaveLength(1);
  });
});

test('64 payments at once do not get mixed up', async () => {
  const { molam } = await open();
  const payments = await Promise.all(
    Array.from({ length: 64 }, (_, index) =>
      molam.payments.createPayment({
        reference: `order-${index}`,
        amount: { amount: `${index + 1}.00`, currency: 'USD' },
      }),
    ),
  );

  expect(payments.map(({ amount, reference }) => `${reference ?? ''} ${amount.amount}`)).toEqual(
    Array.from({ length: 64 }, (_, index) => `order-${index} ${index + 1}.00`),
  );
});

describe('looking a payment up', () => {
  test('finds it by id with one call', async () => {
    const { molam, simulator } = await open();
    const created = await molam.payments.createPayment(PAYMENT);

    expect(await molam.payments.findPayment({ providerId: created.providerId })).toEqual(created);
    expect(simulator.control.requests().at(-1)?.path).toBe(`${INTENTS}/${created.providerId}`);
  });

  test('finds it by reference over several pages', async () => {
    const { molam, simulator } = await open();
    const created = await molam.payments.createPayment(PAYMENT);
    await simulator.control.advance(1_000);
    for (let number = 0; number < 120; number += 1) {
      await molam.payments.createPayment({ ...PAYMENT, reference: `later-${number}` });
    }

    expect(await molam.payments.findPayment({ reference: 'order-1' })).toEqual(created);
    const queries = simulator.control.requests().flatMap(({ method, query }) => (method === 'GET' ? [query] : []));
    expect(queries).toEqual(['limit=100&offset=0', 'limit=100&offset=100']);
  });

  test('by reference ends at the instant that bounds it', async () => {
    const { molam, simulator } = await open();
    await molam.payments.createPayment(PAYMENT);
    await simulator.control.advance(3_600_000);
    const createdAfter = new Date('2026-01-01T00:30:00Z');

    expect(await molam.payments.findPayment({ reference: 'order-1', createdAfter })).toBeUndefined();
    expect(await molam.payments.findPayment({ reference: 'order-1' })).toMatchObject({ reference: 'order-1' });
  });

  test('by reference asks for no further page once all that follows is older', async () => {
    const old = Array.from({ length: 100 }, (_, i) => intent({ id: `pi_${i}`, metadata: {} }));
    const { http, molam } = scripted([{ status: 200, body: { data: old, has_more: true } }]);
    const query = { reference: 'order-1', createdAfter: new Date('2026-01-02T00:00:00Z') };

    expect(await molam.payments.findPayment(query)).toBeUndefined();
    expect(http.requests).toHaveLength(1);
  });

  test('answers undefined when the provider knows none', async () => {
    const { molam } = await open();
    expect(await molam.payments.findPayment({ providerId: 'pi_nobody' })).toBeUndefined();
    expect(await molam.payments.findPayment({ reference: 'order-1' })).toBeUndefined();
  });

  test('is no absence where the path itself is unknown', async () => {
    const { molam } = scripted([{ status: 404, body: { error: { code: 'not_found', message: 'No route.' } } }]);
    expect(await failureOf(molam.payments.findPayment({ providerId: 'pi_A1' }))).toMatchObject({
      code: 'provider_refused',
    });
  });

  test.each(['..', '.', 'pi_1/../../treasury/payouts', 'pi 1', 'pi?x=1', 'pi%2f', ''])(
    'refuses %j for an id: it is part of a path',
    async (providerId) => {
      const { molam, simulator } = await open();
      const calls = [
        () => molam.payments.findPayment({ providerId }),
        () => molam.payments.confirmPayment({ providerId }),
        () => molam.payments.capturePayment({ providerId }),
        () => molam.payments.cancelPayment({ providerId }),
        () => molam.refunds.findRefund({ providerId }),
        () => molam.refunds.createRefund({ reference: 'refund-1', paymentId: providerId }),
        () => molam.payouts.findPayout({ providerId }),
        () => molam.payouts.cancelPayout({ providerId }),
        () => molam.webhookEndpoints.deleteEndpoint({ endpointId: providerId }),
        () => molam.webhookEndpoints.rotateSecret({ endpointId: providerId }),
        () => molam.webhookEndpoints.revokeSecret({ endpointId: 'we_1', kid: providerId }),
      ];
      for (const call of calls) expect(await failureOf(call())).toMatchObject({ code: 'invalid_request' });
      expect(simulator.control.requests()).toEqual([]);
    },
  );

  test.each([
    ['both names', { reference: 'order-1', providerId: 'pi_1' }],
    ['no name', {}],
    ['a reference that is none', { reference: 'order 1' }],
    ['an instant that is none', { reference: 'order-1', createdAfter: new Date(Number.NaN) }],
    ['an instant as text', { reference: 'order-1', createdAfter: '2026-01-01' }],
    ['an unknown field', { reference: 'order-1', limit: 5 }],
    ['no query', null],
  ])('with %s is refused before anything is sent', async (_name, query) => {
    const { molam, simulator } = await open();
    const finders = [molam.payments.findPayment, molam.refunds.findRefund, molam.payouts.findPayout];
    for (const find of finders) {
      expect(await failureOf(find(query as never))).toMatchObject({ code: 'invalid_request', outcome: 'not_sent' });
    }
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('confirming a payment', () => {
  test('takes the money with the method that was chosen', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    const payment = await molam.payments.confirmPayment({
      providerId,
      paymentMethod: 'pm_wallet_1',
      idempotencyKey: 'confirm-1',
    });

    expect(payment).toMatchObject({ status: 'succeeded', final: true, receivedAmount: USD_25, exception: undefined });
    expect(bodiesSent(simulator, `${INTENTS}/${providerId}/confirm`)).toEqual([{ payment_method: 'pm_wallet_1' }]);
    expect(simulator.control.requests().at(-1)?.headers['idempotency-key']).toBe('confirm-1');
    expect(simulator.control.transfers()).toHaveLength(1);
  });

  test('sends an empty object where no method is named', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    await molam.payments.confirmPayment({ providerId });
    expect(bodiesSent(simulator, `${INTENTS}/${providerId}/confirm`)).toEqual([{}]);
  });

  test('makes a key up, with a warning, where the caller names none', async () => {
    const { molam, simulator, warnings } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    simulator.control.fault({ kind: 'reset-after', path: `${INTENTS}/{id}/confirm` });
    await molam.payments.confirmPayment({ providerId });

    const keys = simulator.control.requests().flatMap(({ headers, path }) => {
      return path.endsWith('/confirm') ? [headers['idempotency-key']] : [];
    });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^molam-1767225600000-[0-9a-f]{24}$/);
    expect(warnings()).toEqual([
      expect.objectContaining({
        event: 'idempotency_key.generated',
        fields: expect.objectContaining({ operation: 'confirmPayment', reference: providerId }) as object,
      }),
    ]);
  });

  test.each([
    ['pm_card_3ds', { type: '3ds', url: expect.stringContaining('/pay/') as unknown, channel: undefined }],
    ['pm_otp', { type: 'otp', url: undefined, channel: 'sms' }],
  ])('with %s tells what the payer has to do', async (paymentMethod, nextAction) => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);

    expect(await molam.payments.confirmPayment({ providerId, paymentMethod })).toMatchObject({
      status: 'requires_action',
      final: false,
      nextAction,
    });
    await simulator.control.completeAction(providerId);
    expect(await molam.payments.findPayment({ providerId })).toMatchObject({
      status: 'succeeded',
      nextAction: undefined,
    });
  });

  test.each([
    ['pm_card_declined', 402, 'card_declined'],
    ['pm_card_processing_error', 402, 'processing_error'],
    ['pm_fraud', 403, 'transaction_blocked'],
  ])('with %s is refused, and the payment has failed', async (paymentMethod, httpStatus, providerCode) => {
    const { molam } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);

    expect(await failureOf(molam.payments.confirmPayment({ providerId, paymentMethod }))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      httpStatus,
      providerCode,
      requestId: expect.stringMatching(/^req_/) as unknown,
    });
    expect(await molam.payments.findPayment({ providerId })).toMatchObject({ status: 'failed', final: true });
  });

  test('with a slow method is processing, and succeeds later', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    expect(await molam.payments.confirmPayment({ providerId, paymentMethod: 'pm_slow' })).toMatchObject({
      status: 'processing',
      final: false,
    });
    await simulator.control.advance(60_000);
    expect(await molam.payments.findPayment({ providerId })).toMatchObject({ status: 'succeeded' });
  });
});

describe('capturing a payment', () => {
  test('takes what was authorized', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment({ ...PAYMENT, capture: 'manual' });
    const authorized = await molam.payments.confirmPayment({ providerId });
    expect(authorized).toMatchObject({ status: 'authorized', final: false, receivedAmount: undefined });
    expect(simulator.control.transfers()).toEqual([]);

    expect(await molam.payments.capturePayment({ providerId, idempotencyKey: 'capture-1' })).toMatchObject({
      status: 'succeeded',
      receivedAmount: USD_25,
    });
    expect(simulator.control.transfers()).toHaveLength(1);
    expect(bodiesSent(simulator, `${INTENTS}/${providerId}/capture`)).toEqual([undefined]);
  });

  test('of a part is refused before anything is sent', async () => {
    const { molam, simulator } = await open();
    const failure = await failureOf(molam.payments.capturePayment({ providerId: 'pi_1', amount: USD_25 }));
    expect(String(failure)).toContain('amount cannot be given: Molam captures everything or nothing');
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('cancelling a payment', () => {
  test('gives it up, with an empty body', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    expect(await molam.payments.cancelPayment({ providerId })).toMatchObject({
      status: 'cancelled',
      final: true,
      providerStatus: 'canceled',
    });
    expect(bodiesSent(simulator, `${INTENTS}/${providerId}/cancel`)).toEqual([undefined]);
  });

  test('of a payment that is gone is refused as no such payment', async () => {
    const { molam } = await open();
    expect(await failureOf(molam.payments.cancelPayment({ providerId: 'pi_nobody' }))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      providerCode: 'intent_not_found',
    });
  });
});

test.each(['confirmPayment', 'capturePayment', 'cancelPayment'] as const)(
  '%s in a status that does not allow it is of unknown outcome: an earlier sending may be why',
  async (method) => {
    const { molam } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    await molam.payments.confirmPayment({ providerId });

    expect(await failureOf(molam.payments[method]({ providerId }))).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
      reference: providerId,
      safeToRepeat: false,
    });
  },
);

describe('what arrived', () => {
  test.each([
    ['10.00', 'underpaid'],
    ['25.00', undefined],
    ['30.00', 'overpaid'],
  ])('being %s of 25.00 makes the payment %s', async (amount, exception) => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payments.createPayment(PAYMENT);
    await simulator.control.pay('order-1', { amount });

    expect(await molam.payments.findPayment({ providerId })).toMatchObject({
      status: 'succeeded',
      exception,
      receivedAmount: { amount, currency: 'USD' },
    });
  });
});

test('a status nobody has mapped is unrecognised, and neither final nor success', async () => {
  const { molam, simulator } = await open();
  const { providerId } = await molam.payments.createPayment(PAYMENT);
  await simulator.control.settle(providerId, 'teleported');

  expect(await molam.payments.findPayment({ providerId })).toMatchObject({
    status: 'unrecognised',
    final: false,
    providerStatus: 'teleported',
  });
});

test('an amount is made in the default currency, or in the one that is named', async () => {
  const { molam } = await open({}, { defaultCurrency: 'xof' });
  expect(molam.toAmount('1500')).toEqual({ amount: '1500', currency: 'XOF' });
  expect(molam.toAmount('15.00', 'eur')).toEqual({ amount: '15.00', currency: 'EUR' });
  expect(() => molam.toAmount('15,00')).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
