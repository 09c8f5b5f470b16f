const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * The cookie of a session, on a service with this origin. Over https its name keeps every other host, path and
 * plain connection from setting it.
 */
export class SessionCookie {
  readonly #name: string;
  readonly #attributes: string;

  constructor(origin: string) {
    const isSecure = origin.startsWith('https:');
    this.#name = isSecure ? '__Host-paymux' : 'paymux';
    this.#attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  }

  /** What `Set-Cookie` says to whoever signed in. It ends with the browser at the latest. */
  write(secret: string): string {
    return `${this.#name}=${secret}; ${this.#attributes}`;
  }

  /** What `Set-Cookie` says to whoever signed out. */
  get cleared(): string {
    return `${this.#name}=; ${this.#attributes}; Max-Age=0`;
  }

  /** Whether a request carries the cookie at all, whatever it holds. */
  isIn(request: Request): boolean {
    return this.#values(request).length > 0;
  }

  /** The secret that a request carries; `undefined` where it is malformed, or there are two. */
  read(request: Request): string | undefined {
    const [value, ...others] = this.#values(request);
    return others.length === 0 && value !== undefined && SECRET.test(value) ? value : undefined;
  }

  #values(request: Request): readonly string[] {
    const start = `${this.#name}=`;
    return (request.headers.get('cookie') ?? '')
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(start))
      .map((part) => part.slice(start.length));
  }
}
