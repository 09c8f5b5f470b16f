import { Secret } from '../options/secret.js';
import type { Clock } from '../time/clock.js';
import { byteTemplate } from './byte-template.js';
import { decodeSignature, digestFunction } from './digest.js';
import { type NumberReading, parseJsonBytes } from './exact-json.js';
import {
  type DeclaredWebhookScheme,
  isSigned,
  MAX_HEADER_LENGTH,
  refused,
  refuseNoDuration,
  timestampFault,
} from './signed-webhook.js';
import type { OpenedWebhook } from './webhook-scheme.js';

/** Options of {@link standardWebhook}. */
export interface StandardWebhookOptions {
  /** As the provider shows them: base64, with or without `whsec_` before it. Any of them may have signed. */
  readonly secrets: string | Secret | readonly (string | Secret)[];
  /** How far the time stamp may be off, both ways, in milliseconds. @defaultValue `300_000` */
  readonly toleranceMs?: number | undefined;
  /** The host's clock. */
  readonly clock: Clock;
  /** What the three headers begin with; some senders write `svix-`. @defaultValue `webhook-` */
  readonly headerPrefix?: string | undefined;
  /** How numbers of the payload arrive. @defaultValue `number` */
  readonly numbers?: NumberReading | undefined;
}

/** Neither text nor full stops of its own: the id is followed by one in what is signed. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,255}$/;
const MAX_SIGNATURES = 8;

/**
 * Deliveries as Standard Webhooks 1.0.0 signs them with a shared secret: `webhook-id`, `webhook-timestamp`
 * in seconds, and `webhook-signature`, a list of `v1,<base64>` over `<id>.<timestamp>.<body>`. Signatures of
 * other versions, such as the asymmetric `v1a`, are passed over. The deduplication key is the message's id.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @throws {@link TypeError} There is no secret, or one is not base64 of 24 to 64 bytes.
 * @throws {@link RangeError} `toleranceMs` is no duration.
 */
export function standardWebhook(options: StandardWebhookOptions): DeclaredWebhookScheme {
  const { clock, headerPrefix = 'webhook-', numbers, toleranceMs = 300_000 } = options;
  const secrets = [options.secrets].flat().map((secret) => bareSecret(Secret.of(secret)));
  if (secrets.length === 0) throw new TypeError('A webhook scheme needs at least one secret.');
  refuseNoDuration(toleranceMs);
  const digestOf = digestFunction({ hmac: 'sha256', secretEncoding: 'base64' });
  const content = byteTemplate('{id}.{timestamp}.{body}', ['id', 'timestamp', 'body']);

  return {
    name: 'standard-webhooks',
    needsConfirmation: false,

    open({ body, headers }): OpenedWebhook {
      const [id, timestamp, header] = ['id', 'timestamp', 'signature'].map((name) => headers.get(headerPrefix + name));
      if (!id || !timestamp || !header) return refused('missing_header');
      // A header that came twice is joined by a comma and a space, which no list of signatures has.
      const isJoined = header.includes(', ');
      if (!MESSAGE_ID.test(id) || isJoined || header.length > MAX_HEADER_LENGTH) return refused('malformed_header');
      const candidates = header.split(' ').filter((each) => each.startsWith('v1,'));
      if (candidates.length === 0) return refused('missing_signature');
      if (candidates.length > MAX_SIGNATURES) return refused('malformed_header');
      const fault = timestampFault(timestamp, 's', clock, toleranceMs);
      if (fault !== undefined) return refused(fault);

      const signatures = candidates.flatMap((each) => decodeSignature(each.slice('v1,'.length), 'base64') ?? []);
      if (!isSigned(content.fill({ id, timestamp, body }), signatures, secrets, digestOf)) {
        return refused('signature_mismatch');
      }
      const payload = parseJsonBytes(body, numbers);
      return payload === undefined ? refused('malformed_body') : { ok: true, payload, deduplicationKey: id };
    },
  };
}

function bareSecret(secret: Secret): Secret {
  const base64 = secret.reveal().replace(/^whsec_/, '');
  const length = decodeSignature(base64, 'base64')?.byteLength ?? 0;
  if (length < 24 || length > 64) throw new TypeError('A secret of Standard Webhooks is base64 of 24 to 64 bytes.');
  return new Secret(base64);
}
