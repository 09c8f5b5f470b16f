/** What a key id looks like, as a clause for problems. */
export const KID_RULE = 'must be 1 to 64 letters, digits, ".", "_" or "-"';

/** Whether a text can name a version of a webhook secret. Anything else is not even looked for. */
export function isKid(kid: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(kid);
}
