import { inspect } from 'node:util';

const MARKER: unique symbol = Symbol.for('@paymux/core/Secret') as never;
const PRINTED = '[secret]';

/**
 * A credential that prints as `[secret]` wherever it is shown: in a template,
 * in JSON, in `util.inspect` and in a log. Only code that signs or authenticates
 * calls {@link Secret.reveal}.
 */
export class Secret {
  readonly #text: string;

  /** @param text - The credential itself. It must not be empty. */
  constructor(text: string) {
    // A variable that is not set arrives as `undefined`, whatever its type says.
    if (typeof text !== 'string') throw new TypeError('A secret must be text.');
    if (text === '') throw new TypeError('A secret must not be empty.');
    this.#text = text;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Accepts what a caller may hold: plain text or a secret already. */
  static of(value: string | Secret): Secret {
    return Secret.isInstance(value) ? value : new Secret(value);
  }

  /** Holds across duplicate copies of this package, where `instanceof` does not. */
  static isInstance(value: unknown): value is Secret {
    return typeof value === 'object' && value !== null && MARKER in value;
  }

  /** The credential in the clear. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}
