import { readFileSync } from 'node:fs';

/** What a verifier makes of a delivery: `ok`, or the reason it is refused for. */
export type MolamSignatureVerdict =
  | 'ok'
  | 'missing_header'
  | 'malformed_header'
  | 'missing_field'
  | 'invalid_timestamp'
  | 'timestamp_out_of_tolerance'
  | 'unknown_kid'
  | 'signature_mismatch';

/** One delivery with the secrets its receiver knows and the verdict it deserves. */
export interface MolamSignatureVector {
  /** Unique name. */
  readonly id: string;
  /** The `Molam-Signature` header; empty where it is missing. */
  readonly header: string;
  /** The receiver's secrets by kid; their UTF-8 bytes are the keys. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The exact bytes of the body. */
  readonly body: Uint8Array;
  /** The receiver's time, in milliseconds since 1970. */
  readonly nowMs: number;
  /** How far the header's time may be away, in milliseconds. */
  readonly toleranceMs: number;
  /** Whether the delivery is accepted. */
  readonly valid: boolean;
  readonly reason: MolamSignatureVerdict;
  /** What the vector is about. */
  readonly note: string;
}

/**
 * Every signature vector of the Molam wire, in file order.
 *
 * @throws The file system's error when the package was installed without its `vectors` folder.
 */
export function molamSignatureVectors(): readonly MolamSignatureVector[] {
  const file = new URL('../vectors/molam.json', import.meta.url);
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly (Omit<MolamSignatureVector, 'body'> & {
    readonly body: string;
  })[];
  return vectors.map((vector) => ({ ...vector, body: Buffer.from(vector.body, 'utf8') }));
}
