import { createHmac } from 'node:crypto';
import type { SecretVersion } from '../state.js';

/**
 * How a webhook is signed.
 *
 * - `standard`: `Molam-Signature: t=<ms>,v1=<hex>,kid=<kid>` over `<t>.<body>`.
 * - `dual`: the same with a second `v1` by the version before, if one is still valid.
 * - `body-only`: `X-Molam-Signature: <hex>` over the body; no protection against replays.
 * - `sha256-prefix`: `Molam-Signature: sha256=<hex>` over the body.
 * - `timestamp-header`: `X-Molam-Signature: v1=<hex>` over `<t>.<body>` with the time it
 *   was queued, and `X-Molam-Timestamp` with the time it is sent.
 * - `none`: no signature.
 *
 * A receiver that follows the contract takes the first two and refuses the others.
 */
export type WebhookSigning = 'standard' | 'dual' | 'body-only' | 'sha256-prefix' | 'timestamp-header' | 'none';

/** Every way to sign. */
export const WEBHOOK_SIGNINGS: readonly WebhookSigning[] = [
  'standard',
  'dual',
  'body-only',
  'sha256-prefix',
  'timestamp-header',
  'none',
];

/** What is signed, when, and with which secrets. */
export interface Signable {
  readonly body: string;
  /** Type of the event. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** The versions that are valid, the one that signs last. */
  readonly versions: readonly Pick<SecretVersion, 'kid' | 'secret'>[];
}

/** HMAC-SHA256 in lower-case hex; the key is the secret's UTF-8 text as it stands. */
function hmacHex(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** The headers that sign a webhook. None when there is no secret. */
export function signatureHeaders(signing: WebhookSigning, signable: Signable): Readonly<Record<string, string>> {
  const { body, type, queuedAt, sentAt, versions } = signable;
  const current = versions.at(-1);
  if (current === undefined) return {};
  switch (signing) {
    case 'standard':
    case 'dual': {
      const signers = signing === 'dual' ? versions.slice(-2) : [current];
      const digests = signers.map(({ secret }) => `v1=${hmacHex(secret, `${sentAt}.${body}`)}`);
      return { 'molam-signature': `t=${sentAt},${digests.join(',')},kid=${current.kid}` };
    }
    case 'body-only':
      return {
        'x-molam-signature': hmacHex(current.secret, body),
        'x-molam-event': type,
        'x-molam-event-type': type,
      };
    case 'sha256-prefix':
      return { 'molam-signature': `sha256=${hmacHex(current.secret, body)}` };
    case 'timestamp-header':
      return {
        'x-molam-signature': `v1=${hmacHex(current.secret, `${queuedAt}.${body}`)}`,
        'x-molam-timestamp': String(sentAt),
      };
    case 'none':
      return {};
  }
}
