import { JsonNumber, type JsonObject, type JsonValue } from '../json/encode-json.js';
import { parseMajor } from './currency.js';
import { isJsonObject, writeJsonText } from '../json/json-text.js';
import { MolamRefusal, type RefusalCode } from './refusal.js';

const MOST_METADATA_KEYS = 50;
const LONGEST_METADATA_VALUE = 500;

/** Reads the members of a request body, or of an object in it. A member that is null counts as absent. */
export class RequestFields {
  readonly #members: JsonObject;
  readonly #prefix: string;
  readonly #code: RefusalCode;

  /**
   * @param prefix - Stands before the names of members in refusals.
   * @param code - Of the refusal for a member of the wrong kind.
   */
  constructor(members: JsonObject, prefix = '', code: RefusalCode = 'invalid_parameter') {
    this.#members = members;
    this.#prefix = prefix;
    this.#code = code;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** @throws MolamRefusal naming all of `names` if one is absent or empty. */
  require(...names: readonly string[]): void {
    if (names.every((name) => this.has(name) && this.#value(name) !== '')) return;
    throw new MolamRefusal('missing_required_fields', { details: { required: names } });
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value !== undefined && typeof value !== 'string') throw this.#refusal(name);
    return value === '' ? undefined : value;
  }

  /** A text that {@link require} has asked for. */
  requiredText(name: string): string {
    return this.text(name) ?? '';
  }

  oneOf(name: string, choices: readonly string[]): string {
    const text = this.requiredText(name);
    if (!choices.includes(text)) throw this.#refusal(name);
    return text;
  }

  flag(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value !== undefined && typeof value !== 'boolean') throw this.#refusal(name);
    return value;
  }

  url(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !isHttpUrl(text)) throw this.#refusal(name);
    return text;
  }

  /** Milliseconds since 1970 of an instant in ISO 8601. */
  instant(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : parseInstant(text, this.#prefix + name);
  }

  integer(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!(value instanceof JsonNumber) || !/^-?\d{1,9}$/.test(value.digits)) throw this.#refusal(name);
    return Number(value.digits);
  }

  texts(name: string): readonly string[] {
    const value = this.#value(name);
    if (!Array.isArray(value) || value.length === 0) throw this.#refusal(name);
    return (value as readonly JsonValue[]).map((item) => {
      if (typeof item !== 'string' || item === '') throw this.#refusal(name);
      return item;
    });
  }

  currency(): string {
    const value = this.#value('currency');
    if (typeof value !== 'string' || !/^[A-Za-z]{3}$/.test(value)) {
      throw new MolamRefusal('invalid_currency', { param: 'currency' });
    }
    return value.toUpperCase();
  }

  /** A positive whole number of smallest units. */
  minorAmount(): bigint | undefined {
    const value = this.#value('amount');
    if (value === undefined) return undefined;
    if (!(value instanceof JsonNumber) || !/^[1-9]\d{0,29}$/.test(value.digits)) throw amountRefusal();
    return BigInt(value.digits);
  }

  /** A positive number in major units with no more decimals than the currency has, in smallest units. */
  majorAmount(currency: string): bigint {
    const value = this.#value('amount');
    const minor = value instanceof JsonNumber ? parseMajor(value.digits, currency) : undefined;
    if (minor === undefined || minor <= 0n) throw amountRefusal();
    return minor;
  }

  metadata(): JsonObject {
    const value = this.#value('metadata');
    if (value === undefined) return {};
    if (!isJsonObject(value)) throw this.#refusal('metadata');
    const members = Object.values(value);
    const tooLong = members.some((member = null) => {
      const text = typeof member === 'string' ? member : writeJsonText(member);
      return Array.from(text).length > LONGEST_METADATA_VALUE;
    });
    if (members.length > MOST_METADATA_KEYS || tooLong) throw this.#refusal('metadata');
    return value;
  }

  /** The members of an object. @param code - Of every refusal over it. */
  object(name: string, code: RefusalCode): RequestFields {
    const value = this.#value(name);
    if (!isJsonObject(value)) throw new MolamRefusal(code, { param: this.#prefix + name });
    return new RequestFields(value, `${this.#prefix}${name}.`, code);
  }

  /** The members as they came. */
  get members(): JsonObject {
    return this.#members;
  }

  #value(name: string): JsonValue | undefined {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  #refusal(name: string): MolamRefusal {
    return new MolamRefusal(this.#code, { param: this.#prefix + name });
  }
}

/** Milliseconds since 1970. @throws MolamRefusal naming `param` for text that is no instant in ISO 8601. */
export function parseInstant(text: string, param: string): number {
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
    ? Date.parse(text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text)
    : Number.NaN;
  if (Number.isNaN(at)) throw new MolamRefusal('invalid_parameter', { param });
  return at;
}

function amountRefusal(): MolamRefusal {
  return new MolamRefusal('invalid_amount', { param: 'amount' });
}

function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:');
}
