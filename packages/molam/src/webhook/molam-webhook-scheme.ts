import { type Clock, type OpenedWebhook, type WebhookScheme, WebhookRefusedError } from '@paymux/core';
import type { MolamSecretSource } from '../molam-options.js';
import { parseSignatureHeader } from './parse-signature-header.js';
import { verifySignature } from './verify-signature.js';

/** What a {@link molamWebhookScheme} works with. */
export interface MolamWebhookConfig {
  readonly secretFor: MolamSecretSource;
  readonly toleranceMs: number;
  readonly clock: Clock;
}

/**
 * `Molam-Signature: t=<unix ms>,v1=<hex>,kid=<key id>` over `<t>.<body>`. The event's id is what
 * tells one event from another: it is the same for every delivery, at every endpoint.
 */
export function molamWebhookScheme({ clock, secretFor, toleranceMs }: MolamWebhookConfig): WebhookScheme {
  return {
    async open({ body, headers }): Promise<OpenedWebhook> {
      const header = headers.get('molam-signature');
      try {
        await verifySignature(header, body, secretFor, { toleranceMs, now: clock.now() });
      } catch (error) {
        if (error instanceof WebhookRefusedError) return { ok: false, reason: error.reason };
        throw error;
      }
      const payload = parseUtf8Json(body);
      const deduplicationKey = eventIdOf(payload);
      if (deduplicationKey === undefined) return { ok: false, reason: 'malformed_body' };
      const signature = parseSignatureHeader(header);
      const keyId = typeof signature === 'string' ? undefined : signature.kid;
      return { ok: true, payload, deduplicationKey, keyId };
    },
  };
}

const MAX_ID_LENGTH = 255;

function eventIdOf(payload: unknown): string | undefined {
  const id = typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : undefined;
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH ? id : undefined;
}

function parseUtf8Json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
