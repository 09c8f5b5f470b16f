/** A key that nobody else has: for what is asked for once and never tried again. Also where `randomUUID` is kept from plain http. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Names what a person means to do once: the same key for every try of the same thing, another one as soon as something
 * else is meant. A service that sees a key twice does it once.
 */
export class Intent {
  readonly #makeKey: () => string;
  #current: { readonly meant: string; readonly key: string } | undefined;

  constructor(makeKey: () => string = newKey) {
    this.#makeKey = makeKey;
  }

  keyFor(body: unknown): string {
    const meant = JSON.stringify([body]);
    if (this.#current?.meant !== meant) this.#current = { meant, key: this.#makeKey() };
    return this.#current.key;
  }

  /** What was meant is over: done, or turned down for good. The next try is meant anew. */
  end(): void {
    this.#current = undefined;
  }
}
