import { type AddressKind, addressKind } from './address-kind.js';

/**
 * What the host of a URL stands for, as far as its spelling tells: an {@link AddressKind} for
 * a literal address, `loopback` for `localhost` and names below it, `local_name` for a name that
 * only a local network knows, and `name` for one that must be resolved first.
 */
export type HostKind = AddressKind | 'local_name' | 'name';

const LOCAL_SUFFIXES = ['.local', '.internal', '.intranet', '.lan', '.home.arpa', '.corp', '.home'];

/** @param hostname - As `URL` spells it: lower case, IPv4 in dotted decimal, IPv6 in brackets. */
export function hostKind(hostname: string): HostKind {
  if (hostname.startsWith('[')) return addressKind(hostname.slice(1, -1));
  // `URL` has turned every numeric spelling of an IPv4 address into the dotted one, and names cannot end in a number.
  if (/\.\d+$/.test(hostname)) return addressKind(hostname);
  if (isLoopbackName(hostname)) return 'loopback';
  if (!hostname.includes('.') || LOCAL_SUFFIXES.some((suffix) => hostname.endsWith(suffix))) return 'local_name';
  return 'name';
}

/** Whether a name stands for this machine, whatever a resolver says. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * Reads a URL whose meaning no two readers can differ about.
 *
 * @returns The URL, or what is wrong with it as a clause.
 */
export function readPlainUrl(text: string): URL | string {
  // The URL standard forgives all of these, other readers do not, and then they disagree about the host.
  if (/[\s\\\p{Cc}]/u.test(text)) return 'must not contain white space, control characters or backslashes';
  const url = /^https?:\/\/[^/]/i.test(text) ? toUrl(text) : undefined;
  if (url === undefined) return 'must be an absolute https: URL';
  if (/^[^/]*\/\/[^/?#]*@/.test(text)) return 'must not contain a user name or password';
  if (url.hostname.endsWith('.')) return 'must not have a host that ends in a dot';
  return url;
}

/** The URL that a text is, or `undefined`. Parses once, where asking `URL.canParse` first would parse twice. */
export function toUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
