/**
 * Signs outgoing bytes with one key and checks what came back under the same key.
 *
 * Implementations hold their key, keep nothing between calls and may be used
 * concurrently. Text is signed as its UTF-8 bytes.
 */
export interface SignatureGenerator {
  /**
   * The signature of exactly these bytes, in the spelling the wire wants.
   *
   * @param body - The bytes that will be sent, not a value to be serialised again.
   */
  sign(body: string | Uint8Array): string;

  /**
   * Whether `signature` belongs to these bytes. Compares in constant time, is
   * case-sensitive, and answers `false` for an empty or ill-shaped signature. Never throws.
   */
  verify(body: string | Uint8Array, signature: string): boolean;
}
