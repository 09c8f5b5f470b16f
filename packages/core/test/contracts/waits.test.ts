import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { settle, TransportError } from '../../src/index.js';
import { createFakeClock, createScriptedHttpClient, createSeededRandom, type ScriptedStep } from '../../src/testing.js';
import {
  answered,
  connect,
  createTidepay,
  PAYMENT_REQUEST,
  PAYOUT_REQUEST,
  REFUND_REQUEST,
  refused,
  TIDEPAY_KEY,
} from './tidepay.js';

const LOST = new TransportError('timeout');
const slowDown = (retryAfter: string): ScriptedStep =>
  refused(429, 'slow_down', undefined, { 'retry-after': retryAfter });

test('waits 1, 2 and 4 seconds without jitter', async () => {
  const { clock, provider } = connect([LOST, LOST, LOST, answered()], { retryJitter: 'none' });

  await provider.payments.createPayment(PAYMENT_REQUEST);

  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
});

test('no wait of its own choice is longer than the longest wait', async () => {
  const options = { retryJitter: 'none', maxRetries: 6, maxRetryDelayMs: 5_000 } as const;
  const { clock, provider } = connect(Array<ScriptedStep>(7).fill(LOST), options);

  await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toThrow();

  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test('with full jitter every wait lies between nothing and its ceiling, and waits of different callers differ', async () => {
  const firstWaits = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { clock, provider } = connect([LOST, LOST, LOST, answered()], {}, { random: createSeededRandom(seed) });
      await provider.payments.createPayment(PAYMENT_REQUEST);
      const [first = -1, second = -1, third = -1] = clock.sleeps;
      expect([first >= 0, second >= 0, third >= 0]).toEqual([true, true, true]);
      expect([first < 1_000, second < 2_000, third < 4_000]).toEqual([true, true, true]);
      firstWaits.add(first);
    }),
    { numRuns: 300 },
  );
  expect(firstWaits.size).toBeGreaterThan(150);
  expect(Math.min(...firstWaits)).toBeLessThan(100);
  expect(Math.max(...firstWaits)).toBeGreaterThan(900);
});

test.each([
  { what: 'seconds', header: '7', expected: 7_000 },
  { what: 'an HTTP date', header: 'Thu, 01 Jan 2026 00:00:07 GMT', expected: 7_000 },
  { what: 'an HTTP date in the spelling of RFC 850', header: 'Thursday, 01-Jan-26 00:00:07 GMT', expected: 7_000 },
  { what: 'an HTTP date in the spelling of asctime', header: 'Thu Jan  1 00:00:07 2026', expected: 7_000 },
])('waits as long as a Retry-After in $what says', async ({ expected, header }) => {
  const { clock, provider } = connect([slowDown(header), answered()], { retryJitter: 'none' });

  await provider.payments.createPayment(PAYMENT_REQUEST);

  expect(clock.sleeps).toEqual([expected]);
});

test('reads a date without a zone as GMT, whatever the zone of this machine', async () => {
  vi.stubEnv('TZ', 'America/New_York');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { clock, provider } = connect([slowDown('Thu Jan  1 00:00:07 2026'), answered()], { retryJitter: 'none' });

  await provider.payments.createPayment(PAYMENT_REQUEST);

  expect(new Date(0).getTimezoneOffset()).toBe(300);
  expect(clock.sleeps).toEqual([7_000]);
});

test.each(['-5', '1.5', 'soon', 'Soon, 5', '5 s', '', 'Infinity', '0x10', '99999999999'])(
  'a Retry-After of "%s" is as good as none',
  async (header) => {
    const { clock, provider } = connect([slowDown(header), answered()], { retryJitter: 'none' });

    await provider.payments.createPayment(PAYMENT_REQUEST);

    expect(clock.sleeps).toEqual([1_000]);
  },
);

test.each(['0', '1', 'Wed, 31 Dec 2025 23:00:00 GMT'])(
  'a Retry-After of "%s" never shortens a wait of its own',
  async (header) => {
    const { clock, provider } = connect([LOST, slowDown(header), answered()], { retryJitter: 'none' });

    await provider.payments.createPayment(PAYMENT_REQUEST);

    expect(clock.sleeps).toEqual([1_000, 2_000]);
  },
);

test('jitter comes on top of a Retry-After, a tenth of the own wait at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { clock, provider } = connect([slowDown('7'), answered()], {}, { random: createSeededRandom(seed) });
      await provider.payments.createPayment(PAYMENT_REQUEST);
      expect(clock.sleeps[0]).toBeGreaterThanOrEqual(7_000);
      expect(clock.sleeps[0]).toBeLessThan(7_100);
    }),
    { numRuns: 100 },
  );
});

test.each([
  { what: '503', step: { status: 503, headers: { 'retry-after': '9' } } },
  { what: '409 in progress', step: refused(409, 'still_working', undefined, { 'retry-after': '9' }) },
  { what: '429 from somebody else', step: { status: 429, headers: { 'retry-after': '9' } } },
])('a Retry-After on a $what is honoured as well', async ({ step }) => {
  const { clock, provider } = connect([step, answered()], { retryJitter: 'none' });

  await provider.payments.createPayment(PAYMENT_REQUEST);

  expect(clock.sleeps).toEqual([9_000]);
});

describe('the deadline', () => {
  test('a wait that would reach it is not begun: the caller is told at once what came last', async () => {
    const { clock, provider } = connect([slowDown('120'), answered()]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 120_000,
    });

    expect(clock.sleeps).toEqual([]);
  });

  test('of one call overrides that of the account, in both directions', async () => {
    const shorter = connect([LOST, answered()], { retryJitter: 'none' });
    const longer = connect([LOST, answered()], { retryJitter: 'none', deadlineMs: 500 });

    await expect(shorter.provider.payments.createPayment(PAYMENT_REQUEST, { deadlineMs: 1_000 })).rejects.toThrow();
    await expect(longer.provider.payments.createPayment(PAYMENT_REQUEST, { deadlineMs: 1_001 })).resolves.toBeDefined();
  });

  test('bounds each attempt: it gets the time of one attempt or what is left, whichever is less', async () => {
    const { http, provider } = connect([LOST, LOST, answered()], {
      retryJitter: 'none',
      timeoutMs: 2_500,
      deadlineMs: 4_000,
    });

    await provider.payments.createPayment(PAYMENT_REQUEST);

    expect(http.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([2_500, 2_500, 1_000]);
  });

  test.each([0, -1, -Infinity])('a call with %d milliseconds left sends nothing', async (deadlineMs) => {
    const { http, provider } = connect([answered()]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST, { deadlineMs })).rejects.toMatchObject({
      code: 'call_aborted',
      outcome: 'not_sent',
    });

    expect(http.requests).toEqual([]);
  });

  test.each([Number.NaN, '5000', {}])('a deadline of %j is refused before anything is sent', async (deadlineMs) => {
    const { http, provider } = connect([answered()]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST, { deadlineMs } as never)).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path: 'options.deadlineMs' }],
    });

    expect(http.requests).toEqual([]);
  });

  test('an endless one is as long as a timer can hold', async () => {
    const { clock, provider } = connect([slowDown('999999999'), answered()]);

    await expect(provider.payments.createPayment(PAYMENT_REQUEST, { deadlineMs: Infinity })).rejects.toMatchObject({
      code: 'rate_limited',
    });

    expect(clock.sleeps).toEqual([]);
  });
});

describe('the caller’s signal', () => {
  const writes = [
    {
      what: 'always deduplicated',
      make: connectedCall((provider, options) => provider.payments.createPayment(PAYMENT_REQUEST, options)),
    },
    {
      what: 'deduplicated for a while',
      make: connectedCall((provider, options) => provider.payouts.createPayout(PAYOUT_REQUEST, options)),
    },
    {
      what: 'never deduplicated',
      make: connectedCall((provider, options) => provider.refunds.createRefund(REFUND_REQUEST, options)),
    },
    {
      what: 'only a look-up',
      make: connectedCall((provider, options) => provider.payments.findPayment({ reference: 'order-42' }, options)),
    },
  ];

  test.each(writes)('aborted before the call sends nothing ($what)', async ({ make }) => {
    const { http, result } = make([answered()], AbortSignal.abort());

    expect(await result).toMatchObject({ ok: false, error: { code: 'call_aborted', outcome: 'not_sent' } });
    expect(http.requests).toEqual([]);
  });

  test.each(writes)(
    'aborted during the attempt leaves the outcome unknown and sends nothing more ($what)',
    async ({ make }) => {
      const controller = new AbortController();
      const step: ScriptedStep = () => {
        controller.abort();
        return new TransportError('aborted');
      };
      const { http, result } = make([step, answered()], controller.signal);

      expect(await result).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
      expect(http.requests).toHaveLength(1);
    },
  );

  test.each(writes)('aborted in the wait after a rate limit ends the call as not sent ($what)', async ({ make }) => {
    const controller = new AbortController();
    const { clock, http, result } = make([refused(429, 'slow_down'), answered()], controller.signal);

    await clock.whenSleeping();
    controller.abort();

    expect(await result).toMatchObject({ ok: false, error: { code: 'call_aborted', outcome: 'not_sent' } });
    expect(http.requests).toHaveLength(1);
  });

  test.each(writes.filter(({ what }) => what !== 'never deduplicated'))(
    'aborted in the wait after a lost answer leaves the outcome unknown ($what)',
    async ({ make }) => {
      const controller = new AbortController();
      const { clock, http, result } = make([LOST, answered()], controller.signal);

      await clock.whenSleeping();
      controller.abort();

      expect(await result).toMatchObject({ ok: false, error: { code: 'outcome_unknown' } });
      expect(http.requests).toHaveLength(1);
    },
  );

  test('does not reach a call that has its answer', async () => {
    const controller = new AbortController();
    const { provider } = connect([answered()]);

    const payment = provider.payments.createPayment(PAYMENT_REQUEST, { signal: controller.signal });
    await expect(payment).resolves.toMatchObject({ providerId: 'pay_1' });
    controller.abort();

    await expect(payment).resolves.toMatchObject({ providerId: 'pay_1' });
  });

  function connectedCall(
    make: (provider: ReturnType<typeof createTidepay>, options: { readonly signal: AbortSignal }) => Promise<unknown>,
  ) {
    return (steps: readonly ScriptedStep[], signal: AbortSignal) => {
      const clock = createFakeClock();
      const http = createScriptedHttpClient(steps);
      const provider = createTidepay(
        { apiKey: TIDEPAY_KEY },
        { clock, httpClient: http, random: { ...createSeededRandom(), next: () => 0.5 } },
      );
      return { clock, http, result: settle(make(provider, { signal })) };
    };
  }
});
