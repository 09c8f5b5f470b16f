import { fieldName, type Problem } from '../errors/problem.js';
import { memberOf } from './json-wire.js';

/**
 * What is wrong with a request's `providerOptions` for one provider: no object, or a name that the provider
 * does not have. What is meant for other providers is theirs.
 */
export function ownOptionProblems(
  request: object,
  provider: string,
  names: readonly string[] = [],
): readonly Problem[] {
  const own = memberOf(memberOf(request, 'providerOptions'), provider);
  if (own === undefined) return [];
  const path = `providerOptions.${provider}`;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return [{ path, message: 'must be an object' }];
  return Object.keys(own)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: `${path}.${fieldName(name)}`, message: 'is not a known option' }));
}
