import { InvalidParameter } from './refusal.js';

/** The fields of a form: text, or fields of their own as in `metadata[order]=42`. */
export type FormFields = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const FIELD = /^(\w+)(?:\[([^[\]]+)\])?$/;

/** Reads a form; refuses fields that are not among `allowed`. */
export function readForm(body: string, allowed: readonly string[]): FormFields {
  const fields: Record<string, string | Record<string, string>> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const [, field = '', inner] = FIELD.exec(name) ?? [];
    if (!allowed.includes(field))
      throw new InvalidParameter(name, `Received unknown parameter: ${name}`, 'parameter_unknown');
    if (inner === undefined) fields[field] = value;
    else fields[field] = { ...(typeof fields[field] === 'object' && fields[field]), [inner]: value };
  }
  return fields;
}

/** A field that is text; `undefined` if there is none. */
export function textOf(fields: FormFields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'object') throw new InvalidParameter(name, `Invalid string: ${name}`);
  return value;
}

/** A field with fields of its own; empty if there is none. */
export function hashOf(fields: FormFields, name: string): Readonly<Record<string, string>> {
  const value = fields[name] ?? {};
  if (typeof value === 'string') throw new InvalidParameter(name, `Invalid object: ${name}`);
  return value;
}

/** A whole number above zero; `undefined` if there is none. */
export function unitsOf(fields: FormFields, name: string): number | undefined {
  const value = textOf(fields, name);
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidParameter(name, `Invalid integer: ${value}`);
  return Number(value);
}
