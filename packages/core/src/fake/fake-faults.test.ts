import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import type { FakeFaultKind } from './fake-faults.js';
import { createFakeProvider } from './fake-provider.js';

const SALARY = {
  reference: 'salary-7',
  amount: { amount: '25.5', currency: 'USDT' },
  destination: { type: 'crypto_address', address: 'T-address' },
} as const;
const ALWAYS = Number.POSITIVE_INFINITY;

describe.each<[FakeFaultKind, string, string, boolean]>([
  ['unreachable', 'provider_unreachable', 'not_sent', false],
  ['rate-limit', 'rate_limited', 'not_sent', false],
  ['refusal', 'provider_refused', 'rejected', false],
  ['server-error', 'outcome_unknown', 'unknown', false],
  ['reset-before', 'outcome_unknown', 'unknown', false],
  ['reset-after', 'outcome_unknown', 'unknown', true],
  ['timeout', 'outcome_unknown', 'unknown', true],
  ['not-json', 'outcome_unknown', 'unknown', true],
  ['wrong-content', 'outcome_unknown', 'unknown', true],
])('a fault of kind %s', (kind, code, outcome, exists) => {
  test(`that does not end makes the outcome ${outcome}, and the payout ${exists ? 'exists' : 'does not exist'}`, async () => {
    const { control, payouts } = createFakeProvider();
    control.fault({ kind, operation: 'createPayout', times: ALWAYS });

    await expect(payouts.createPayout(SALARY)).rejects.toMatchObject({ code, outcome, provider: 'fake' });
    expect((await payouts.findPayout({ reference: 'salary-7' })) !== undefined).toBe(exists);
  });

  test('leaves at most one payout, whatever the repeats do', async () => {
    const { control, payouts } = createFakeProvider();
    control.fault({ kind });
    await payouts.createPayout(SALARY).catch(() => undefined);
    await payouts.createPayout(SALARY);

    expect((await payouts.listPayouts().page()).items).toHaveLength(1);
  });
});

test.each<FakeFaultKind>(['unreachable', 'rate-limit', 'server-error', 'reset-before', 'reset-after', 'timeout'])(
  'a fault of kind %s that happens once is overcome by a repeat under the same key',
  async (kind) => {
    const { control, payouts } = createFakeProvider();
    control.fault({ kind });

    expect(await payouts.createPayout(SALARY)).toMatchObject({ providerId: 'fake-payout-1' });
    const keys = new Set(control.requests().map(({ idempotencyKey }) => idempotencyKey));
    expect(keys).toEqual(new Set(['salary-7']));
  },
);

test('a fault happens to the operation it names, as often as it says', async () => {
  const { control, payouts } = createFakeProvider({ maxRetries: 0 });
  control.fault({ kind: 'refusal', operation: 'findPayout', code: 'closed', times: 2 });
  await payouts.createPayout(SALARY);
  const find = () => payouts.findPayout({ reference: 'salary-7' });

  await expect(find()).rejects.toMatchObject({ providerCode: 'closed' });
  await expect(find()).rejects.toMatchObject({ providerCode: 'closed' });
  expect(await find()).toBeDefined();
});

test('faults are forgotten when they are cleared', async () => {
  const { control, payouts } = createFakeProvider();
  control.fault({ kind: 'refusal', times: ALWAYS });
  control.clearFaults();

  expect(await payouts.createPayout(SALARY)).toBeDefined();
});

test('credentials are refused as every provider refuses them', async () => {
  const { control, payouts } = createFakeProvider();
  control.fault({ kind: 'refusal', code: 'unauthorized' });

  await expect(payouts.createPayout(SALARY)).rejects.toMatchObject({ code: 'authentication_refused' });
});

test('a fault that never happens is a mistake', () => {
  expect(() => createFakeProvider().control.fault({ kind: 'timeout', times: 0 })).toThrow(RangeError);
});

test('a call that is aborted while no answer comes may have been received', async () => {
  const clock = createFakeClock();
  const { control, payouts } = createFakeProvider({}, { clock });
  const caller = new AbortController();
  control.fault({ kind: 'timeout' });
  const payout = expect(payouts.createPayout(SALARY, { signal: caller.signal })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
  await clock.whenSleeping();
  caller.abort();

  await payout;
});

test('a call that was aborted before reaches no gateway', async () => {
  const { control, payouts } = createFakeProvider();

  await expect(payouts.createPayout(SALARY, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'call_aborted',
    outcome: 'not_sent',
  });
  expect(control.requests()).toEqual([]);
});

test('a time-out takes as long on the clock as the caller waits', async () => {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const { control, payouts } = createFakeProvider({ timeoutMs: 5_000, retryJitter: 'none' }, { clock });
  control.fault({ kind: 'timeout' });
  await payouts.createPayout(SALARY);

  expect(clock.sleeps).toEqual([5_000, 1_000]);
});
