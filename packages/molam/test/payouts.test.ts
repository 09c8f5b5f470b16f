import { describe, expect, test } from 'vitest';
import { createMolam } from '../src/index.js';
import { all, bodiesSent, failureOf, HOOK, open, payout, PAYOUT, scripted } from './account.js';

const PAYOUTS = '/v1/treasury/payouts';

describe('opening a payout', () => {
  test('tells it as the provider sees it, with the account number masked', async () => {
    const { molam, simulator } = await open({ fees: { bankFee: '0.25' } });
    const opened = await molam.payouts.createPayout({ ...PAYOUT, feeFrom: 'balance', metadata: { client: '9' } });

    expect(opened).toEqual({
      provider: 'molam',
      providerId: simulator.control.payouts()[0]?.id,
      reference: 'payout-1',
      status: 'pending',
      final: false,
      providerStatus: 'pending',
      amount: { amount: '250.75', currency: 'EUR' },
      debitedAmount: { amount: '253.51', currency: 'EUR' },
      fee: { amount: '2.76', currency: 'EUR' },
      destination: { type: 'bank_account', bankCode: 'SNBK', accountNumber: '****5678', holder: 'Awa Diop' },
      transactionId: undefined,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      updatedAt: new Date('2026-01-01T00:00:00Z'),
      metadata: { client: '9' },
    });
    expect(simulator.control.payouts()).toMatchObject([{ amount: '250.75', account: 'SN08 0010 1234 5678' }]);
  });

  test('sends each option under its own name and type', async () => {
    const { molam, simulator } = await open();
    await molam.payouts.createPayout({
      ...PAYOUT,
      providerOptions: {
        molam: {
          scheduledFor: new Date('2026-02-01T08:00:00Z'),
          priority: 10,
          originModule: 'shop',
          originEntityId: 'merch_2',
        },
      },
    });

    expect(bodiesSent(simulator, PAYOUTS)).toEqual([
      {
        origin_module: 'shop',
        origin_entity_id: 'merch_2',
        amount: 250.75,
        currency: 'EUR',
        beneficiary: {
          type: 'bank_account',
          bank_code: 'SNBK',
          account_number: 'SN08 0010 1234 5678',
          account_holder: 'Awa Diop',
        },
        metadata: { paymux_reference: 'payout-1' },
        scheduled_for: '2026-02-01T08:00:00.000Z',
        priority: 10,
      },
    ]);
    expect(simulator.control.payouts()).toMatchObject([{ status: 'scheduled' }]);
  });

  test('is made for the account’s own module and entity where the request names none', async () => {
    const { molam, simulator } = await open({}, { originModule: 'agents', originEntityId: 'agent_7' });
    await molam.payouts.createPayout(PAYOUT);
    expect(bodiesSent(simulator, PAYOUTS)).toMatchObject([{ origin_module: 'agents', origin_entity_id: 'agent_7' }]);
  });

  test.each([
    ['500', 'USD', '500.00'],
    ['500.5', 'usd', '500.50'],
    ['0.10', 'USD', '0.10'],
    ['1.500', 'KWD', '1.500'],
    ['15000', 'XOF', '15000'],
    ['15000.00', 'XOF', '15000'],
    ['9999999999999.99', 'USD', '9999999999999.99'],
  ])('writes %s %s as the JSON number %s, digit by digit', async (amount, currency, digits) => {
    const { molam, simulator } = await open({ approvalThreshold: 10 ** 14 });
    await molam.payouts.createPayout({ ...PAYOUT, amount: { amount, currency } });
    expect(simulator.control.requests()[0]?.text).toContain(`"amount":${digits},"currency":"`);
    expect(simulator.control.payouts()[0]?.amount).toBe(digits);
  });

  test.each(['number', 'text'] as const)('reads amounts that are answered as %s', async (payoutAmounts) => {
    const { molam } = await open({ payoutAmounts, fees: true });
    expect(await molam.payouts.createPayout({ ...PAYOUT, amount: { amount: '1000', currency: 'EUR' } })).toMatchObject({
      amount: { amount: '1000.00', currency: 'EUR' },
      fee: { amount: '10.00', currency: 'EUR' },
    });
  });

  test('leaves out what the wire has no room for, with a warning', async () => {
    const { molam, simulator, warnings } = await open();
    await molam.payouts.createPayout({ ...PAYOUT, webhookUrl: HOOK, description: 'Bonus' });
    expect(simulator.control.requests()[0]?.text).not.toMatch(/hook|Bonus/);
    expect(warnings().map(({ fields }) => fields)).toEqual([
      { operation: 'createPayout', reference: 'payout-1', fields: ['webhookUrl', 'description'] },
    ]);
  });

  test.each([
    ['a crypto address', { destination: { type: 'crypto_address', address: 'T1' } as const }, /must be a bank account/],
    ['no destination', { destination: undefined }, /destination is missing/],
    ['the receiver bearing the fee', { feeFrom: 'amount' } as const, /the receiver always gets the whole amount/],
    ['a network', { network: 'tron' }, /network cannot be given/],
    ['a memo', { memo: '7' }, /memo cannot be given/],
    ['a third decimal', { amount: { amount: '1.001', currency: 'USD' } }, /more decimals than USD has/],
    [
      'a sixteenth digit',
      { amount: { amount: '10000000000000.00', currency: 'USD' } },
      /more digits than a JSON number/,
    ],
    ['a crypto currency', { amount: { amount: '1', currency: 'USDT' } }, /must be a national currency/],
    ['an instant as text', withOptions({ scheduledFor: '2026-02-01' }), /scheduledFor must be a valid Date/],
    ['an instant that is none', withOptions({ scheduledFor: new Date('x') }), /scheduledFor must be a valid Date/],
    ['half a priority', withOptions({ priority: 0.5 }), /priority must be a whole number/],
    ['an empty module', withOptions({ originModule: '' }), /originModule must be one line/],
    ['an unknown option', withOptions({ urgency: 1 }), /urgency is not a known option/],
    ['a stolen reference', { metadata: { paymux_reference: 'x' } }, /must not use the name/],
  ])('with %s is refused before anything is sent', async (_name, changes, message) => {
    const { molam, simulator } = await open();
    const failure = await failureOf(molam.payouts.createPayout({ ...PAYOUT, ...changes } as never));

    expect(failure).toMatchObject({ code: 'invalid_request', outcome: 'not_sent' });
    expect(String(failure)).toMatch(message);
    expect(simulator.control.requests()).toEqual([]);
  });

  test('is refused by the provider for what only it can judge', async () => {
    const { molam } = await open();
    const failure = await failureOf(
      molam.payouts.createPayout({ ...PAYOUT, ...withOptions({ originModule: 'moon' }) }),
    );
    expect(failure).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      httpStatus: 400,
      providerFields: { origin_module: ['invalid_parameter'] },
    });
  });
});

function withOptions(molam: object) {
  return { providerOptions: { molam: molam as never } };
}

test('without an entity to pay for, an account has no payouts', () => {
  const { payouts, capabilities } = createMolam({ apiKey: 'sk_test_1' });
  expect(payouts).toBeUndefined();
  expect(Object.keys(capabilities.operations)).not.toContain('createPayout');
});

describe('opening a payout twice under one reference', () => {
  test('gives the first one again, however the amount is written', async () => {
    const { molam, simulator } = await open();
    const first = await molam.payouts.createPayout(PAYOUT);
    expect(await molam.payouts.createPayout({ ...PAYOUT, amount: { amount: '250.750', currency: 'eur' } })).toEqual(
      first,
    );
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('with other contents is a conflict, and opens nothing', async () => {
    const { molam, simulator } = await open();
    await molam.payouts.createPayout(PAYOUT);
    const other = { ...PAYOUT, destination: { ...PAYOUT.destination, accountNumber: '999' } };
    expect(await failureOf(molam.payouts.createPayout(other))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      differs: [],
    });
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test.each([
    [['amount'], { amount: '250.76' }],
    [['currency'], { currency: 'USD' }],
    [['destination'], { beneficiary: { account_number: '****9999' } }],
    [['amount', 'currency'], { amount: 1, currency: 'USD' }],
  ])('is a conflict over %j where the provider gives an older payout', async (differs, members) => {
    const { molam } = scripted([{ status: 200, body: payout(members) }]);
    expect(await failureOf(molam.payouts.createPayout(PAYOUT))).toMatchObject({ code: 'reference_conflict', differs });
  });

  test.each([{}, { beneficiary: null }, { beneficiary: 'ben_1' }, { amount: '250.750' }, { metadata: null }])(
    'is none over what is not told, or told in another way: %j',
    async (members) => {
      const { molam } = scripted([{ status: 200, body: payout(members) }]);
      await expect(molam.payouts.createPayout(PAYOUT)).resolves.toMatchObject({ providerId: 'po_A1' });
    },
  );

  test('64 times at once opens one payout', async () => {
    const { molam, simulator } = await open();
    await Promise.all(Array.from({ length: 64 }, () => molam.payouts.createPayout(PAYOUT)));
    expect(simulator.control.payouts()).toHaveLength(1);
  });
});

describe('a payout', () => {
  test('is sent, then arrives', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payouts.createPayout(PAYOUT);
    const seen: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      const found = await molam.payouts.findPayout({ providerId });
      seen.push(`${found?.providerStatus ?? ''} ${found?.status ?? ''} ${String(found?.final)}`);
      await simulator.control.advance(10_000);
    }
    expect(seen).toEqual([
      'pending pending false',
      'processing pending false',
      'sent broadcast false',
      'settled confirmed true',
    ]);
    expect((await molam.payouts.findPayout({ providerId }))?.transactionId).toMatch(/^BANK-/);
  });

  test.each([
    ['00000000', { status: 'failed', final: true }],
    ['00009999', { status: 'reversed', final: true, providerStatus: 'reversed' }],
  ])('to an account ending %s ends as the bank decides', async (accountNumber, end) => {
    const { molam, simulator } = await open();
    const destination = { ...PAYOUT.destination, accountNumber };
    const { providerId } = await molam.payouts.createPayout({ ...PAYOUT, destination });
    await simulator.control.advance(60_000);
    expect(await molam.payouts.findPayout({ providerId })).toMatchObject(end);
  });

  test('above the provider’s threshold waits for an approval there', async () => {
    const { molam } = await open();
    const amount = { amount: '10000', currency: 'USD' };
    expect(await molam.payouts.createPayout({ ...PAYOUT, amount })).toMatchObject({
      status: 'pending',
      providerStatus: 'pending_approval',
    });
  });

  test('is found by id and by reference, and undefined where there is none', async () => {
    const { molam, simulator } = await open();
    expect(await molam.payouts.findPayout({ reference: 'payout-1' })).toBeUndefined();
    const created = await molam.payouts.createPayout(PAYOUT);

    expect(await molam.payouts.findPayout({ providerId: created.providerId })).toEqual(created);
    const createdAfter = new Date('2025-12-31T23:59:00Z');
    expect(await molam.payouts.findPayout({ reference: 'payout-1', createdAfter })).toEqual(created);
    expect(simulator.control.requests().at(-1)?.query).toBe('limit=100&offset=0&from=2025-12-30T23%3A59%3A00.000Z');
    expect(await molam.payouts.findPayout({ reference: 'payout-2' })).toBeUndefined();
    expect(await molam.payouts.findPayout({ providerId: 'po_nobody' })).toBeUndefined();
  });

  test('is listed within the time that was asked for, both ends included', async () => {
    const { molam, simulator } = await open();
    for (let number = 0; number < 5; number += 1) {
      await molam.payouts.createPayout({ ...PAYOUT, reference: `payout-${number}` });
      await simulator.control.advance(60_000);
    }
    const query = { createdFrom: new Date('2026-01-01T00:01:00Z'), createdTo: new Date('2026-01-01T00:03:00Z') };
    const references = (await all(molam.payouts.listPayouts(query))).map(({ reference }) => reference);
    expect(references).toEqual(['payout-3', 'payout-2', 'payout-1']);
  });

  test('is listed by the provider’s own filters', async () => {
    const { molam, simulator } = await open();
    await molam.payouts.createPayout(PAYOUT);
    await molam.payouts.createPayout({ ...PAYOUT, reference: 'payout-2', ...withOptions({ originModule: 'shop' }) });
    const query = { providerStatus: 'pending', originModule: 'shop', currency: 'eur', pageSize: 5 };

    const found = await all(molam.payouts.listMatchingPayouts(query));
    expect(found.map(({ reference }) => reference)).toEqual(['payout-2']);
    expect(simulator.control.requests().at(-1)?.query).toBe(
      'limit=5&offset=0&status=pending&origin_module=shop&currency=EUR',
    );
    expect(await failureOf(all(molam.payouts.listMatchingPayouts({ currency: 'a b' })))).toMatchObject({
      code: 'invalid_request',
    });
  });

  test('asked for over all of time is asked for within what a date can say', async () => {
    const { http, molam } = scripted([{ status: 200, body: { data: [], has_more: false } }]);
    const query = { createdFrom: new Date(-8.64e15), createdTo: new Date(8.64e15) };
    expect(await all(molam.payouts.listPayouts(query))).toEqual([]);
    expect(new URL(http.requests[0]?.url ?? '').searchParams.get('from')).toBe('1970-01-01T00:00:00.000Z');
    expect(new URL(http.requests[0]?.url ?? '').searchParams.get('to')).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('cancelling a payout', () => {
  test('stops it before it is processed', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payouts.createPayout(PAYOUT);
    const cancelled = await molam.payouts.cancelPayout({ providerId, reason: 'duplicate', idempotencyKey: 'cancel-1' });

    expect(cancelled).toMatchObject({ status: 'cancelled', final: true, providerStatus: 'cancelled' });
    expect(bodiesSent(simulator, `${PAYOUTS}/${providerId}/cancel`)).toEqual([{ reason: 'duplicate' }]);
    await simulator.control.advance(60_000);
    expect(simulator.control.transfers()).toEqual([]);
  });

  test('is refused once it was sent', async () => {
    const { molam, simulator } = await open();
    const { providerId } = await molam.payouts.createPayout(PAYOUT);
    await simulator.control.settle(providerId, 'sent');
    expect(await failureOf(molam.payouts.cancelPayout({ providerId }))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      providerCode: 'payout_not_cancellable',
      providerFields: { current_status: ['sent'] },
    });
  });
});

test('an amount whose digits were lost on the way is not read', async () => {
  const { molam } = scripted([{ status: 200, body: payout({ amount: 123456789012345.67 }) }]);
  expect(await failureOf(molam.payouts.createPayout(PAYOUT))).toMatchObject({ code: 'outcome_unknown' });
});
