import { toBodyDigest } from './body-digest.js';
import { escapeNonAscii } from './php-json/escape-non-ascii.js';
import { encodePhpMap, readPhpJson } from './php-json/read-php-json.js';

/** Options of {@link signBody}. */
export interface SignBodyOptions {
  /** Sends non-ASCII escaped although the signature is over raw UTF-8, as some PHP clients do. @defaultValue `false` */
  readonly escapeNonAscii?: boolean | undefined;
}

/**
 * Signs a webhook payload as the providers' PHP does: encodes it with raw Unicode and escaped
 * slashes, signs that text, and adds the member `sign` last.
 *
 * @param payload - An object, or the JSON text of one: text keeps what an object cannot hold,
 *   such as `1.0`, integers beyond 2^53 and the order of names like `"2"`, `"1"`.
 * @returns The bytes of the body as delivered.
 * @throws TypeError if PHP cannot decode and encode the payload as a map, or it has a `sign` already.
 */
export function signBody(
  payload: string | Readonly<Record<string, unknown>>,
  key: string,
  options: SignBodyOptions = {},
): Uint8Array {
  const json = readPhpJson(typeof payload === 'string' ? payload : JSON.stringify(payload));
  if (json?.members === undefined || json.encoded === undefined) {
    throw new TypeError('The payload is not a JSON object that PHP can decode and encode.');
  }
  if (json.members.has('"sign"')) throw new TypeError('The payload already has a member "sign".');

  const signature = toBodyDigest(Buffer.from(json.encoded, 'utf8').toString('base64'), key);
  const body = encodePhpMap(new Map(json.members).set('"sign"', `"${signature}"`)) ?? '';
  return Buffer.from(options.escapeNonAscii ? escapeNonAscii(body) : body, 'utf8');
}
