import type { Clock } from '../time/clock.js';
import { byteTemplate } from './byte-template.js';
import {
  decodeSignature,
  digestFunction,
  digestName,
  type HmacAlgorithm,
  keyBytes,
  type SecretEncoding,
  type SignatureEncoding,
} from './digest.js';
import { type NumberReading, parseJsonBytes } from './exact-json.js';
import {
  type DeclaredWebhookScheme,
  deduplicationKeyOf,
  type EventId,
  isSigned,
  MAX_HEADER_LENGTH,
  refused,
  type Refused,
  refuseNoDuration,
  timestampFault,
} from './signed-webhook.js';
import type { TimestampUnit } from './timestamp.js';
import type { OpenedWebhook } from './webhook-scheme.js';
import { secretsFor, secretSource, type WebhookSecrets } from './webhook-secrets.js';

/** The names of the elements of a header such as `t=1700000000,v1=5257…,kid=key-1`. */
export interface SignatureElements {
  /** Holds a signature, such as `v1`. It may occur several times, as during a rotation. */
  readonly signature: string;
  /** Holds the signed time stamp, such as `t`. */
  readonly timestamp?: string | undefined;
  /** Holds the key id. */
  readonly keyId?: string | undefined;
  /** What stands between two elements. @defaultValue `,` */
  readonly separator?: string | undefined;
}

/** Options of {@link hmacWebhook}. */
export interface HmacWebhookOptions {
  readonly secrets: WebhookSecrets;
  /** The header that holds the signature. */
  readonly header: string;
  /** The header is made of elements. Absent: it holds the signature alone. */
  readonly elements?: SignatureElements | undefined;
  /** What stands before a signature that is alone in its header, such as `sha256=`. */
  readonly prefix?: string | undefined;
  /** The header of the signed time stamp, where it has one of its own. */
  readonly timestampHeader?: string | undefined;
  /** The header of the key id, where it has one of its own. */
  readonly keyIdHeader?: string | undefined;
  /** @defaultValue `s` */
  readonly timestampUnit?: TimestampUnit | undefined;
  /** How far a signed time stamp may be off, both ways, in milliseconds. @defaultValue `300_000` */
  readonly toleranceMs?: number | undefined;
  /** The host's clock. Needed where there is a time stamp. */
  readonly clock?: Clock | undefined;
  /**
   * What is signed. Its places: `{timestamp}` and `{keyId}` as the header spells them, `{body}` byte for byte.
   *
   * @defaultValue `{timestamp}.{body}` where there is a time stamp, else `{body}`
   */
  readonly content?: string | undefined;
  /** @defaultValue `sha256` */
  readonly algorithm?: HmacAlgorithm | undefined;
  /** @defaultValue `hex`, in either case */
  readonly encoding?: SignatureEncoding | undefined;
  /** How the text of a secret becomes the key. @defaultValue `utf8` */
  readonly secretEncoding?: SecretEncoding | undefined;
  /** Absent: the deduplication key is the SHA-256 of the body, so two events of one wording would be one. */
  readonly eventId?: EventId | undefined;
  /** How numbers of the payload arrive. @defaultValue `number` */
  readonly numbers?: NumberReading | undefined;
}

/**
 * Deliveries signed with HMAC in a header. The first fault is the reason of the refusal, in this order:
 * header, its grammar, its fields, time stamp, tolerance, key id, signature, body.
 *
 * @throws {@link TypeError} There is no secret or one is misspelt, the content leaves out the body or a time
 *   stamp that is checked, or there is a time stamp and no clock.
 * @throws {@link RangeError} `toleranceMs` is no duration: no value switches the check off.
 */
export function hmacWebhook(options: HmacWebhookOptions): DeclaredWebhookScheme {
  const { algorithm = 'sha256', clock, elements, encoding = 'hex', numbers, timestampUnit = 's' } = options;
  const { secretEncoding = 'utf8', toleranceMs = 300_000 } = options;
  const isTimed = elements?.timestamp !== undefined || options.timestampHeader !== undefined;
  const isKeyed = elements?.keyId !== undefined || options.keyIdHeader !== undefined;
  const content = byteTemplate(options.content ?? (isTimed ? '{timestamp}.{body}' : '{body}'), [
    ...(isTimed ? ['timestamp'] : []),
    ...(isKeyed ? ['keyId'] : []),
    'body',
  ]);
  const source = secretSource(options.secrets);
  const digest = { hmac: algorithm, secretEncoding };
  const digestOf = digestFunction(digest);

  if (!source.byKeyId) for (const secret of source.secrets) keyBytes(secret, secretEncoding);
  if (source.byKeyId && !isKeyed) throw new TypeError('Secrets by key id need an element or a header that names it.');
  if (!content.places.has('body')) throw new TypeError('A signature that does not cover the body proves nothing.');
  if (isTimed && !content.places.has('timestamp'))
    throw new TypeError('A time stamp that is not signed proves nothing.');
  if (isTimed && clock === undefined) throw new TypeError('A scheme with a time stamp needs a clock.');
  refuseNoDuration(toleranceMs);

  return {
    name: digestName(digest),
    needsConfirmation: !isTimed,

    async open({ body, headers }): Promise<OpenedWebhook> {
      const read = readHeaders(headers, options);
      if ('ok' in read) return read;
      const { keyId = '', timestamp = '' } = read;
      const fault = clock && isTimed ? timestampFault(timestamp, timestampUnit, clock, toleranceMs) : undefined;
      if (fault !== undefined) return refused(fault);

      const secrets = await secretsFor(source, keyId);
      if (secrets === undefined) return refused('unknown_kid');
      const signatures = read.signatures.flatMap((text) => decodeSignature(text, encoding) ?? []);
      // The header's own spelling and the body's own bytes. Either written anew would be something nobody signed.
      const signed = content.fill({ body, keyId, timestamp });
      if (!isSigned(signed, signatures, secrets, digestOf)) return refused('signature_mismatch');

      const payload = parseJsonBytes(body, numbers);
      const deduplicationKey = deduplicationKeyOf(payload, options.eventId, body);
      if (payload === undefined || deduplicationKey === undefined) return refused('malformed_body');
      return { ok: true, payload, deduplicationKey, ...(isKeyed ? { keyId } : {}) };
    },
  };
}

interface SignatureFields {
  readonly signatures: readonly string[];
  readonly timestamp?: string | undefined;
  readonly keyId?: string | undefined;
}

/** More of them than any rotation needs would only cost time. */
const MAX_SIGNATURES = 8;

function readHeaders(headers: Headers, options: HmacWebhookOptions): SignatureFields | Refused {
  const { elements, encoding = 'hex', keyIdHeader, prefix = '', timestampHeader } = options;
  const header = headers.get(options.header) ?? '';
  if (header === '') return refused('missing_header');
  if (header.length > MAX_HEADER_LENGTH) return refused('malformed_header');

  const read = elements === undefined ? readBare(header, prefix, encoding) : readElements(header, elements);
  if ('ok' in read) return read;
  const timestamp = timestampHeader === undefined ? read.timestamp : (headers.get(timestampHeader) ?? '');
  const keyId = keyIdHeader === undefined ? read.keyId : (headers.get(keyIdHeader) ?? '');
  return timestamp === '' || keyId === '' ? refused('missing_header') : { ...read, timestamp, keyId };
}

function readBare(header: string, prefix: string, encoding: SignatureEncoding): SignatureFields | Refused {
  const signature = header.startsWith(prefix) ? header.slice(prefix.length) : '';
  const isWritten = signature !== '' && decodeSignature(signature, encoding) !== undefined;
  return isWritten ? { signatures: [signature] } : refused('malformed_header');
}

function readElements(
  header: string,
  { keyId, separator = ',', signature, timestamp }: SignatureElements,
): SignatureFields | Refused {
  const values = new Map<string, string[]>();
  for (const element of header.split(separator)) {
    const split = element.indexOf('=');
    if (split === -1) return refused('malformed_header');
    const name = element.slice(0, split).trim();
    values.set(name, [...(values.get(name) ?? []), element.slice(split + 1).trim()]);
  }
  const signatures = values.get(signature) ?? [];
  const single = [timestamp, keyId].flatMap((name) => (name === undefined ? [] : [values.get(name) ?? []]));
  if (signatures.length === 0 || single.some(({ length }) => length === 0)) return refused('missing_field');
  // Of two time stamps only one is signed, and nothing says which is meant.
  if (signatures.length > MAX_SIGNATURES || single.some(({ length }) => length > 1)) return refused('malformed_header');
  const one = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : values.get(name)?.[0];
  return { signatures, timestamp: one(timestamp), keyId: one(keyId) };
}
