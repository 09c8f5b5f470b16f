import type { ConformanceCase } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';
import type { ConformanceOptions, Deviation } from './conformance-options.js';
import { ConformanceWorld } from './conformance-world.js';
import { reasonOf, type Requirement, unmetRequirements } from './requirements.js';

/** How a case ended. */
export type ConformanceResult =
  | { readonly id: string; readonly outcome: 'passed' }
  | { readonly id: string; readonly outcome: 'failed'; readonly error: unknown }
  /** It means nothing here, because the provider lacks something. */
  | { readonly id: string; readonly outcome: 'not_applicable'; readonly reason: string }
  /** It fails, as was declared. */
  | { readonly id: string; readonly outcome: 'deviates'; readonly deviation: Deviation }
  /** It passes, although a deviation was declared: the declaration has to go. */
  | { readonly id: string; readonly outcome: 'deviation_stale'; readonly deviation: Deviation };

/** Narrows a run. */
export interface ConformanceRunOptions {
  /** Ends the run with the first case that fails. @defaultValue `false` */
  readonly bail?: boolean | undefined;
  /** Runs only cases whose id starts with one of these, in this order. */
  readonly only?: readonly string[] | undefined;
}

/** The cases of one provider: which apply, and what keeps the others from it. */
export interface ConformancePlan {
  readonly applicable: readonly ConformanceCase[];
  readonly notApplicable: readonly { readonly case: ConformanceCase; readonly reason: string }[];
  /** What the provider lacks of that which cases need. */
  readonly lacks: readonly Requirement[];
}

/**
 * Tells which cases apply to a provider.
 *
 * @throws RangeError if a deviation names a case that does not exist or does not apply, or two name the same.
 */
export async function planConformance(options: ConformanceOptions): Promise<ConformancePlan> {
  const world = new ConformanceWorld(options);
  try {
    const { provider } = await world.open();
    const unmet = unmetRequirements(provider, options);
    const cases = conformanceCases();
    const applicable = cases.filter(({ needs }) => needs.every((need) => !unmet.has(need)));
    checkDeviations(options, applicable);
    return {
      applicable,
      notApplicable: cases.flatMap((candidate) => {
        const missing = candidate.needs.find((need) => unmet.has(need));
        return missing === undefined ? [] : [{ case: candidate, reason: reasonOf(missing) }];
      }),
      lacks: [...unmet].sort(),
    };
  } finally {
    await world.close();
  }
}

/** Runs one case that applies; a declared deviation turns its result around. */
export async function runConformanceCase(
  options: ConformanceOptions,
  conformanceCase: ConformanceCase,
): Promise<ConformanceResult> {
  const { id } = conformanceCase;
  const deviation = options.deviations?.find((candidate) => candidate.case === id);
  const world = new ConformanceWorld(options);
  try {
    await conformanceCase.run(world);
    return deviation === undefined ? { id, outcome: 'passed' } : { id, outcome: 'deviation_stale', deviation };
  } catch (error) {
    return deviation === undefined ? { id, outcome: 'failed', error } : { id, outcome: 'deviates', deviation };
  } finally {
    await world.close();
  }
}

/**
 * Runs the suite against a provider, without a test runner.
 *
 * @returns One result for each case that ran or does not apply.
 * @throws RangeError See {@link planConformance}.
 */
export async function runConformance(
  options: ConformanceOptions,
  { bail = false, only }: ConformanceRunOptions = {},
): Promise<readonly ConformanceResult[]> {
  const { applicable, notApplicable } = await planConformance(options);
  const results: ConformanceResult[] = notApplicable.map(({ case: { id }, reason }) => ({
    id,
    outcome: 'not_applicable',
    reason,
  }));
  for (const candidate of inOrder(applicable, only)) {
    const result = await runConformanceCase(options, candidate);
    results.push(result);
    if (bail && (result.outcome === 'failed' || result.outcome === 'deviation_stale')) break;
  }
  return results;
}

function inOrder(cases: readonly ConformanceCase[], only: readonly string[] | undefined): readonly ConformanceCase[] {
  if (only === undefined) return cases;
  return [...new Set(only.flatMap((prefix) => cases.filter(({ id }) => id.startsWith(prefix))))];
}

function checkDeviations(
  { deviations = [], provider }: ConformanceOptions,
  applicable: readonly ConformanceCase[],
): void {
  const ids = deviations.map((deviation) => deviation.case);
  const strange = ids.filter((id) => !applicable.some((candidate) => candidate.id === id));
  if (strange.length > 0)
    throw new RangeError(`${provider} deviates from cases that do not apply: ${strange.join(', ')}.`);
  if (new Set(ids).size < ids.length) throw new RangeError(`${provider} declares a deviation twice.`);
}
