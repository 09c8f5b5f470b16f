import { createRecordingLogger } from '@paymux/core/testing';
import { bodiesSent, failureOf, SAMPLE_ADDRESSES, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { describe, expect, test } from 'vitest';
import { connectByApiKey, openByApiKey, start } from './account.js';

const PAYOUTS = '/api/v1/payouts';
const XRP = {
  reference: 'payout-xrp',
  amount: { amount: '12.5', currency: 'XRP' },
  network: 'xrp',
  destination: { type: 'crypto_address', address: 'rDsbeomae4FXwgQTJp9Rs64Qg9vDiTCdBv' },
  memo: '4026531840',
} as const;

describe('a payout in the dialect api-key', () => {
  test('travels with merchant, key and reference in headers, and its amount digit by digit', async () => {
    const { control, heleket, simulator } = await openByApiKey();
    const request = {
      ...SAMPLE_PAYOUT,
      amount: { amount: '50.10', currency: 'usdt' },
      metadata: { plan: 'p-7', campaign: 'May' },
    };
    const payout = await heleket.payouts.createPayout(request);
    expect(payout).toMatchObject({
      provider: 'heleket',
      reference: 'payout-1',
      status: 'pending',
      final: false,
      providerStatus: 'pending',
      amount: { currency: 'USDT' },
      network: 'tron',
      destination: SAMPLE_PAYOUT.destination,
      metadata: { plan: 'p-7', campaign: 'May' },
    });
    const [sent] = control.requests();
    expect(sent).toMatchObject({
      method: 'POST',
      path: PAYOUTS,
      headers: {
        'x-merchant-id': simulator.merchantId,
        'x-api-key': simulator.apiKey,
        'x-idempotency-key': 'payout-1',
        'content-type': 'application/json',
      },
    });
    expect(sent?.text).toBe(
      `{"merchant_id":"${simulator.merchantId}","wallet_address":"${SAMPLE_ADDRESSES.tron}","asset":"USDT",` +
        '"network":"tron","amount":50.10,"metadata":{"plan":"p-7","campaign":"May"}}',
    );
  });

  test('can carry its amount as text', async () => {
    const { control, heleket } = await openByApiKey({}, { amountFormat: 'text' });
    await heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, amount: { amount: '50.10', currency: 'USDT' } });
    expect(control.requests()[0]?.text).toContain('"amount":"50.10"');
  });

  test('carries the tag that its network needs', async () => {
    const { heleket, simulator } = await openByApiKey();
    expect(await heleket.payouts.createPayout(XRP)).toMatchObject({ memo: '4026531840', network: 'xrp' });
    expect(bodiesSent(simulator, PAYOUTS)).toMatchObject([{ memo_tag: '4026531840', asset: 'XRP' }]);
  });

  test('is found by id, and is broadcast, then confirmed', async () => {
    const { control, heleket } = await openByApiKey();
    const { providerId } = await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    const look = async () => {
      const payout = await heleket.payouts.findPayout({ providerId });
      return [payout?.reference, payout?.status, payout?.final, payout?.transactionId !== undefined];
    };
    expect(await look()).toEqual(['payout-1', 'pending', false, false]);
    await control.settle(providerId, 'broadcast');
    expect(await look()).toEqual(['payout-1', 'broadcast', false, true]);
    await control.settle(providerId, 'confirmed');
    expect(await look()).toEqual(['payout-1', 'confirmed', true, true]);
    expect(control.requests()[1]).toMatchObject({ method: 'GET', path: `${PAYOUTS}/${providerId}`, text: '' });
    expect(await heleket.payouts.findPayout({ providerId: '00000000-0000-4000-8000-000000000000' })).toBeUndefined();
  });

  test.each([
    ['pending', 'pending', false],
    ['failed', 'failed', true],
    ['cancelled', 'cancelled', true],
    ['processing', 'pending', false],
    ['sent', 'broadcast', false],
    ['completed', 'confirmed', true],
    ['error', 'failed', true],
    ['canceled', 'cancelled', true],
    ['frozen', 'unrecognised', false],
    ['CONFIRMED', 'unrecognised', false],
  ])('that the provider calls %j is %s', async (word, status, final) => {
    const { control, heleket } = await openByApiKey();
    const { providerId } = await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    await control.settle(providerId, word);
    expect(await heleket.payouts.findPayout({ providerId })).toMatchObject({ status, final, providerStatus: word });
  });

  test('is cancelled while it is pending, and of unknown outcome afterwards', async () => {
    const { control, heleket, simulator } = await openByApiKey();
    const logger = createRecordingLogger();
    const { payouts } = connectByApiKey(simulator, {}, { logger });
    const first = await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    const cancelled = await payouts.cancelPayout({ providerId: first.providerId, reason: 'a mistake' });
    expect(cancelled).toMatchObject({ providerId: first.providerId, status: 'cancelled', final: true });
    const request = control.requests().at(-1);
    expect(request).toMatchObject({ method: 'POST', path: `${PAYOUTS}/${first.providerId}/cancel` });
    expect(request?.headers['x-idempotency-key']).toMatch(/^heleket-/);
    expect(JSON.parse(request?.text ?? '')).toEqual({ merchant_id: simulator.merchantId });
    expect(logger.records.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['idempotency_key.generated', 'request_fields.ignored']),
    );

    const second = await heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, reference: 'payout-2' });
    await control.settle(second.providerId, 'confirmed');
    expect(await failureOf(payouts.cancelPayout({ providerId: second.providerId }))).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(control.transfers()).toHaveLength(1);
  });
});

describe('a repeat in the dialect api-key', () => {
  const lost = { kind: 'reset-after', path: PAYOUTS } as const;

  test('is not made unless the account says for how long it is safe', async () => {
    const { control, heleket } = await openByApiKey();
    expect(heleket.capabilities.operations).toEqual({
      createPayout: { lookup: 'id', deduplicatesForMs: 0 },
      cancelPayout: { lookup: 'id', deduplicatesForMs: 0 },
    });
    control.fault(lost);
    expect(await failureOf(heleket.payouts.createPayout(SAMPLE_PAYOUT))).toMatchObject({ code: 'outcome_unknown' });
    expect(control.requests()).toHaveLength(1);
  });

  test('is made within that time, under one key, and opens one payout', async () => {
    const { control, heleket } = await openByApiKey({}, { deduplicatesForMs: { createPayout: 86_400_000 } });
    control.fault(lost);
    const payout = await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    expect(await heleket.payouts.createPayout(SAMPLE_PAYOUT)).toEqual(payout);
    const requests = control.requests();
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers, text }) => `${headers['x-idempotency-key'] ?? ''} ${text}`)).size).toBe(1);
    expect(control.payouts()).toHaveLength(1);
  });

  test('with another amount is a conflict, and nothing moves twice', async () => {
    const { control, heleket } = await openByApiKey();
    await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    const other = { ...SAMPLE_PAYOUT, amount: { amount: '51', currency: 'USDT' } };
    expect(await failureOf(heleket.payouts.createPayout(other))).toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
    });
    expect(control.payouts()).toHaveLength(1);
  });

  test.each([
    ['amount', { amount: '49' }],
    ['currency', { asset: 'USDC' }],
    ['network', { network: 'eth' }],
    ['destination', { wallet_address: SAMPLE_ADDRESSES.otherTron }],
    ['memo', { memo_tag: '5' }],
  ])('whose answer holds another %s is a conflict', async (name, replace) => {
    const { control, heleket } = await openByApiKey();
    control.fault({ kind: 'wrong-content', replace });
    expect(await failureOf(heleket.payouts.createPayout(SAMPLE_PAYOUT))).toMatchObject({ differs: [name] });
  });

  test('may name the network and spell the address as it likes', async () => {
    const { control, heleket } = await openByApiKey();
    const address = SAMPLE_ADDRESSES.evm;
    control.fault({ kind: 'wrong-content', replace: { network: 'eth', wallet_address: address.toLowerCase() } });
    const request = {
      ...SAMPLE_PAYOUT,
      network: 'Ethereum',
      destination: { type: 'crypto_address', address } as const,
    };
    expect(await heleket.payouts.createPayout(request)).toMatchObject({ reference: 'payout-1' });
  });
});

describe('what the dialect api-key cannot do', () => {
  const to = (address: string) => ({ type: 'crypto_address', address }) as const;

  test.each<[object, string]>([
    [{ network: undefined }, 'network'],
    [{ memo: '5' }, 'memo'],
    [{ ...XRP, memo: 'for Anna' }, 'memo'],
    [{ ...XRP, memo: '4294967296' }, 'memo'],
    [{ feeFrom: 'amount' }, 'feeFrom'],
    [{ amount: { amount: '0', currency: 'USDT' } }, 'amount.amount'],
    [{ amount: { amount: '0.0000001', currency: 'USDT' } }, 'amount.amount'],
    [{ amount: { amount: '1234567890.123456', currency: 'USDT' } }, 'amount.amount'],
    [{ amount: { amount: '5', currency: 'EUR' } }, 'amount.currency'],
    [{ destination: to(SAMPLE_ADDRESSES.evm) }, 'destination.address'],
    [{ destination: { type: 'bank_account', bankCode: 'a', accountNumber: 'b', holder: 'c' } }, 'destination'],
    [{ providerOptions: { heleket: { priority: 'high' } } }, 'providerOptions.heleket'],
  ])('is refused before anything is sent: %j', async (changes, path) => {
    const { control, heleket } = await openByApiKey();
    expect(await failureOf(heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, ...changes }))).toMatchObject({
      code: 'invalid_request',
      problems: [{ path }],
    });
    expect(control.requests()).toEqual([]);
  });

  test.each([{ reference: 'payout-1' }, { providerId: '..' }, { providerId: 'a/b' }, { providerId: '' }])(
    'looking up by %j is refused',
    async (query) => {
      const { control, heleket } = await openByApiKey();
      expect(await failureOf(heleket.payouts.findPayout(query as never))).toMatchObject({ code: 'invalid_request' });
      expect(control.requests()).toEqual([]);
    },
  );

  test('has no parts', async () => {
    const { heleket } = await openByApiKey();
    expect(Object.keys(heleket).sort()).toEqual(
      ['capabilities', 'close', 'id', 'payouts', 'specificationVersion', 'webhooks'].sort(),
    );
    expect(Object.keys(heleket.payouts).sort()).toEqual(['cancelPayout', 'createPayout', 'findPayout']);
  });

  test('amounts of many digits can travel as text', async () => {
    const { control, heleket } = await openByApiKey({}, { amountFormat: 'text' });
    const amount = { amount: '1234567890.123456', currency: 'USDT' };
    // The provider’s own limit is lower.
    expect(await failureOf(heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, amount }))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'Maximum amount 10000000 USDT',
    });
    expect(control.requests()[0]?.text).toContain('"amount":"1234567890.123456"');
  });
});

describe('a refusal in the dialect api-key', () => {
  test.each(['message', 'error'] as const)('is read from the member %s, short and without markup', async (member) => {
    const { control, heleket } = await openByApiKey({ apiErrorMember: member });
    control.fault({ kind: 'refusal', message: `<b>No</b> funds ${'x'.repeat(300)}` });
    const failure = await failureOf(heleket.payouts.createPayout(SAMPLE_PAYOUT));
    expect(failure).toMatchObject({ code: 'provider_refused', outcome: 'rejected' });
    const { providerMessage } = failure as { readonly providerMessage: string };
    expect(providerMessage).toMatch(/^No funds x+…$/);
    expect(providerMessage).toHaveLength(200);
  });

  test('of the key is one of authentication', async () => {
    const { simulator } = await start();
    const stranger = connectByApiKey(simulator, { apiKey: 'another-key' });
    expect(await failureOf(stranger.payouts.createPayout(SAMPLE_PAYOUT))).toMatchObject({
      code: 'authentication_refused',
    });
  });

  test.each(['server-error', 'not-json', 'empty-body', 'half-body', 'redirect'] as const)(
    'that is none leaves the outcome unknown: %s',
    async (kind) => {
      const { control, heleket } = await openByApiKey();
      control.fault({ kind, times: 9 });
      expect(await failureOf(heleket.payouts.createPayout(SAMPLE_PAYOUT))).toMatchObject({ code: 'outcome_unknown' });
      expect(control.requests()).toHaveLength(1);
    },
  );
});

test.each(['', '/', '/v1', '/api', '/api/v1', '/api/v1/'])(
  'a base URL may end in %j in the dialect api-key',
  async (end) => {
    const { control, simulator } = await start();
    const heleket = connectByApiKey({ ...simulator, baseUrl: `${simulator.baseUrl}${end}` });
    await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    expect(control.requests().map(({ path }) => path)).toEqual([PAYOUTS]);
  },
);
