import { TransportError } from '../errors/transport-error.js';
import { originProblem, type UrlRules } from './base-url.js';
import { toUrl } from './host-kind.js';

/** An address that passed every check, in the parts that a transport needs. */
export interface RequestAddress {
  readonly url: string;
  readonly origin: string;
  /** Empty where it is the protocol's own. */
  readonly port: string;
  /** With the query. */
  readonly path: string;
}

/** How many addresses are remembered: those without an id in them are asked again and again. */
const REMEMBERED = 64;

/** Checks where requests go, and remembers what it let through. */
export class RequestAddresses {
  readonly #rules: UrlRules;
  readonly #known = new Map<string, RequestAddress>();

  constructor(rules: UrlRules) {
    this.#rules = rules;
  }

  /** @throws {@link TransportError} `address_refused`: nothing goes there. */
  get(text: string): RequestAddress {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const address = this.#checked(text);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(text, address);
    return address;
  }

  #checked(text: string): RequestAddress {
    const url = toUrl(text);
    if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw refused('The URL must be an absolute https: URL.');
    }
    if (url.username !== '' || url.password !== '') {
      throw refused('The URL must not contain a user name or password.');
    }
    const problem = originProblem(url, this.#rules);
    if (problem !== undefined) throw refused(`The URL ${problem}.`);
    return { url: url.href, origin: url.origin, port: url.port, path: url.pathname + url.search };
  }
}

function refused(reason: string): TransportError {
  return new TransportError('address_refused', { cause: new Error(reason) });
}
