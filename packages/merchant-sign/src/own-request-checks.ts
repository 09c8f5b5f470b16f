import {
  checkCallbackUrl,
  type CheckContext,
  isPositive,
  isReference,
  type Money,
  moneyProblems,
  type Problem,
  REFERENCE_RULE,
} from '@paymux/core';
import { lengthProblems, printable } from './request-limits.js';

/**
 * The check of a request that no common contract describes: its fields by name, then what
 * `rules` asks of their values.
 */
export function ownRequestCheck<Request extends object>(
  fields: {
    readonly required: readonly (keyof Request & string)[];
    readonly optional?: readonly (keyof Request & string)[];
  },
  rules: (request: Request, context: CheckContext) => readonly Problem[] = () => [],
): (request: Request, context: CheckContext) => readonly Problem[] {
  const known = new Set<string>([...fields.required, ...(fields.optional ?? [])]);
  return (request: Partial<Request> | null, context) => {
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      return [{ path: '', message: 'the request must be an object' }];
    }
    const missing = fields.required.filter((name) => request[name] === undefined);
    const unknown = Object.keys(request).filter((name) => !known.has(name));
    return [
      ...missing.map((path) => ({ path, message: 'is missing' })),
      ...unknown.map((name) => ({ path: printable(name), message: 'is not a known field' })),
      ...rules(request as Request, context).filter(({ path }) => !missing.some((name) => name === path)),
    ];
  };
}

/**
 * Refuses a request that does not name one existing object, by its reference or by one of `ids`.
 *
 * @param naming - The fields that can name it beside `reference` and how long each may be, and how
 *   long a reference this call takes.
 */
export function namingProblems(
  request: unknown,
  naming: { readonly ids?: Readonly<Record<string, number>>; readonly maxReferenceLength?: number } = {},
): readonly Problem[] {
  const { ids = { providerId: 256 }, maxReferenceLength = 100 } = naming;
  if (typeof request !== 'object' || request === null) {
    return [{ path: '', message: 'the request must be an object' }];
  }
  const values = request as Readonly<Record<string, unknown>>;
  const names = ['reference', ...Object.keys(ids)];
  const given = names.filter((name) => values[name] !== undefined);
  if (given.length !== 1) {
    return [{ path: '', message: `the request must name the object by exactly one of ${names.join(', ')}` }];
  }
  return given.flatMap((name) =>
    name === 'reference'
      ? referenceProblems(values[name], maxReferenceLength)
      : lengthProblems(values[name], name, { max: ids[name] ?? 0 }),
  );
}

/** Refuses what is not a reference, and one that is longer than this call takes. */
export function referenceProblems(reference: unknown, maxLength = 100): readonly Problem[] {
  if (!isReference(reference)) return [{ path: 'reference', message: REFERENCE_RULE }];
  return lengthProblems(reference, 'reference', { max: maxLength });
}

/** Refuses a URL the provider must not be given, and one of a length the wire does not take. */
export function urlProblems(
  url: unknown,
  path: string,
  max: number,
  { baseUrl }: { readonly baseUrl: string },
): readonly Problem[] {
  if (url === undefined) return [];
  const problem = typeof url === 'string' ? checkCallbackUrl(url, { baseUrl }) : 'must be a URL as text';
  return [
    ...lengthProblems(url, path, { min: 6, max }),
    ...(problem === undefined ? [] : [{ path, message: problem }]),
  ];
}

/** Refuses what is not an amount above zero. */
export function requestAmountProblems(amount: Money): readonly Problem[] {
  const problems = moneyProblems(amount, { path: 'amount' });
  return problems.length > 0 || isPositive(amount)
    ? problems
    : [{ path: 'amount.amount', message: 'must be above zero' }];
}
