import { Secret } from '../options/secret.js';
import type { Clock } from '../time/clock.js';
import { type RandomSource, systemRandom } from '../time/random.js';
import { byteTemplate } from './byte-template.js';
import { type CanonicalForm, contentOf } from './canonical-form.js';
import { digestFunction, keyBytes, type SignatureDigest, type SignatureEncoding } from './digest.js';
import { type TimestampUnit, writeTimestamp } from './timestamp.js';

/** A request on its way out, as a signature may cover it. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** The bytes of the body as text; empty if there is none. */
  readonly body: string;
  readonly idempotencyKey?: string | undefined;
}

/** How the requests of a wire prove who sends them. */
export interface Authentication {
  /** Credentials that must never show. */
  readonly secrets: readonly Secret[];
  /** The body's value with a proof inside it, before it is written. */
  signValue?(body: unknown): unknown;
  /** Headers that prove the sender, for the request as it will travel. */
  headers?(request: SignableRequest): Readonly<Record<string, string>>;
}

/** `Authorization: Bearer <secret>`. */
export function bearer(secret: string | Secret): Authentication {
  return headerKey('authorization', secret, 'Bearer ');
}

/** `Authorization: Basic <base64 of user:password>`. A password that is not used is empty text. */
export function basic(user: string, password: string | Secret): Authentication {
  const word = typeof password === 'string' ? password : password.reveal();
  const token = new Secret(Buffer.from(`${user}:${word}`).toString('base64'));
  // An API key often travels as the user, without a password.
  return { ...headerKey('authorization', token, 'Basic '), secrets: [token, new Secret(word === '' ? user : word)] };
}

/** A secret in a header of its own, such as `X-Api-Key`. */
export function headerKey(name: string, secret: string | Secret, prefix = ''): Authentication {
  const key = Secret.of(secret);
  return { secrets: [key], headers: () => ({ [name.toLowerCase()]: `${prefix}${key.reveal()}` }) };
}

/** What {@link hmacSigned} and {@link digestSigned} have in common. */
export interface SignedHeadersOptions {
  readonly secret: string | Secret;
  /**
   * What is signed, such as `{timestamp}{method}{target}{body}`. Its places: `{method}` in upper case,
   * `{path}` with the base URL's own part, `{query}` without its question mark, `{target}` (path and
   * query), `{host}`, `{timestamp}`, `{nonce}` (32 random hexadecimal digits), `{key}` (the idempotency key), `{body}`.
   *
   * @defaultValue `{body}`
   */
  readonly content?: string | undefined;
  /**
   * The headers that carry the signature, each with the same places and `{signature}`:
   * `{ 'X-Signature': 't={timestamp},v1={signature}' }`.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** @defaultValue `hex` */
  readonly encoding?: SignatureEncoding | undefined;
  /** @defaultValue `s` */
  readonly timestampUnit?: TimestampUnit | undefined;
  /** Needed where a place is `{timestamp}`: the host's clock. */
  readonly clock?: Clock | undefined;
  /** Where a `{nonce}` comes from. @defaultValue the machine's source of chance */
  readonly random?: RandomSource | undefined;
}

/** Options of {@link hmacSigned}. */
export interface HmacSignedOptions extends SignedHeadersOptions {
  /** @defaultValue `sha256` */
  readonly algorithm?: 'sha1' | 'sha256' | 'sha512' | undefined;
  /** @defaultValue `utf8` */
  readonly secretEncoding?: 'utf8' | 'hex' | 'base64' | undefined;
}

/**
 * Signs requests with HMAC, in headers of any grammar. All attempts of one call carry the same
 * signature and time stamp, so a provider's tolerance has to be longer than `deadlineMs`.
 *
 * @throws {@link TypeError} A recipe names a place that does not exist, leaves out the signature, or needs a clock.
 */
export function hmacSigned(options: HmacSignedOptions): Authentication {
  const { algorithm = 'sha256', secretEncoding = 'utf8' } = options;
  keyBytes(Secret.of(options.secret), secretEncoding);
  return signedHeaders(options, { hmac: algorithm, secretEncoding });
}

/** Options of {@link digestSigned}. */
export interface DigestSignedOptions extends SignedHeadersOptions {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** How the content and the secret meet: `{content}{secret}`, or with `{base64}`, the content in base64. */
  readonly of: string;
}

/**
 * Signs requests with a plain hash over content and secret, as older interfaces want it:
 * `{ algorithm: 'md5', of: '{base64}{secret}', headers: { sign: '{signature}' } }`.
 *
 * @throws {@link TypeError} As {@link hmacSigned}, or the hash leaves out the secret.
 */
export function digestSigned(options: DigestSignedOptions): Authentication {
  return signedHeaders(options, { hash: options.algorithm, of: options.of });
}

const PLACES = ['method', 'path', 'query', 'target', 'host', 'timestamp', 'nonce', 'key', 'body'];

function signedHeaders(options: SignedHeadersOptions, digest: SignatureDigest): Authentication {
  const { clock, content = '{body}', encoding = 'hex', random = systemRandom, timestampUnit = 's' } = options;
  const secret = Secret.of(options.secret);
  const digestOf = digestFunction(digest);
  const signed = byteTemplate(content, PLACES);
  const carriers = Object.entries(options.headers).map(
    ([name, template]) => [name.toLowerCase(), byteTemplate(template, [...PLACES, 'signature'])] as const,
  );
  const uses = (place: string): boolean =>
    [signed, ...carriers.map(([, each]) => each)].some(({ places }) => places.has(place));
  if (!carriers.some(([, { places }]) => places.has('signature')))
    throw new TypeError('No header carries the signature.');
  if (uses('timestamp') && clock === undefined) throw new TypeError('A signature with a time stamp needs a clock.');

  return {
    secrets: [secret],
    headers({ body, idempotencyKey = '', method, url }) {
      const values = {
        method,
        path: url.pathname,
        query: url.search.slice(1),
        target: url.pathname + url.search,
        host: url.host,
        timestamp: clock === undefined ? '' : writeTimestamp(clock.now(), timestampUnit),
        nonce: uses('nonce') ? Buffer.from(random.bytes(16)).toString('hex') : '',
        key: idempotencyKey,
        body,
      };
      const signature = digestOf(signed.fill(values), secret).toString(encoding);
      return Object.fromEntries(
        carriers.map(([name, template]) => [name, template.fill({ ...values, signature }).toString()]),
      );
    },
  };
}

/** A signature that stands inside a JSON body, over the rest of it. */
export interface BodySignature {
  /** The name of the member that holds the signature, such as `sign`. */
  readonly member: string;
  readonly digest: SignatureDigest;
  /** The text of the other members that is signed: {@link sortedPairs}, {@link sortedJson}, {@link plainJson}, or your own. */
  readonly form: CanonicalForm;
  /** @defaultValue `hex` */
  readonly encoding?: SignatureEncoding | undefined;
}

/** Signs bodies by a member inside them. A body that is absent is signed as an empty object. */
export function bodySignature(options: BodySignature & { readonly secret: string | Secret }): Authentication {
  const { digest, encoding = 'hex', form, member } = options;
  const secret = Secret.of(options.secret);
  const digestOf = digestFunction(digest);
  return {
    secrets: [secret],
    signValue(body = {}) {
      const signature = digestOf(contentOf(body, form), secret).toString(encoding);
      return { ...(body as object), [member]: signature };
    },
  };
}
