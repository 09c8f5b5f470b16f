/** The length of the digest in a member `sign`. */
export const DIGEST_LENGTH = 32;

/** Whether the text can be the lower-case hex digest that both providers write. */
export function isHexDigest(text: string): boolean {
  if (text.length !== DIGEST_LENGTH) return false;
  for (let index = 0; index < DIGEST_LENGTH; index += 1) {
    const code = text.charCodeAt(index);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) return false;
  }
  return true;
}
