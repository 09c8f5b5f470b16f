import { parseFixed, type Fixed } from '../money/fixed.js';
import { validationRefusal } from './refusal.js';

/** Limits on a text. Lengths are in characters. */
export interface TextRules {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly format?: 'alpha_dash' | 'email' | 'url' | 'uuid' | 'date_time' | undefined;
  readonly oneOf?: readonly string[] | undefined;
}

const FORMATS: Readonly<
  Record<NonNullable<TextRules['format']>, { readonly rule: string; matches(text: string): boolean }>
> = {
  alpha_dash: { rule: 'alpha_dash', matches: (text) => /^[A-Za-z0-9_-]+$/.test(text) },
  email: { rule: 'email', matches: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) },
  url: { rule: 'url', matches: isHttpUrl },
  uuid: {
    rule: 'uuid',
    matches: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  },
  date_time: {
    rule: 'regex',
    matches: (text) => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text),
  },
};

/**
 * Reads the fields of one request and remembers every rule that fails, so that
 * {@link RequestFields.check} can name them all at once.
 *
 * A `required…` reader answers a stand-in for a field that fails. Nothing may be
 * done with any value before `check` has passed.
 */
export class RequestFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #prefix: string;
  readonly #errors: Record<string, string[]>;

  constructor(fields: Readonly<Record<string, unknown>>, prefix = '', errors: Record<string, string[]> = {}) {
    this.#fields = fields;
    this.#prefix = prefix;
    this.#errors = errors;
  }

  /** @throws Refusal naming every field that failed. */
  check(): void {
    if (Object.keys(this.#errors).length > 0) throw validationRefusal(this.#errors);
  }

  /** Remembers a failed rule, such as `required_without`. */
  fail(field: string, rule: string): void {
    const rules = (this.#errors[this.#prefix + field] ??= []);
    rules.push(`validation.${rule}`);
  }

  has(field: string): boolean {
    return this.#value(field) !== undefined;
  }

  requiredText(field: string, rules: TextRules = {}): string {
    if (this.#isMissing(field)) return '';
    return this.text(field, rules) ?? '';
  }

  text(field: string, rules: TextRules = {}): string | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') {
      this.fail(field, 'string');
      return undefined;
    }
    const length = Array.from(value).length;
    if (rules.min !== undefined && length < rules.min) this.fail(field, 'min.string');
    if (rules.max !== undefined && length > rules.max) this.fail(field, 'max.string');
    if (rules.oneOf !== undefined && !rules.oneOf.includes(value)) this.fail(field, 'in');
    const format = rules.format === undefined ? undefined : FORMATS[rules.format];
    if (format !== undefined && !format.matches(value)) this.fail(field, format.rule);
    return value;
  }

  /** A decimal text, zero or more. JSON numbers are refused unless `numbers` says otherwise. */
  requiredAmount(field: string, numbers: 'refused' | 'accepted'): Fixed {
    if (this.#isMissing(field)) return 0n;
    return this.amount(field, numbers) ?? 0n;
  }

  amount(field: string, numbers: 'refused' | 'accepted', max: number = Number.POSITIVE_INFINITY): Fixed | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    const text = typeof value === 'number' && numbers === 'accepted' ? String(value) : value;
    if (typeof text !== 'string') {
      this.fail(field, 'string');
      return undefined;
    }
    if (text.length > max) this.fail(field, 'max.string');
    const amount = parseFixed(text);
    if (amount === undefined || amount < 0n) this.fail(field, 'regex');
    return amount;
  }

  requiredInteger(field: string, limits: { readonly min: number; readonly max: number }): number {
    if (this.#isMissing(field)) return 0;
    return this.integer(field, limits) ?? 0;
  }

  integer(field: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      this.fail(field, 'integer');
      return undefined;
    }
    if (number < min) this.fail(field, 'min.numeric');
    if (number > max) this.fail(field, 'max.numeric');
    return number;
  }

  /** A number or numeric text between two limits. */
  numeric(field: string, { min, max }: { readonly min: Fixed; readonly max: Fixed }): Fixed | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    const number = typeof value === 'number' || typeof value === 'string' ? parseFixed(String(value)) : undefined;
    if (number === undefined) {
      this.fail(field, 'numeric');
      return undefined;
    }
    if (number < min) this.fail(field, 'min.numeric');
    if (number > max) this.fail(field, 'max.numeric');
    return number;
  }

  requiredBoolean(field: string): boolean {
    if (this.#isMissing(field)) return false;
    return this.boolean(field) ?? false;
  }

  /** `true`, `"true"`, `1` and `"1"`, and their opposites. */
  boolean(field: string): boolean | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    if (value === true || value === 1 || value === '1' || value === 'true') return true;
    if (value === false || value === 0 || value === '0' || value === 'false') return false;
    this.fail(field, 'boolean');
    return undefined;
  }

  /** A list of objects, each read by `read`. */
  list<Item>(field: string, read: (item: RequestFields) => Item): readonly Item[] | undefined {
    const value = this.#value(field);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.fail(field, 'array');
      return undefined;
    }
    return value.map((item: unknown, index) =>
      read(new RequestFields(isFields(item) ? item : {}, `${this.#prefix}${field}.${String(index)}.`, this.#errors)),
    );
  }

  /** The first of `names` that was given, or a failed `required_without` on each when there is none. */
  requireOneOf(names: readonly string[]): void {
    if (names.some((name) => this.has(name))) return;
    for (const name of names) this.fail(name, names.length > 2 ? 'required_without_all' : 'required_without');
  }

  /** The names of the fields that were sent. */
  get names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  #isMissing(field: string): boolean {
    if (this.has(field)) return false;
    this.fail(field, 'required');
    return true;
  }

  // Empty text counts as absent, as it does at the provider's framework.
  #value(field: string): unknown {
    const value = Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined;
    return value === null || value === '' ? undefined : value;
  }
}

/** Whether a JSON value is an object. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:');
}
