import { describe, expect, test } from 'vitest';
import { settle, TransportError } from '../../src/index.js';
import type { ScriptedStep } from '../../src/testing.js';
import { answered, connect, PAYMENT_REQUEST, PAYOUT_REQUEST } from './tidepay.js';

const FAILS: ScriptedStep = { status: 503 };
const LOST = new TransportError('timeout');
const REFUSED_CONNECTION = new TransportError('connection_refused');

/** A gateway that answers nothing but 503. */
function stormed(options: object) {
  return connect(Array<ScriptedStep>(2_000).fill(FAILS), { retryJitter: 'none', ...options });
}

test('a provider that fails every call is asked little more often than it was called', async () => {
  const { http, provider } = stormed({});

  for (let call = 0; call < 1_000; call += 1) await settle(provider.payments.createPayment(PAYMENT_REQUEST));

  // Without a budget, three repeats for each call would make 4,000.
  expect(http.requests.length).toBeLessThanOrEqual(1_100);
  expect(http.requests.length).toBeGreaterThan(1_050);
});

test('reads and changes draw on the same repeats, payments and payouts as well', async () => {
  const { http, provider } = stormed({ retryBudgetPerCall: 0, retryBudgetReserve: 2, maxRetries: 1, retryDelayMs: 0 });

  await settle(provider.payments.findPayment({ reference: 'order-42' }));
  await settle(provider.payouts.createPayout(PAYOUT_REQUEST));
  await settle(provider.payments.createPayment(PAYMENT_REQUEST));

  expect(http.requests).toHaveLength(2 + 2 + 1);
});

test('the first attempt of a call is always made', async () => {
  const { http, provider } = connect([answered(), answered(), answered()], {
    retryBudgetPerCall: 0,
    retryBudgetReserve: 0,
  });

  for (let call = 0; call < 3; call += 1) await provider.payments.createPayment(PAYMENT_REQUEST);

  expect(http.requests).toHaveLength(3);
});

describe('a call that may not be repeated any more', () => {
  const options = { retryBudgetPerCall: 0, retryBudgetReserve: 0 };

  test('says that nothing was sent where nothing was', async () => {
    const { provider } = connect([REFUSED_CONNECTION], options);

    expect(await settle(provider.payments.createPayment(PAYMENT_REQUEST))).toMatchObject({
      ok: false,
      error: { code: 'provider_unreachable', outcome: 'not_sent' },
    });
  });

  test('says that nobody knows where nobody does', async () => {
    const { provider } = connect([LOST], options);

    expect(await settle(provider.payments.createPayment(PAYMENT_REQUEST))).toMatchObject({
      ok: false,
      error: { code: 'outcome_unknown', outcome: 'unknown' },
    });
  });

  test('keeps an earlier doubt', async () => {
    const { provider } = connect([LOST, REFUSED_CONNECTION], { retryBudgetPerCall: 0, retryBudgetReserve: 1 });

    expect(await settle(provider.payments.createPayment(PAYMENT_REQUEST))).toMatchObject({
      ok: false,
      error: { code: 'outcome_unknown', outcome: 'unknown' },
    });
  });

  test('does not wait, and tells the log why', async () => {
    const { clock, logger, provider } = connect([FAILS], options);

    await settle(provider.payments.createPayment(PAYMENT_REQUEST));

    expect(clock.sleeps).toEqual([]);
    expect(logger.records.map(({ event }) => event)).toContain('retry_budget.spent');
  });
});

test('two accounts of one provider do not share their repeats', async () => {
  const first = stormed({ retryBudgetPerCall: 0, retryBudgetReserve: 1, maxRetries: 1 });
  const second = stormed({ retryBudgetPerCall: 0, retryBudgetReserve: 1, maxRetries: 1 });

  await settle(first.provider.payments.createPayment(PAYMENT_REQUEST));
  await settle(first.provider.payments.createPayment(PAYMENT_REQUEST));
  await settle(second.provider.payments.createPayment(PAYMENT_REQUEST));

  expect([first.http.requests.length, second.http.requests.length]).toEqual([3, 2]);
});
