import {
  hexDigest,
  HmacSha256SignatureGenerator,
  type OpenedWebhook,
  parseJsonBytes,
  type Secret,
  type WebhookScheme,
} from '@paymux/core';
import type { PaymentKey, PayoutKey } from '../merchant-keys.js';
import { isUnambiguous } from '../is-unambiguous.js';
import { openSignedBody } from '../open-signed-body.js';
import { viewBytes } from '../view-bytes.js';

/** Deeper than any genuine payload. */
const MAX_DEPTH = 32;
const HMAC_HEX = /^[0-9a-f]{64}$/;

/** The settings that decide how an account's webhooks are verified. */
export interface MerchantSignWebhookSettings {
  readonly webhookSignature: 'body-md5' | 'hmac-sha256';
  readonly webhookSignatureHeader?: string | undefined;
  readonly webhookSecret?: Secret | undefined;
  readonly paymentApiKey?: PaymentKey | undefined;
  readonly payoutApiKey?: PayoutKey | undefined;
  readonly retiringPaymentApiKeys: readonly PaymentKey[];
  readonly retiringPayoutApiKeys: readonly PayoutKey[];
  /** See `strictWebhooks` of the account's options. */
  readonly strictWebhooks: boolean;
  /** See {@link HmacWebhookSettings.prefix}. */
  readonly webhookSignaturePrefix?: string | undefined;
}

/** How deliveries with an HMAC in a header are verified. */
export interface HmacWebhookSettings {
  readonly secret: Secret;
  /** The header of the signature: 64 lower-case hexadecimal digits. */
  readonly header: string;
  /** What may stand before the digits, such as `sha256=`. */
  readonly prefix?: string | undefined;
  /** See `strictWebhooks` of the account's options. */
  readonly strict?: boolean | undefined;
}

/**
 * The one scheme an account accepts.
 *
 * @see docs/decisions/2026-11-21-two-dialects.md
 */
export function merchantSignWebhookScheme(settings: MerchantSignWebhookSettings): WebhookScheme {
  const { webhookSecret, webhookSignature, webhookSignatureHeader } = settings;
  if (webhookSignature === 'body-md5') return bodyMd5Scheme(settings);
  if (webhookSecret === undefined || webhookSignatureHeader === undefined) {
    throw new TypeError('hmac-sha256 webhooks need a secret and the name of a header.');
  }
  return hmacSha256WebhookScheme({
    secret: webhookSecret,
    header: webhookSignatureHeader,
    prefix: settings.webhookSignaturePrefix,
    strict: settings.strictWebhooks,
  });
}

/** `sign` inside the body. The key follows from the event's type: payouts have their own. */
function bodyMd5Scheme(settings: MerchantSignWebhookSettings): WebhookScheme {
  const present = <Key>(key: Key | undefined): readonly Key[] => (key === undefined ? [] : [key]);
  const paymentKeys: readonly PaymentKey[] = [...present(settings.paymentApiKey), ...settings.retiringPaymentApiKeys];
  const payoutKeys: readonly PayoutKey[] = [...present(settings.payoutApiKey), ...settings.retiringPayoutApiKeys];
  const keys = new Map<unknown, readonly Secret[]>([
    ['payment', paymentKeys],
    ['wallet', paymentKeys],
    ['payout', payoutKeys],
  ]);
  const keysFor = (type: unknown): readonly Secret[] | undefined => keys.get(type);

  return {
    open({ body }): OpenedWebhook {
      const opened = openSignedBody(body, keysFor, { maxDepth: MAX_DEPTH, strict: settings.strictWebhooks });
      if (!opened.ok) return opened;
      const { payload, recipe } = opened;
      return { ok: true, payload, deduplicationKey: opened.deduplicationKey, form: recipe };
    },
  };
}

/** HMAC-SHA256 over the raw body, in a header of its own. */
export function hmacSha256WebhookScheme({
  header,
  prefix = '',
  secret,
  strict = false,
}: HmacWebhookSettings): WebhookScheme {
  const generator = new HmacSha256SignatureGenerator(secret);
  return {
    open({ body, headers }): OpenedWebhook {
      const value = headers.get(header);
      if (value === null || value === '') return { ok: false, reason: 'missing_header' };
      const signature = value.startsWith(prefix) ? value.slice(prefix.length) : value;
      if (!HMAC_HEX.test(signature)) return { ok: false, reason: 'malformed_header' };
      if (!generator.verify(body, signature)) return { ok: false, reason: 'signature_mismatch' };
      const payload = parseJsonBytes(body);
      const isReadable =
        payload !== undefined && (!strict || isUnambiguous(viewBytes(body).toString('latin1'), payload, MAX_DEPTH));
      if (!isReadable) return { ok: false, reason: 'malformed_body' };
      return { ok: true, payload, deduplicationKey: hexDigest('sha256', body) };
    },
  };
}
