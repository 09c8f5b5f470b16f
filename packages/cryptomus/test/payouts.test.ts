import { describe, expect, test } from 'vitest';
import { ADDRESS, bodiesSent, failureOf, open, PAYOUT } from './account.js';

const to = (address: string) => ({ type: 'crypto_address', address }) as const;

describe('opening a payout', () => {
  test('sends what was asked for, and nothing else', async () => {
    const { cryptomus, simulator } = await open();
    const payout = await cryptomus.payouts.createPayout(PAYOUT);
    expect(payout).toMatchObject({
      provider: 'cryptomus',
      reference: 'payout-1',
      status: 'pending',
      final: false,
      providerStatus: 'process',
      amount: { amount: '50.00000000', currency: 'USDT' },
      network: 'tron',
      destination: to(ADDRESS.tron),
      transactionId: undefined,
      balanceAfter: '999949.00000000',
    });
    expect(bodiesSent(simulator, '/v1/payout')).toEqual([
      {
        amount: '50',
        currency: 'USDT',
        order_id: 'payout-1',
        address: ADDRESS.tron,
        is_subtract: true,
        network: 'tron',
      },
    ]);
  });

  test.each([
    ['balance', '50.00000000', '51.00000000'],
    ['amount', '49.00000000', '50.00000000'],
  ] as const)('with the fee from the %s sends %s and debits %s', async (feeFrom, sent, debited) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout({ ...PAYOUT, feeFrom });
    expect(simulator.control.payouts()).toMatchObject([{ sent, debited, debitedCurrency: 'USDT' }]);
  });

  test('of a coin with one network needs no network, and on TON carries a memo', async () => {
    const { cryptomus, simulator } = await open();
    const { network: _network, ...request } = PAYOUT;
    await cryptomus.payouts.createPayout({
      ...request,
      amount: { amount: '5', currency: 'TON' },
      destination: to(ADDRESS.ton),
      memo: 'm'.repeat(30),
    });
    expect(simulator.control.payouts()).toMatchObject([{ network: 'ton', memo: 'm'.repeat(30) }]);
    expect(bodiesSent(simulator, '/v1/payout')[0]).not.toHaveProperty('network');
  });

  test('in fiat is converted, and is no conflict when it is repeated', async () => {
    const { cryptomus, simulator } = await open();
    const request = {
      ...PAYOUT,
      amount: { amount: '10.8', currency: 'EUR' },
      providerOptions: { cryptomus: { toCurrency: 'USDT', rateSource: 'BinanceP2p' } },
    } as const;
    const first = await cryptomus.payouts.createPayout(request);
    expect(await cryptomus.payouts.createPayout(request)).toEqual(first);
    expect(simulator.control.payouts()).toMatchObject([{ payerCurrency: 'USDT', sent: '11.66400000' }]);
    expect(bodiesSent(simulator, '/v1/payout')[0]).toMatchObject({
      amount: '10.8',
      currency: 'EUR',
      to_currency: 'USDT',
      course_source: 'BinanceP2p',
    });
  });

  test('carries its priority and the balance to convert from', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout({
      ...PAYOUT,
      amount: { amount: '0.01', currency: 'BTC' },
      network: 'btc',
      destination: to(ADDRESS.btc),
      webhookUrl: 'https://shop.example/hook',
      providerOptions: { cryptomus: { priority: 'highest', fromCurrency: 'USDT' } },
    });
    expect(bodiesSent(simulator, '/v1/payout')[0]).toMatchObject({
      priority: 'highest',
      from_currency: 'USDT',
      url_callback: 'https://shop.example/hook',
    });
    expect(simulator.control.payouts()).toMatchObject([{ debitedCurrency: 'USDT' }]);
  });

  test('accepts an address that is answered in another case of letters', async () => {
    const { cryptomus, simulator } = await open();
    simulator.control.fault({ kind: 'wrong-content', replace: { address: ADDRESS.evm.toLowerCase() } });
    const request = { ...PAYOUT, network: 'BSC', destination: to(ADDRESS.evm) };
    expect(await cryptomus.payouts.createPayout(request)).toMatchObject({ reference: 'payout-1' });
  });

  test('is refused before anything is sent when a wrong guess would cost money', async () => {
    const { cryptomus, simulator } = await open();
    const wrong = [
      { feeFrom: undefined },
      { network: undefined },
      { destination: to(ADDRESS.evm) },
      { memo: '42' },
      { amount: { amount: '0.0000001', currency: 'USDT' } },
      { providerOptions: { cryptomus: { prority: 'high' } as never } },
    ];
    for (const changes of wrong) {
      expect(await failureOf(cryptomus.payouts.createPayout({ ...PAYOUT, ...changes }))).toMatchObject({
        code: 'invalid_request',
        outcome: 'not_sent',
      });
    }
    expect(simulator.control.requests()).toEqual([]);
  });

  test('passes on what the provider says no with', async () => {
    const { cryptomus, simulator } = await open({ balances: { USDT: '10' } });
    expect(await failureOf(cryptomus.payouts.createPayout(PAYOUT))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      providerMessage: 'Not enough funds',
    });
    simulator.control.forbid('payouts');
    expect(await failureOf(cryptomus.payouts.createPayout(PAYOUT))).toMatchObject({
      providerMessage: 'You are forbidden',
    });
    expect(simulator.control.payouts()).toEqual([]);
  });

  test('reads figures that are JSON numbers', async () => {
    const { cryptomus } = await open({ payoutNumbers: 'number' });
    expect(await cryptomus.payouts.createPayout(PAYOUT)).toMatchObject({ balanceAfter: '999949' });
  });

  test('answers frozen at every depth', async () => {
    const { cryptomus } = await open();
    const payout = await cryptomus.payouts.createPayout(PAYOUT);
    expect([payout, payout.amount, payout.destination].every(Object.isFrozen)).toBe(true);
  });
});

describe('opening a payout twice under one reference', () => {
  test('gives the first one again, and moves money once', async () => {
    const { cryptomus, simulator } = await open();
    const first = await cryptomus.payouts.createPayout(PAYOUT);
    const again = { ...PAYOUT, amount: { amount: '50.0', currency: 'usdt' }, network: 'TRON' };
    expect(await cryptomus.payouts.createPayout(again)).toEqual(first);
    await simulator.control.settle('payout-1', 'paid');
    expect(await cryptomus.payouts.createPayout(PAYOUT)).toMatchObject({ status: 'confirmed' });
    expect(simulator.control.transfers()).toHaveLength(1);
  });

  test.each([
    ['amount', { amount: { amount: '50.000001', currency: 'USDT' } }, ['amount']],
    ['currency', { amount: { amount: '50', currency: 'USDC' } }, ['currency']],
    ['network', { network: 'bsc', destination: to(ADDRESS.evm) }, ['network', 'destination']],
    ['address', { destination: to(ADDRESS.otherTron) }, ['destination']],
  ])('with another %s is a conflict, and moves nothing twice', async (_name, changes, differs) => {
    const { cryptomus, simulator } = await open();
    const { providerId } = await cryptomus.payouts.createPayout(PAYOUT);
    expect(await failureOf(cryptomus.payouts.createPayout({ ...PAYOUT, ...changes }))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      reference: 'payout-1',
      differs,
      providerId,
    });
    await simulator.control.settle('payout-1', 'paid');
    expect(simulator.control.payouts()).toHaveLength(1);
    expect(simulator.control.transfers()).toMatchObject([{ kind: 'payout', address: ADDRESS.tron }]);
  });

  test('with another memo is a conflict where the provider tells the memo', async () => {
    const { cryptomus, simulator } = await open();
    const request = {
      ...PAYOUT,
      amount: { amount: '5', currency: 'TON' },
      network: 'ton',
      destination: to(ADDRESS.ton),
    };
    await cryptomus.payouts.createPayout({ ...request, memo: '42' });
    simulator.control.fault({ kind: 'wrong-content', replace: { memo: '42' } });
    expect(await failureOf(cryptomus.payouts.createPayout({ ...request, memo: '43' }))).toMatchObject({
      code: 'reference_conflict',
      differs: ['memo'],
    });
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('is no conflict with an invoice of the same reference', async () => {
    const { cryptomus } = await open();
    const amount = { amount: '20', currency: 'USDT' };
    await cryptomus.payments.createPayment({ reference: 'payout-1', amount, network: 'tron' });
    expect(await cryptomus.payouts.createPayout(PAYOUT)).toMatchObject({ reference: 'payout-1' });
  });
});

describe('looking a payout up', () => {
  test('finds it by reference, which the answer leaves out, and by id', async () => {
    const { cryptomus, simulator } = await open();
    const created = await cryptomus.payouts.createPayout(PAYOUT);
    const { providerId } = created;
    expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toEqual(created);
    expect(await cryptomus.payouts.findPayout({ providerId })).toEqual({ ...created, reference: undefined });
    expect(bodiesSent(simulator, '/v1/payout/info')).toEqual([{ order_id: 'payout-1' }, { uuid: providerId }]);
  });

  test('answers undefined when the provider knows none', async () => {
    const { cryptomus } = await open();
    expect(await cryptomus.payouts.findPayout({ reference: 'nobody' })).toBeUndefined();
    expect(await cryptomus.payouts.findPayout({ providerId: '00000000-0000-4000-8000-000000000000' })).toBeUndefined();
  });

  test.each([33, 100])('finds one whose reference has %i characters in the history', async (length) => {
    const { cryptomus, simulator } = await open({ payoutLookupOrderIdLength: 32 });
    const reference = 'r'.repeat(length);
    const { providerId } = await cryptomus.payouts.createPayout({ ...PAYOUT, reference });
    for (let count = 0; count < 16; count += 1) {
      await cryptomus.payouts.createPayout({ ...PAYOUT, reference: `newer-${String(count)}` });
    }
    expect(await cryptomus.payouts.findPayout({ reference })).toMatchObject({ providerId, reference });
    expect(await cryptomus.payouts.findPayout({ reference: `${reference.slice(1)}x` })).toBeUndefined();
    expect(bodiesSent(simulator, '/v1/payout/info')).toEqual([]);
    expect(bodiesSent(simulator, '/v1/payout/list')).toHaveLength(4);
  });

  test('looks no further back in the history than it is told', async () => {
    const { cryptomus, simulator } = await open();
    const reference = 'r'.repeat(33);
    await cryptomus.payouts.createPayout({ ...PAYOUT, reference });
    await simulator.control.advance(3_600_000);
    const now = simulator.control.now();
    expect(await cryptomus.payouts.findPayout({ reference, createdAfter: now })).toBeUndefined();
    expect(bodiesSent(simulator, '/v1/payout/list')).toEqual([{ date_from: '2025-12-31 01:00:00' }]);
    const before = new Date(now.getTime() - 3_600_000);
    expect(await cryptomus.payouts.findPayout({ reference, createdAfter: before })).toMatchObject({ reference });
  });

  test.each([
    { reference: 'r'.repeat(33), providerId: 'both' },
    { reference: 'r'.repeat(101) },
    { reference: 'r'.repeat(40), createdAfter: new Date(Number.NaN) },
    {},
    undefined,
  ])('by %j is refused', async (query) => {
    const { cryptomus, simulator } = await open();
    expect(await failureOf(cryptomus.payouts.findPayout(query as never))).toMatchObject({ code: 'invalid_request' });
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('a payout', () => {
  test('is pending until it has a transaction, then broadcast, then confirmed', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout(PAYOUT);
    const look = async () => {
      const payout = await cryptomus.payouts.findPayout({ reference: 'payout-1' });
      return [payout?.status, payout?.final, payout?.transactionId !== undefined];
    };
    await simulator.control.settle('payout-1', 'check');
    expect(await look()).toEqual(['pending', false, false]);
    await simulator.control.settle('payout-1', 'check', { broadcast: true });
    expect(await look()).toEqual(['broadcast', false, true]);
    await simulator.control.settle('payout-1', 'paid');
    expect(await look()).toEqual(['confirmed', true, true]);
  });

  test('that failed for now can still be sent, and is not final', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout(PAYOUT);
    await simulator.control.settle('payout-1', 'fail', { final: false });
    expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({
      status: 'failed',
      final: false,
    });
    await simulator.control.settle('payout-1', 'paid');
    expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({ status: 'confirmed' });
    expect(simulator.control.transfers()).toHaveLength(1);
  });
});

test('services are told in lower-case networks', async () => {
  const { cryptomus, simulator } = await open();
  const services = await cryptomus.payouts.listServices();
  expect(services.find(({ currency, network }) => currency === 'USDT' && network === 'tron')).toMatchObject({
    available: true,
    feeAmount: '1.00000000',
    feePercent: '0.00',
  });
  expect(bodiesSent(simulator, '/v1/payout/services')).toEqual([{}]);
});
