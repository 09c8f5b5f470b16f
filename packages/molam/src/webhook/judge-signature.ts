import { equalInConstantTime, Secret } from '@paymux/core';
import { checkDelivery, type SignatureContext, type SignatureVerdict } from './check-delivery.js';
import { signatureOf } from './signature.js';

/** Judges a `Molam-Signature` header over the exact bytes of a body, as {@link checkDelivery} does. */
export function judgeSignature(
  header: string | null,
  body: Uint8Array,
  context: SignatureContext,
): SignatureVerdict | Promise<SignatureVerdict> {
  return checkDelivery(header, context, ({ candidates, signedAt }, found) => {
    const expected = signatureOf(signedAt, body, Secret.isInstance(found) ? found : new Secret(textOf(found)));
    return candidates.some((candidate) => equalInConstantTime(candidate, expected));
  });
}

function textOf(secret: string | Secret): string {
  return typeof secret === 'string' ? secret : secret.reveal();
}
