import { settle, TransportError } from '@paymux/core';
import { createFakeClock, createScriptedHttpClient, type ScriptedStep } from '@paymux/core/testing';
import { SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { describe, expect, test } from 'vitest';
import { createHeleket, type HeleketApiKeyOptions } from '../src/index.js';

const PAYOUT_ANSWER = {
  transaction_id: 't-1',
  status: 'pending',
  wallet_address: SAMPLE_PAYOUT.destination.address,
  amount: '50',
  asset: 'USDT',
  network: 'tron',
};
const LOST = new TransportError('timeout');

/** An account that may repeat a creation for a day, with a script instead of a network. */
function connect(steps: readonly ScriptedStep[], options: Partial<HeleketApiKeyOptions> = {}) {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const httpClient = createScriptedHttpClient(steps);
  const { payouts } = createHeleket(
    {
      dialect: 'api-key',
      merchantId: 'm',
      apiKey: 'an-api-key',
      deduplicatesForMs: { createPayout: 86_400_000 },
      ...options,
    },
    { clock, httpClient },
  );
  return { clock, httpClient, createPayout: () => settle(payouts.createPayout(SAMPLE_PAYOUT)) };
}

describe('an account that says nothing of waiting', () => {
  test('gives an attempt 30 seconds, and a call 3 repeats', async () => {
    const { createPayout, httpClient } = connect([LOST, LOST, LOST, LOST]);
    await createPayout();

    expect(httpClient.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 30_000, 30_000, 30_000]);
  });

  test.each([200, 201])('takes the status %i for a success', async (status) => {
    const { createPayout } = connect([{ status, body: PAYOUT_ANSWER }]);

    expect(await createPayout()).toMatchObject({ ok: true, value: { providerId: 't-1', status: 'pending' } });
  });
});

test.each([
  ['id', ({ transaction_id: id, ...rest }: typeof PAYOUT_ANSWER) => ({ id, ...rest })],
  ['transaction_id under data', (data: typeof PAYOUT_ANSWER) => ({ success: true, data })],
  ['id under data', ({ transaction_id: id, ...rest }: typeof PAYOUT_ANSWER) => ({ data: { id, ...rest } })],
])('a payout is known by its %s as well', async (_, spelled) => {
  const { createPayout } = connect([{ status: 201, body: spelled(PAYOUT_ANSWER) }]);

  expect(await createPayout()).toMatchObject({ ok: true, value: { providerId: 't-1', status: 'pending' } });
});

test('the waits are 1, 2 and 4 seconds where nothing is left to chance', async () => {
  const { clock, createPayout } = connect([LOST, { status: 503 }, LOST, { status: 201, body: PAYOUT_ANSWER }], {
    retryJitter: 'none',
  });

  expect(await createPayout()).toMatchObject({ ok: true });
  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
});

test('an account chooses its own time for an attempt, and how many there are', async () => {
  const { createPayout, httpClient } = connect([LOST, LOST], { timeoutMs: 5_000, maxRetries: 1 });
  await createPayout();

  expect(httpClient.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 5_000]);
});

describe('every attempt ends with', () => {
  test.each<[string, ScriptedStep, number, object]>([
    ['a time-out', LOST, 4, { code: 'outcome_unknown', outcome: 'unknown' }],
    ['a 500', { status: 500 }, 4, { code: 'outcome_unknown', outcome: 'unknown' }],
    ['a 503', { status: 503, body: { message: 'busy' } }, 4, { code: 'outcome_unknown', outcome: 'unknown' }],
    [
      'no connection',
      new TransportError('connection_refused'),
      4,
      { code: 'provider_unreachable', outcome: 'not_sent' },
    ],
    ['a 429', { status: 429, body: { message: 'slow down' } }, 4, { code: 'rate_limited', outcome: 'not_sent' }],
    [
      'a 400',
      { status: 400, body: { message: 'No funds' } },
      1,
      { code: 'provider_refused', outcome: 'rejected', httpStatus: 400, providerMessage: 'No funds' },
    ],
    [
      'a 401',
      { status: 401, body: { error: 'Bad key' } },
      1,
      { code: 'authentication_refused', outcome: 'rejected', httpStatus: 401 },
    ],
  ])('%s, and the call with a value that says so', async (_what, step, attempts, error) => {
    const { createPayout, httpClient } = connect(Array<ScriptedStep>(4).fill(step));

    expect(await createPayout()).toMatchObject({ ok: false, error: { provider: 'heleket', ...error } });
    expect(httpClient.requests).toHaveLength(attempts);
  });
});
