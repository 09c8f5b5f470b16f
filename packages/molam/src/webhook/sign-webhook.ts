import { Secret, systemClock, type WebhookRequest } from '@paymux/core';
import { signatureOf } from './signature.js';

/** A delivery to be made up. */
export interface SignMolamWebhookOptions {
  /** Text and bytes are taken as they stand, anything else is written as JSON. */
  readonly body: unknown;
  readonly secret: string | Secret;
  /** @defaultValue `1` */
  readonly kid?: string | undefined;
  /** @defaultValue the machine's clock */
  readonly signedAt?: Date | string | undefined;
}

/** Makes a delivery as the provider would, for tests of receivers. */
export function signMolamWebhook({ body, kid = '1', secret, signedAt }: SignMolamWebhookOptions): WebhookRequest {
  const bytes = toBytes(body);
  const time = String(new Date(signedAt ?? systemClock.now()).getTime());
  const signature = `t=${time},v1=${signatureOf(time, bytes, Secret.of(secret))},kid=${kid}`;
  return {
    headers: new Headers({ 'content-type': 'application/json', 'molam-signature': signature }),
    body: bytes,
  };
}

function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}
