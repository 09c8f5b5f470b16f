import { hostKind, readPlainUrl } from './host-kind.js';

/** What a caller may loosen about where requests go. */
export interface UrlRules {
  /**
   * Accepts hosts on a private network and names that only a local network knows. Link-local
   * addresses, and with them the metadata services of clouds, stay refused. @defaultValue `false`
   */
  readonly allowPrivateNetwork?: boolean | undefined;
  /** Accepts `http:` towards hosts other than loopback: credentials then travel unprotected. @defaultValue `false` */
  readonly allowInsecureHttp?: boolean | undefined;
}

/**
 * Checks where requests with credentials are about to go, without asking a resolver.
 *
 * `https:` is required, except towards this machine. The host must not be, in any spelling, an
 * address that only this network knows. A name is checked again each time it is resolved.
 *
 * @returns What is wrong, as a clause such as `must use https:`, or `undefined`. It never repeats the URL.
 */
export function checkBaseUrl(baseUrl: string, rules: UrlRules = {}): string | undefined {
  const url = readPlainUrl(baseUrl);
  if (typeof url === 'string') return url;
  if (/[?#]/.test(baseUrl)) return 'must not contain a query or a fragment';
  return originProblem(url, rules);
}

/** What is wrong with the scheme and the host of a URL, as a clause, or `undefined`. */
export function originProblem(url: URL, rules: UrlRules): string | undefined {
  const kind = hostKind(url.hostname);
  if (url.protocol !== 'https:' && kind !== 'loopback' && rules.allowInsecureHttp !== true) return 'must use https:';
  switch (kind) {
    case 'public':
    case 'loopback':
    case 'name':
      return undefined;
    case 'private':
    case 'local_name':
      return rules.allowPrivateNetwork === true ? undefined : 'must not lead into a private network';
    case 'forbidden':
      return 'must not be a link-local, reserved or otherwise special address';
    default:
      return kind satisfies never;
  }
}
