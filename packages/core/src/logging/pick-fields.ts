import type { LogFields } from './logger.js';

/**
 * The named fields of a value and no others: how an answer, of which nobody knows
 * what it holds, gets into a log. What is not an object has none of them.
 *
 * @example `logger.debug('answer.read', pickFields(answer, ['uuid', 'status', 'is_final']))`
 */
export function pickFields(value: unknown, names: readonly string[]): LogFields {
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, fields[name]]));
}
