import type { Problem } from '@paymux/core';
import { lengthProblems, referenceProblems } from '@paymux/merchant-sign';

/**
 * What keeps a request from naming one existing object, by its reference or by one of `fields`.
 *
 * @param fields - The fields that can name it beside `reference`, and how long each may be.
 */
export function objectNamingProblems(
  request: unknown,
  fields: Readonly<Record<string, number>> = { providerId: 256 },
): readonly Problem[] {
  if (typeof request !== 'object' || request === null) {
    return [{ path: '', message: 'the request must be an object' }];
  }
  const values = request as Readonly<Record<string, unknown>>;
  const names = ['reference', ...Object.keys(fields)];
  const given = names.filter((name) => values[name] !== undefined);
  if (given.length !== 1) {
    return [{ path: '', message: `the request must name the object by exactly one of ${names.join(', ')}` }];
  }
  return given.flatMap((name) =>
    name === 'reference'
      ? referenceProblems(values[name])
      : lengthProblems(values[name], name, { max: fields[name] ?? 0 }),
  );
}
