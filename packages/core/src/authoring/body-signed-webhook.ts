import type { BodySignature } from './authentication.js';
import { decodeSignature, digestFunction, digestName } from './digest.js';
import { decodeUtf8, isExactObject, type NumberReading, parseJsonBytes, readExactJson } from './exact-json.js';
import { type DeclaredWebhookScheme, deduplicationKeyOf, type EventId, isSigned, refused } from './signed-webhook.js';
import type { OpenedWebhook } from './webhook-scheme.js';
import { secretSource, type WebhookSecrets } from './webhook-secrets.js';

/** Options of {@link bodySignedWebhook}. */
export interface BodySignedWebhookOptions extends BodySignature {
  /** One, or several of which any may have signed. */
  readonly secrets: Exclude<WebhookSecrets, ReadonlyMap<string, unknown> | ((keyId: string) => unknown)>;
  /** Absent: the deduplication key is the SHA-256 of the text that was signed. */
  readonly eventId?: EventId | undefined;
  /** How numbers of the payload arrive. @defaultValue `number` */
  readonly numbers?: NumberReading | undefined;
}

/**
 * Deliveries with a signature inside their JSON body, over a text made of the other members. Without a
 * signed time stamp an old delivery looks like a new one, so the events need confirmation.
 *
 * The order of refusals: body, signature missing, signature ill-shaped, mismatch. A body that names a member
 * twice is refused as `malformed_body`, wherever it does: what was verified has one meaning only.
 *
 * @throws {@link TypeError} There is no secret, or the recipe of the digest leaves it out.
 */
export function bodySignedWebhook(options: BodySignedWebhookOptions): DeclaredWebhookScheme {
  const { digest, encoding = 'hex', eventId, form, member, numbers } = options;
  const source = secretSource(options.secrets);
  if (source.byKeyId) throw new TypeError('A signature inside a body names no key.');
  const digestOf = digestFunction(digest);
  // What a secret cannot sign, it cannot verify: said here, and not by the first delivery.
  for (const secret of source.secrets) digestOf(Buffer.alloc(0), secret);

  return {
    name: `body-${digestName(digest)}`,
    needsConfirmation: true,

    open({ body }): OpenedWebhook {
      const members = readExactJson(decodeUtf8(body) ?? '');
      if (!isExactObject(members)) return refused('malformed_body');
      const signature = members.get(member);
      if (signature === undefined) return refused('missing_signature');
      const bytes = typeof signature === 'string' ? decodeSignature(signature, encoding) : undefined;
      if (bytes === undefined || bytes.byteLength === 0) return refused('malformed_signature');

      const content = Buffer.from(form(new Map([...members].filter(([name]) => name !== member))));
      if (!isSigned(content, [bytes], source.secrets, digestOf)) return refused('signature_mismatch');
      const payload = parseJsonBytes(body, numbers);
      const deduplicationKey = deduplicationKeyOf(payload, eventId, content);
      return deduplicationKey === undefined ? refused('malformed_body') : { ok: true, payload, deduplicationKey };
    },
  };
}
