import { describe, expect, test } from 'vitest';
import { TransportError, type TransportFailure } from '../../src/index.js';
import { createFakeClock, type ScriptedStep } from '../../src/testing.js';
import {
  answered,
  connect,
  PAYMENT_REQUEST,
  PAYOUT_ANSWER,
  PAYOUT_REQUEST,
  PAYOUT_WINDOW_MS,
  REFUND_REQUEST,
  refused,
} from './tidepay.js';

/** How the four kinds of call go on after one and the same first attempt. */
const CALLS = {
  'a write that is always deduplicated': {
    make: ({ provider }: ReturnType<typeof connect>) => provider.payments.createPayment(PAYMENT_REQUEST),
    good: answered(),
  },
  'a write that is deduplicated for a while': {
    make: ({ provider }: ReturnType<typeof connect>) => provider.payouts.createPayout(PAYOUT_REQUEST),
    good: PAYOUT_ANSWER,
  },
  'a write that is never deduplicated': {
    make: ({ provider }: ReturnType<typeof connect>) => provider.refunds.createRefund(REFUND_REQUEST),
    good: answered({ id: 'ref_1', ref: 'refund-42' }),
  },
  'a call that only reads': {
    make: ({ provider }: ReturnType<typeof connect>) => provider.payments.findPayment({ reference: 'order-42' }),
    good: answered(),
  },
} as const;

type Kind = keyof typeof CALLS;

/** `everywhere`: repeated whatever the call; `where_safe`: not by a write that is never deduplicated; `never`. */
type Repeat = 'everywhere' | 'where_safe' | 'never';

interface Row {
  readonly what: string;
  readonly step: ScriptedStep;
  readonly code: string;
  readonly outcome: 'not_sent' | 'rejected' | 'unknown';
  readonly repeat: Repeat;
}

const broken = (failure: TransportFailure): ScriptedStep => new TransportError(failure);
const unknown = { code: 'outcome_unknown', outcome: 'unknown' } as const;
const unreachable = { code: 'provider_unreachable', outcome: 'not_sent' } as const;
const rejected = { code: 'provider_refused', outcome: 'rejected' } as const;
const HTML = '<html><body>Service temporarily unavailable</body></html>';

const ROWS: readonly Row[] = [
  { what: 'a name that is not resolved', step: broken('name_not_resolved'), ...unreachable, repeat: 'everywhere' },
  { what: 'a connection refused', step: broken('connection_refused'), ...unreachable, repeat: 'everywhere' },
  { what: 'a host out of reach', step: broken('unreachable'), ...unreachable, repeat: 'everywhere' },
  { what: 'a certificate refused', step: broken('tls_refused'), ...unreachable, repeat: 'never' },
  { what: 'an address refused', step: broken('address_refused'), ...unreachable, repeat: 'never' },
  { what: 'a request refused by our own rules', step: broken('request_refused'), ...unreachable, repeat: 'never' },
  {
    what: 'an end before dispatch',
    step: broken('aborted_before_dispatch'),
    code: 'call_aborted',
    outcome: 'not_sent',
    repeat: 'never',
  },
  {
    what: '429 in the provider’s words',
    step: refused(429, 'slow_down'),
    code: 'rate_limited',
    outcome: 'not_sent',
    repeat: 'everywhere',
  },
  {
    what: '425 in the provider’s words',
    step: refused(425, 'too_early'),
    code: 'rate_limited',
    outcome: 'not_sent',
    repeat: 'everywhere',
  },
  { what: '429 from somebody else', step: { status: 429, body: HTML }, ...unknown, repeat: 'where_safe' },
  { what: '425 from somebody else', step: { status: 425 }, ...unknown, repeat: 'where_safe' },
  { what: '400 in the provider’s words', step: refused(400, 'wrong'), ...rejected, repeat: 'never' },
  { what: '404 in other words than "not found"', step: refused(404, 'no_such_road'), ...rejected, repeat: 'never' },
  { what: '422 in the provider’s words', step: refused(422, 'wrong'), ...rejected, repeat: 'never' },
  { what: 'a refusal in the envelope of a 200', step: refused(200, 'wrong'), ...rejected, repeat: 'never' },
  {
    what: '401 in the provider’s words',
    step: refused(401, 'bad_token'),
    code: 'authentication_refused',
    outcome: 'rejected',
    repeat: 'never',
  },
  { what: '408', step: { status: 408 }, ...unknown, repeat: 'where_safe' },
  { what: '408 in the provider’s words', step: refused(408, 'wrong'), ...unknown, repeat: 'where_safe' },
  { what: '409 for a call still in progress', step: refused(409, 'still_working'), ...unknown, repeat: 'where_safe' },
  { what: '400 without a readable reason', step: { status: 400, body: HTML }, ...unknown, repeat: 'never' },
  { what: '401 without a readable reason', step: { status: 401 }, ...unknown, repeat: 'never' },
  { what: '404 without a readable reason', step: { status: 404, body: HTML }, ...unknown, repeat: 'never' },
  { what: 'a success envelope on a 400', step: { ...answered(), status: 400 }, ...unknown, repeat: 'never' },
  { what: 'words that do not say no', step: refused(400, 'try_to_think', 'Server error'), ...unknown, repeat: 'never' },
  { what: 'a reference that was used before', step: refused(422, 'reference_taken'), ...unknown, repeat: 'never' },
  { what: '500', step: { status: 500, body: HTML }, ...unknown, repeat: 'where_safe' },
  { what: '503 that says no in its envelope', step: refused(503, 'wrong'), ...unknown, repeat: 'where_safe' },
  { what: '503 that says "not found"', step: refused(503, 'no_such_object'), ...unknown, repeat: 'where_safe' },
  { what: 'a success envelope on a 500', step: { ...answered(), status: 500 }, ...unknown, repeat: 'where_safe' },
  { what: 'a redirect', step: { status: 302 }, ...unknown, repeat: 'never' },
  { what: 'a redirect met by the transport', step: broken('redirected'), ...unknown, repeat: 'never' },
  { what: 'a time-out', step: broken('timeout'), ...unknown, repeat: 'where_safe' },
  { what: 'a connection lost', step: broken('connection_lost'), ...unknown, repeat: 'where_safe' },
  { what: 'an answer cut', step: broken('answer_cut'), ...unknown, repeat: 'where_safe' },
  { what: 'an oversized answer', step: broken('answer_too_large'), ...unknown, repeat: 'never' },
  { what: 'an end after dispatch', step: broken('aborted'), ...unknown, repeat: 'never' },
  { what: 'a failure without positive proof', step: broken('failed'), ...unknown, repeat: 'where_safe' },
  {
    what: 'an error the transport does not explain',
    step: new Error('socket says ECONNREFUSED'),
    ...unknown,
    repeat: 'where_safe',
  },
  { what: 'HTML on a 200', step: { status: 200, body: HTML }, ...unknown, repeat: 'where_safe' },
  { what: 'nothing on a 204', step: { status: 204 }, ...unknown, repeat: 'where_safe' },
  {
    what: 'a 2xx that does not fit',
    step: { status: 200, body: { ok: true, data: { id: 7 } } },
    ...unknown,
    repeat: 'never',
  },
  {
    what: 'a 2xx with null for the object',
    step: { status: 200, body: { ok: true, data: null } },
    ...unknown,
    repeat: 'never',
  },
  {
    what: '409 for a key with other contents',
    step: refused(409, 'key_reused'),
    code: 'reference_conflict',
    outcome: 'unknown',
    repeat: 'never',
  },
];

function isRepeated(repeat: Repeat, kind: Kind): boolean {
  return repeat === 'everywhere' || (repeat === 'where_safe' && kind !== 'a write that is never deduplicated');
}

describe.each(Object.keys(CALLS) as readonly Kind[])('%s', (kind) => {
  const { good, make } = CALLS[kind];

  test.each(ROWS)(
    'ends as $code, $outcome, if $what is all that ever comes',
    async ({ code, outcome, repeat, step }) => {
      const connected = connect([step, step, step, step, step]);

      await expect(make(connected)).rejects.toMatchObject({ code, outcome, provider: 'tidepay' });

      expect(connected.http.requests).toHaveLength(isRepeated(repeat, kind) ? 4 : 1);
    },
  );

  test.each(ROWS.filter(({ repeat }) => isRepeated(repeat, kind)))(
    'is answered by the attempt after $what',
    async ({ step }) => {
      const connected = connect([step, good]);

      await expect(make(connected)).resolves.toMatchObject({ provider: 'tidepay' });

      expect(connected.http.requests).toHaveLength(2);
    },
  );
});

test('a retry budget of zero sends once, whatever comes back', async () => {
  const { http, provider } = connect([broken('connection_refused'), answered()], { maxRetries: 0 });

  await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({ outcome: 'not_sent' });

  expect(http.requests).toHaveLength(1);
});

test('a write that is deduplicated for a while is repeated inside its window and not beyond it', async () => {
  const steps = [broken('timeout'), broken('timeout'), broken('timeout'), PAYOUT_ANSWER];
  const options = { retryJitter: 'none', retryDelayMs: 1_000 } as const;
  const inside = connect(steps, { ...options, deduplicatesForMs: { createPayout: 7_001 } });
  const beyond = connect(steps, { ...options, deduplicatesForMs: { createPayout: 7_000 } });

  await expect(inside.provider.payouts.createPayout(PAYOUT_REQUEST)).resolves.toMatchObject({ providerId: 'out_1' });
  await expect(beyond.provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toMatchObject({ outcome: 'unknown' });

  expect(inside.http.requests).toHaveLength(4);
  expect(beyond.http.requests).toHaveLength(3);
});

test('a refusal that was read as not sent is repeated by a write that is never deduplicated, until a doubt arises', async () => {
  const { http, provider } = connect([refused(429, 'slow_down'), broken('timeout'), answered()]);

  await expect(provider.refunds.createRefund(REFUND_REQUEST)).rejects.toMatchObject({ code: 'outcome_unknown' });

  expect(http.requests).toHaveLength(2);
});

test('a rejection after a doubt stays unknown, and the doubt is its cause', async () => {
  const { provider } = connect([broken('timeout'), refused(400, 'wrong')]);

  const error: unknown = await provider.payments.createPayment(PAYMENT_REQUEST).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    code: 'outcome_unknown',
    reference: 'order-42',
    safeToRepeat: false,
    cause: { code: 'outcome_unknown', cause: { code: 'transport_failed', failure: 'timeout' } },
  });
});

test('a rejection after a lost answer is the last word on a call that only reads', async () => {
  const { provider } = connect([broken('timeout'), refused(401, 'bad_token')]);

  await expect(provider.payments.findPayment({ reference: 'order-42' })).rejects.toMatchObject({ outcome: 'rejected' });
});

test('an unknown outcome names what to look up, and says whether asking again can do harm', async () => {
  const { provider } = connect(Array.from({ length: 8 }, () => ({ status: 500 })));

  await expect(provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toMatchObject({
    reference: 'payout-42',
    safeToRepeat: false,
    operation: 'createPayout',
    message: expect.stringContaining('look it up') as string,
  });
  await expect(provider.payments.findPayment({ providerId: 'pay_1' })).rejects.toMatchObject({
    reference: 'pay_1',
    safeToRepeat: true,
    message: expect.stringContaining('ask again') as string,
  });
});

test('a rate limit tells how long the provider wants to be left alone', async () => {
  const { provider } = connect([refused(429, 'slow_down', undefined, { 'retry-after': '7' })], { maxRetries: 0 });

  await expect(provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toMatchObject({ retryAfterMs: 7_000 });
});

test('a refusal carries the provider’s code, words and complaints by field, cleaned', async () => {
  const body = {
    ok: false,
    error: { code: 'wrong', message: '<b>Amount</b> too small', fields: { amount: ['min 20'] } },
  };
  const { provider } = connect([{ status: 422, body }]);

  await expect(provider.payments.createPayment(PAYMENT_REQUEST)).rejects.toMatchObject({
    httpStatus: 422,
    providerCode: 'wrong',
    providerMessage: 'Amount too small',
    providerFields: { amount: ['min 20'] },
  });
});

test('a refusal with a thousand complaints shows twenty of them', async () => {
  const fields = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [`f${String(index)}`, Array(50).fill('bad')]),
  );
  const { provider } = connect([{ status: 422, body: { ok: false, error: { code: 'wrong', fields } } }]);

  const error: unknown = await provider.payments.createPayment(PAYMENT_REQUEST).catch((thrown: unknown) => thrown);

  expect(Object.keys((error as { providerFields: object }).providerFields)).toHaveLength(20);
  expect((error as Error).message.length).toBeLessThan(1_000);
});

test('a doubt never repeats a write without deduplication, even if the clock is set back meanwhile', async () => {
  const connected = connect([
    () => {
      connected.clock.set('2025-12-31T23:00:00.000Z');
      return new TransportError('timeout');
    },
    answered(),
  ]);

  await expect(connected.provider.refunds.createRefund(REFUND_REQUEST)).rejects.toMatchObject({ outcome: 'unknown' });

  expect(connected.http.requests).toHaveLength(1);
});

test('a repeat that a suspended machine would send after the window is not sent', async () => {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const oversleeping = { now: () => clock.now(), sleep: (ms: number) => clock.sleep(ms + PAYOUT_WINDOW_MS) };
  const { http, provider } = connect([broken('timeout'), PAYOUT_ANSWER], {}, { clock: oversleeping });

  await expect(provider.payouts.createPayout(PAYOUT_REQUEST)).rejects.toMatchObject({ outcome: 'unknown' });

  expect(http.requests).toHaveLength(1);
});
