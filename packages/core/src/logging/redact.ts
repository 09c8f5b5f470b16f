import { PaymentsError } from '../errors/payments-error.js';
import { Secret } from '../options/secret.js';
import { safeText } from './safe-text.js';
import { isSensitiveName } from './sensitive-name.js';

const MAX_DEPTH = 8;
const MAX_ENTRIES = 100;
/** Bounds the work for one value, whatever its shape. */
const MAX_VALUES = 2000;

/** Options of {@link redact}. */
export interface RedactOptions {
  /** Names of fields to show although redaction would hide them. Case does not matter; a {@link Secret} stays hidden. */
  readonly reveal?: readonly string[] | undefined;
}

/**
 * A copy of any value that may be written to a log: plain, finite data that
 * `JSON.stringify` takes.
 *
 * - A {@link Secret} becomes `[secret]`.
 * - A field whose name says credential or personal data becomes `[redacted]`;
 *   booleans and absent values stay, as they tell only whether there is one.
 * - Text fits one line, and URLs in it lose query, fragment and credentials.
 * - Errors become name, message and code, ours all their public fields; causes likewise.
 * - Bytes become their number, dates ISO 8601, bigints text, maps objects, sets lists.
 * - What is too deep, too long or circular is cut, with a mark where it was.
 *
 * Never throws, not even for getters and proxies that do.
 */
export function redact(value: unknown, { reveal = [] }: RedactOptions = {}): unknown {
  const revealed = new Set(reveal.map((name) => name.toLowerCase()));
  return new Redaction(revealed).of(value);
}

class Redaction {
  readonly #revealed: ReadonlySet<string>;
  readonly #path = new Set<object>();
  #values = 0;

  constructor(revealed: ReadonlySet<string>) {
    this.#revealed = revealed;
  }

  of(value: unknown): unknown {
    this.#values += 1;
    switch (typeof value) {
      case 'string':
        return safeText(value);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'bigint':
        return safeText(value.toString());
      case 'function':
        return '[function]';
      case 'symbol':
        return '[symbol]';
      case 'object':
        return value === null ? null : this.#object(value);
      case 'boolean':
      case 'undefined':
        return value;
    }
  }

  #object(value: object): unknown {
    if (this.#path.has(value)) return '[circular]';
    if (this.#path.size >= MAX_DEPTH) return '[too deep]';
    this.#path.add(value);
    try {
      return this.#contents(value);
    } catch {
      return '[unreadable]';
    } finally {
      this.#path.delete(value);
    }
  }

  #contents(value: object): unknown {
    if (Secret.isInstance(value)) return '[secret]';
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${String(value.byteLength)} bytes]`;
    if (PaymentsError.isInstance(value)) return this.#fields(errorFields(value, Object.entries(value.toJSON())));
    if (value instanceof Error) return this.#fields(errorFields(value, publicFields(value)));
    if (Array.isArray(value) || value instanceof Set) return this.#list(value);
    if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams)
      return this.#fields(value);
    if ('toJSON' in value && typeof value.toJSON === 'function')
      return this.of((value as { toJSON(): unknown }).toJSON());
    return this.#fields(ownFields(value));
  }

  #list(values: Iterable<unknown>): unknown {
    const shown: unknown[] = [];
    for (const value of values) {
      if (this.#isFull(shown.length)) {
        shown.push('[cut]');
        break;
      }
      shown.push(this.of(value));
    }
    return shown;
  }

  #fields(entries: Iterable<readonly [unknown, unknown]>): Record<string, unknown> {
    const shown: [string, unknown][] = [];
    for (const [key, value] of entries) {
      if (this.#isFull(shown.length)) {
        shown.push(['[cut]', true]);
        break;
      }
      const name = typeof key === 'string' ? key : String(this.of(key));
      shown.push([safeText(name), this.#field(name, value)]);
    }
    return Object.fromEntries(shown);
  }

  #field(name: string, value: unknown): unknown {
    const tellsNothing = value === undefined || value === null || typeof value === 'boolean';
    if (tellsNothing || !isSensitiveName(name) || this.#revealed.has(name.toLowerCase())) return this.of(value);
    return Secret.isInstance(value) ? '[secret]' : '[redacted]';
  }

  #isFull(entries: number): boolean {
    return entries >= MAX_ENTRIES || this.#values >= MAX_VALUES;
  }
}

/** One by one, so that a getter that throws spoils no other field. */
function* ownFields(value: object): Iterable<readonly [string, unknown]> {
  for (const name of Object.keys(value)) {
    try {
      yield [name, (value as Readonly<Record<string, unknown>>)[name]];
    } catch {
      yield [name, '[unreadable]'];
    }
  }
}

function publicFields(error: Error): readonly (readonly [string, unknown])[] {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return [
    ['name', error.name],
    ['message', error.message],
    ...(code === undefined ? [] : [['code', code] as const]),
    ...(error instanceof AggregateError ? [['errors', error.errors] as const] : []),
  ];
}

function errorFields(
  error: Error,
  fields: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] {
  return error.cause === undefined ? fields : [...fields, ['cause', error.cause]];
}
