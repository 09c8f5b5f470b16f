import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  type HttpClient,
  type HttpRequest,
  PaymentsError,
  settle,
  TransportError,
  type TransportFailure,
} from '../../src/index.js';
import { createFakeClock, createScriptedHttpClient, createSeededRandom, type ScriptedStep } from '../../src/testing.js';
import {
  answered,
  createTidepay,
  PAYMENT_REQUEST,
  PAYOUT_ANSWER,
  PAYOUT_REQUEST,
  REFUND_REQUEST,
  refused,
  TIDEPAY_KEY,
} from './tidepay.js';

// Thousands of calls, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

type Result = 'not_sent' | 'rejected' | 'unknown' | 'conflict' | 'answer';

interface Event {
  readonly result: Result;
  readonly step: ScriptedStep;
  /** How long the attempt takes, if its time-out allows. */
  readonly durationMs: number;
}

const failures = (...names: readonly TransportFailure[]): readonly ScriptedStep[] =>
  names.map((name) => new TransportError(name));

const STEPS: Readonly<Record<Exclude<Result, 'answer'>, readonly ScriptedStep[]>> = {
  not_sent: [
    refused(429, 'slow_down'),
    refused(429, 'slow_down', undefined, { 'retry-after': '3' }),
    refused(425, 'too_early', undefined, { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }),
    ...failures(
      'name_not_resolved',
      'connection_refused',
      'unreachable',
      'tls_refused',
      'request_refused',
      'aborted_before_dispatch',
    ),
  ],
  rejected: [refused(400, 'wrong'), refused(401, 'bad_token'), refused(404, 'no_such_object'), refused(200, 'wrong')],
  unknown: [
    { status: 500 },
    { status: 503, headers: { 'retry-after': '5' } },
    { status: 200, body: 'half an ans' },
    { status: 302 },
    refused(409, 'still_working'),
    refused(422, 'reference_taken'),
    refused(400, 'try_to_think'),
    new Error('no proof'),
    ...failures('timeout', 'connection_lost', 'answer_cut', 'answer_too_large', 'aborted', 'failed'),
  ],
  conflict: [refused(409, 'key_reused')],
};

const WRITES = {
  always: { good: answered(), make: (provider: Provider) => provider.payments.createPayment(PAYMENT_REQUEST) },
  window: { good: PAYOUT_ANSWER, make: (provider: Provider) => provider.payouts.createPayout(PAYOUT_REQUEST) },
  never: {
    good: answered({ id: 'ref_1', ref: 'refund-42' }),
    make: (provider: Provider) => provider.refunds.createRefund(REFUND_REQUEST),
  },
} as const;

type Provider = ReturnType<typeof createTidepay>;
type Write = keyof typeof WRITES;

const WINDOW_MS = 4_000;

const anyEvent = (write: Write): fc.Arbitrary<Event> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: oneStepOf('not_sent') },
        { weight: 1, arbitrary: oneStepOf('rejected') },
        { weight: 4, arbitrary: oneStepOf('unknown') },
        { weight: 1, arbitrary: oneStepOf('conflict') },
        { weight: 1, arbitrary: fc.constant({ result: 'answer' as const, step: WRITES[write].good }) },
      ),
      fc.integer({ min: 0, max: 40_000 }),
    )
    .map(([event, durationMs]) => ({ ...event, durationMs }));

function oneStepOf(result: Exclude<Result, 'answer'>) {
  return fc.constantFrom(...STEPS[result]).map((step) => ({ result, step }));
}

const scenario = fc.constantFrom<Write>('always', 'window', 'never').chain((write) =>
  fc.record({
    write: fc.constant(write),
    events: fc.array(anyEvent(write), { minLength: 9, maxLength: 9 }),
    maxRetries: fc.integer({ min: 0, max: 7 }),
    deadlineMs: fc.integer({ min: 1, max: 200_000 }),
    retryJitter: fc.constantFrom('full' as const, 'none' as const),
    seed: fc.integer(),
  }),
);

/** Plays events in virtual time, with the time-outs of a real transport. */
async function play({
  deadlineMs,
  events,
  maxRetries,
  retryJitter,
  seed,
  write,
}: typeof scenario extends fc.Arbitrary<infer S> ? S : never) {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const scripted = createScriptedHttpClient(events.map(({ step }) => step));
  const startedAt = clock.now().getTime();
  const sentAt: number[] = [];
  const seen: Result[] = [];
  const http: HttpClient = {
    async send(request: HttpRequest) {
      const event = events[sentAt.length];
      sentAt.push(clock.now().getTime() - startedAt);
      const durationMs = event?.durationMs ?? 0;
      await clock.sleep(Math.min(durationMs, request.timeoutMs));
      seen.push(durationMs < request.timeoutMs ? (event?.result ?? 'answer') : 'unknown');
      const response = scripted.send(request);
      if (durationMs < request.timeoutMs) return response;
      await response.catch(() => undefined);
      throw new TransportError('timeout');
    },
  };
  const options = {
    apiKey: TIDEPAY_KEY,
    deadlineMs,
    maxRetries,
    retryJitter,
    deduplicatesForMs: { createPayout: WINDOW_MS },
  };
  const provider = createTidepay(options, { clock, httpClient: http, random: createSeededRandom(seed) });
  const settled = await settle<{ readonly providerId: string | undefined }>(WRITES[write].make(provider));
  const endedAfterMs = clock.now().getTime() - startedAt;
  return { settled, seen, sentAt, endedAfterMs, requests: scripted.requests };
}

test('once an attempt of a changing call was unknown, only an answer or a conflict is told instead', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { seen, settled } = await play(given);
      if (!seen.includes('unknown') || settled.ok) return;
      expect(settled.error.outcome).toBe('unknown');
      expect(['outcome_unknown', 'reference_conflict']).toContain(settled.error.code);
    }),
    { numRuns: 1_500 },
  );
});

test('what is told without a doubt is what the last attempt said', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { seen, settled } = await play(given);
      if (seen.includes('unknown')) return;
      const told = settled.ok
        ? 'answer'
        : settled.error.code === 'reference_conflict'
          ? 'conflict'
          : settled.error.outcome;
      expect(told).toBe(seen.at(-1));
    }),
    { numRuns: 1_000 },
  );
});

test('a write that is never deduplicated is never sent again after an unknown outcome, and a windowed one only inside its window', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { seen, sentAt } = await play(given);
      const doubtAt = seen.indexOf('unknown');
      if (doubtAt === -1) return;
      const later = sentAt.slice(doubtAt + 1);
      if (given.write === 'never') expect(later).toEqual([]);
      if (given.write === 'window') expect(later.every((ms) => ms < WINDOW_MS)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('no call makes more attempts than its retries allow, ends after its deadline, or sends two different requests', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { endedAfterMs, requests, sentAt } = await play(given);
      expect(sentAt.length).toBeLessThanOrEqual(1 + given.maxRetries);
      expect(endedAfterMs).toBeLessThanOrEqual(given.deadlineMs);
      const distinct = new Set(
        requests.map(({ body, headers, method, url }) => JSON.stringify([method, url, body, headers])),
      );
      expect(distinct.size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1_000 },
  );
});

test('every ending is one of our own errors', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { settled } = await play(given);
      expect(settled.ok || PaymentsError.isInstance(settled.error)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
