import type { Problem } from '@paymux/core';

/** Refuses an id that cannot be one: it becomes part of a path. */
export function idProblems(id: unknown, path: string): readonly Problem[] {
  if (typeof id === 'string' && /^[\w-]{1,128}$/.test(id)) return [];
  return [{ path, message: 'must be an id as the provider gives it: letters, digits, "_" or "-"' }];
}

/** Refuses a text that is too long, empty, or not one line. */
export function lineProblems(value: unknown, path: string, max = 255): readonly Problem[] {
  if (value === undefined) return [];
  const fits = typeof value === 'string' && value.length <= max && /^[^\p{Cc}]+$/u.test(value);
  return fits ? [] : [{ path, message: `must be one line of 1 to ${max} characters` }];
}

/** Refuses what is asked for in a field that this wire cannot carry. */
export function refusedFields<Request extends object>(
  request: Request,
  reasons: Readonly<Partial<Record<keyof Request & string, string>>>,
): readonly Problem[] {
  const given = new Map<string, unknown>(Object.entries(request));
  return Object.entries(reasons)
    .filter(([path]) => given.get(path) !== undefined)
    .map(([path, reason]) => ({ path, message: `cannot be given: ${String(reason)}` }));
}

/** Refuses options that are no object, and names that an options object does not have. */
export function unknownNameProblems(options: unknown, path: string, names: readonly string[]): readonly Problem[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [{ path, message: 'must be an object' }];
  }
  const prefix = path === '' ? '' : `${path}.`;
  return Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: `${prefix}${printable(name)}`, message: 'is not a known option' }));
}

/** A name as it can stand in a problem: one that could be anything at all is not repeated. */
function printable(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(an unusual name)';
}

/** Refuses an instant that is none. */
export function instantProblems(value: unknown, path: string): readonly Problem[] {
  const fits = value === undefined || (value instanceof Date && !Number.isNaN(value.getTime()));
  return fits ? [] : [{ path, message: 'must be a valid Date' }];
}

/** Refuses a number outside the wire's range. */
export function wholeNumberProblems(
  value: unknown,
  path: string,
  { max, min }: { readonly min: number; readonly max: number },
): readonly Problem[] {
  const fits = value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max);
  return fits ? [] : [{ path, message: `must be a whole number from ${min} to ${max}` }];
}
