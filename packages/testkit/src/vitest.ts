import { describe, expect, test } from 'vitest';
import type { ConformanceOptions } from './conformance/conformance-options.js';
import { planConformance, runConformanceCase } from './conformance/run-conformance.js';
import { type ConformanceSuite, type PlantedBug, runPlantedBug, runWithoutBug } from './planted-bugs.js';

/**
 * Registers the conformance suite of a provider with Vitest: one test for each case that applies,
 * one for what does not apply and why. A declared deviation runs inverted.
 */
export function describeProviderConformance(options: ConformanceOptions): void {
  describe(`${options.provider} keeps the contract:`, async () => {
    const { applicable, lacks } = await planConformance(options);

    test('what does not apply is exactly what was declared to be lacking', () => {
      expect(lacks).toEqual([...(options.lacks ?? [])].sort());
    });

    for (const conformanceCase of applicable) {
      const deviation = options.deviations?.find((candidate) => candidate.case === conformanceCase.id);
      const title = deviation === undefined ? conformanceCase.title : `not so: ${conformanceCase.title}`;
      test(`${title} (${conformanceCase.id})`, async () => {
        const result = await runConformanceCase(options, conformanceCase);
        if (result.outcome === 'failed') throw result.error;
        expect(result.outcome).toBe(deviation === undefined ? 'passed' : 'deviates');
      });
    }
  });
}

/** A run is a process of its own, and may have to wait for others. */
const LIMIT_MS = 300_000;

/**
 * Registers that a conformance suite fails with any of the planted bugs, and that the cases which are to notice them
 * pass without one. Two run at a time.
 */
export function describePlantedBugs(suite: ConformanceSuite, bugs: readonly PlantedBug[]): void {
  const named = bugs.map(({ cases }) => cases);
  const cases = named.includes(undefined) ? undefined : [...new Set(named.flatMap((each) => each ?? []))];
  describe(`the suite ${suite.name}`, () => {
    test.concurrent(
      'passes without a bug, run in the same way',
      async () => {
        const { failed, ran } = await runWithoutBug(suite, cases);
        expect(failed).toEqual([]);
        expect(ran).toBeGreaterThan(0);
      },
      LIMIT_MS,
    );

    test.concurrent.each(bugs)(
      'notices that $name',
      async (bug) => {
        expect(await runPlantedBug(suite, bug)).toMatchObject({ outcome: 'caught' });
      },
      LIMIT_MS,
    );
  });
}
