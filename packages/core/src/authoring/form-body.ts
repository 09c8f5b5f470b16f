import { Secret } from '../options/secret.js';
import { JsonNumber } from './exact-json.js';

/**
 * Writes a value as `application/x-www-form-urlencoded`, nested members as `a[b]=c` and items of lists as
 * `a[0]=c`. What is `undefined` is left out; `null` is written as empty text; a `bigint`, a
 * {@link JsonNumber} and a number travel as their digits, a `Date` in ISO 8601.
 *
 * @throws {@link TypeError} `value` is no object, or holds something that a form cannot carry.
 */
export function writeForm(value: unknown): string {
  if (!isContainer(value) || Array.isArray(value)) throw new TypeError('The body of a form must be an object.');
  const fields = new URLSearchParams();
  for (const [name, member] of Object.entries(value)) append(fields, name, member);
  return fields.toString();
}

function append(fields: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return;
  if (isContainer(value)) {
    for (const [inner, member] of Object.entries(value)) append(fields, `${name}[${inner}]`, member);
  } else {
    fields.append(name, fieldText(value));
  }
}

function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Secret.isInstance(value)) return false;
  return !(value instanceof JsonNumber) && !(value instanceof Date);
}

function fieldText(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof JsonNumber || typeof value === 'string' || typeof value === 'boolean') return value.toString();
  if (typeof value === 'bigint' || Number.isFinite(value)) return (value as bigint | number).toString();
  throw new TypeError('A form carries text, numbers, yes or no, and lists and objects of them.');
}
