import { readFileSync } from 'node:fs';

/** What every vector holds. */
export interface SignatureVectorBase {
  /** Unique name. */
  readonly id: string;
  /** Whose wire the vector shows; `seed` is the HMAC scheme. */
  readonly provider: 'both' | 'cryptomus' | 'heleket' | 'seed';
  /** `stretch` marks an unusual input. */
  readonly tier: 'core' | 'stretch';
  /** The secret; its UTF-8 bytes are the key. */
  readonly apiKey: string;
  /** The exact bytes of the body. */
  readonly body: Uint8Array;
  /** The signature presented: header, member `sign` or out of band, by `kind`. `null` where none is. */
  readonly givenSign: string | null;
  /** The signature a correct implementation computes; `null` if the body cannot be decoded. */
  readonly expectedSign: string | null;
  /** The verdict our code returns for `givenSign`. */
  readonly valid: boolean;
  /** What the vector is about. */
  readonly note: string;
}

/** A signed request: `givenSign` travels in a header. */
export interface RequestMd5Vector extends SignatureVectorBase {
  readonly kind: 'request-md5';
  /** The value PHP encoded to get the body; absent for bodies no PHP encoder made. */
  readonly data?: unknown;
  /** How PHP encoded `data`: non-ASCII escaped, or raw. */
  readonly phpFlags?: 'default' | 'unescaped_unicode' | undefined;
}

/** A webhook that carries its signature as the member `sign` of its body. */
export interface WebhookMd5Vector extends SignatureVectorBase {
  readonly kind: 'webhook-md5';
  /** The verdict of the provider's own PHP verifier. */
  readonly officialVerdict: boolean;
  /** The verdict of hashing the received bytes with the member `sign` cut out. */
  readonly rawVerdict: boolean;
}

/** A webhook signed with HMAC-SHA256 over its exact bytes; `givenSign` travels in a header. */
export interface WebhookHmacSha256Vector extends SignatureVectorBase {
  readonly kind: 'webhook-hmac-sha256';
}

/** One body with its key, its signature and the verdict it deserves, made by real PHP. */
export type SignatureVector = RequestMd5Vector | WebhookMd5Vector | WebhookHmacSha256Vector;

/** `bodyBase64` stands in for `body` where the bytes are not valid UTF-8. */
type StoredBody = { readonly body: string } | { readonly bodyBase64: string };
type Stored<Vector> = Vector extends SignatureVector ? Omit<Vector, 'body'> & StoredBody : never;

/**
 * Every signature vector of the Cryptomus and Heleket wire, in file order.
 *
 * @throws The file system's error when the package was installed without its `vectors` folder.
 */
export function signatureVectors(): readonly SignatureVector[] {
  const file = new URL('../vectors/cryptomus-heleket.json', import.meta.url);
  const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly vectors: readonly Stored<SignatureVector>[];
  };
  return vectors.map(toSignatureVector);
}

function toSignatureVector(stored: Stored<SignatureVector>): SignatureVector {
  const body = 'body' in stored ? Buffer.from(stored.body, 'utf8') : Buffer.from(stored.bodyBase64, 'base64');
  return { ...stored, body };
}
