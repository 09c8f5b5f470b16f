import { type Clock, type OpenedWebhook, parseJsonBytes, type WebhookScheme } from '@paymux/core';
import type { MolamSecretSource } from '../molam-options.js';
import type { SignatureVerdict } from './check-delivery.js';
import { judgeSignature } from './judge-signature.js';

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
    open({ body, headers }): OpenedWebhook | Promise<OpenedWebhook> {
      const verdict = judgeSignature(headers.get('molam-signature'), body, {
        secretFor,
        toleranceMs,
        now: clock.now(),
      });
      return 'ok' in verdict ? openVerified(verdict, body) : verdict.then((awaited) => openVerified(awaited, body));
    },
  };
}

function openVerified(verdict: SignatureVerdict, body: Uint8Array): OpenedWebhook {
  if (!verdict.ok) return verdict;
  const payload = parseJsonBytes(body);
  const deduplicationKey = eventIdOf(payload);
  if (deduplicationKey === undefined) return { ok: false, reason: 'malformed_body' };
  return { ok: true, payload, deduplicationKey, keyId: verdict.kid };
}

const MAX_ID_LENGTH = 255;

function eventIdOf(payload: unknown): string | undefined {
  const id = typeof payload === 'object' && payload !== null && 'id' in payload ? payload.id : undefined;
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH ? id : undefined;
}
