import assert from 'node:assert/strict';
import type { PaymentProvider } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { conformanceCase } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';
import type { ConformanceOptions } from './conformance-options.js';
import { REQUIREMENTS } from './requirements.js';
import { planConformance, runConformance, runConformanceCase } from './run-conformance.js';

/** A provider that has nothing to offer but its name. */
const NOTHING: PaymentProvider = Object.freeze({
  id: 'nothing',
  specificationVersion: 1,
  capabilities: Object.freeze({ operations: Object.freeze({}), partialRefunds: false, payoutMemo: false }),
  close: async () => undefined,
});

function suite(changes: Partial<ConformanceOptions> = {}, stopped: string[] = []): ConformanceOptions {
  const nothingHappens = {
    pay: async () => undefined,
    settle: async () => undefined,
    finish: async () => undefined,
    idle: async () => undefined,
    now: () => new Date('2026-01-01T00:00:00Z'),
    fault: () => undefined,
    clearFaults: () => undefined,
    payments: () => [],
    payouts: () => [],
    deliveries: () => [],
    transfers: () => [],
    requests: () => [],
  };
  return {
    provider: 'nothing',
    start: async () => ({
      connect: () => NOTHING,
      gateway: nothingHappens,
      baseUrl: 'http://127.0.0.1:1',
      secrets: { calls: [], webhooks: [] },
      stop: async () => void stopped.push('stopped'),
    }),
    calls: {},
    statuses: {},
    texts: { refused: 'No.' },
    ...changes,
  };
}

const DEVIATION = { case: 'account/offers-what-it-declares', reason: 'It offers nothing.', source: 'its notes' };

describe('the cases', () => {
  test('are more than three hundred, each with an id and a title of its own', () => {
    const cases = conformanceCases();
    expect(cases.length).toBeGreaterThan(300);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });

  test('are named after their group, in lower case and dashes', () => {
    for (const { group, id } of conformanceCases()) {
      expect(id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
      expect(id.startsWith(`${group}/`)).toBe(true);
    }
  });

  test('use every requirement there is', () => {
    const used = new Set(conformanceCases().flatMap(({ needs }) => needs));
    expect([...used].sort()).toEqual(Object.keys(REQUIREMENTS).sort());
  });
});

describe('a run', () => {
  test('tells of each case that does not apply what is lacking, and never that it passed', async () => {
    const results = await runConformance(suite(), { only: ['account/'] });
    const payments = results.filter(({ id }) => id.startsWith('payments/'));

    expect(payments.length).toBeGreaterThan(10);
    for (const result of payments) {
      expect(result).toMatchObject({ outcome: 'not_applicable', reason: 'The provider has no payments.' });
    }
  });

  test('passes and fails case by case, and goes on', async () => {
    const results = await runConformance(suite(), { only: ['account/'] });
    const outcomes = new Map(results.map((result) => [result.id, result.outcome]));

    expect(outcomes.get('account/is-a-plain-immutable-object')).toBe('passed');
    expect(outcomes.get('account/offers-what-it-declares')).toBe('failed');
    expect(outcomes.get('account/without-credentials-is-no-account')).toBe('failed');
  });

  test('ends with the first failure when it is told to', async () => {
    const only = ['account/offers-what-it-declares', 'account/is-a-plain-immutable-object'];
    const results = await runConformance(suite(), { bail: true, only });
    const ran = results.filter(({ outcome }) => outcome !== 'not_applicable');

    expect(ran.map(({ id, outcome }) => [id, outcome])).toEqual([[only[0], 'failed']]);
  });

  test('stops every gateway that it started, whether a case passes or fails', async () => {
    const stopped: string[] = [];
    const started = { count: 0 };
    const options = suite({}, stopped);
    const counting = {
      ...options,
      start: () => {
        started.count += 1;
        return options.start();
      },
    };
    await runConformance(counting, { only: ['account/'] });

    expect(stopped).toHaveLength(started.count);
    expect(started.count).toBeGreaterThan(3);
  });
});

describe('a declared deviation', () => {
  test('turns a failure into what was expected', async () => {
    const results = await runConformance(suite({ deviations: [DEVIATION] }), { only: [DEVIATION.case] });

    expect(results.at(-1)).toEqual({ id: DEVIATION.case, outcome: 'deviates', deviation: DEVIATION });
  });

  test('that is none any more is stale', async () => {
    const deviation = { ...DEVIATION, case: 'account/is-a-plain-immutable-object' };
    const results = await runConformance(suite({ deviations: [deviation] }), { only: [deviation.case] });

    expect(results.at(-1)).toMatchObject({ outcome: 'deviation_stale' });
  });

  test.each([
    ['from a case that does not exist', [{ ...DEVIATION, case: 'account/no-such-case' }]],
    ['from a case that does not apply', [{ ...DEVIATION, case: 'payments/tells-what-was-opened' }]],
    ['twice', [DEVIATION, DEVIATION]],
  ])('%s is an error', async (_how, deviations) => {
    await expect(planConformance(suite({ deviations }))).rejects.toThrow(RangeError);
  });
});

test('a case that is not of the suite can be run as well', async () => {
  const own = conformanceCase('account/has-a-name', 'an account has a name', [], async (world) => {
    assert.equal((await world.open()).provider.id, 'nothing');
  });

  expect(await runConformanceCase(suite(), own)).toEqual({ id: 'account/has-a-name', outcome: 'passed' });
});
