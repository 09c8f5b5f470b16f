import { types } from 'node:util';
import { openSignedBody } from './open-signed-body.js';

/**
 * Whether a webhook body carries the right signature in its member `sign`.
 *
 * Follows the rules of {@link openSignedBody}, with one key whatever the type and nesting as
 * deep as PHP's. Never throws, and takes time linear in the length of the body. Answers `false`
 * for an empty key, which anyone could sign with.
 *
 * @param body - The bytes as received, not a value parsed and serialised again.
 * @param key - The payment key for payments and wallets, the payout key for payouts.
 */
export function verifySignedBody(body: Uint8Array, key: string): boolean {
  return types.isUint8Array(body) && typeof key === 'string' && openSignedBody(body, () => [key]).ok;
}
