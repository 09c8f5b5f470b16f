import type { HttpResponse, ProviderRefusal, Secret, Wire, WireAnswer, WireCall, WireRequest } from '@paymux/core';
import { Md5BodySignatureGenerator } from './md5-body-signature-generator.js';

/** Texts of a refusal that the provider's documents leave open, and that an account may therefore set. */
export interface RefusalTexts {
  /** Messages that say neither yes nor no: the outcome stays unknown. */
  readonly undecided: readonly string[];
  /** Messages that say that there is no such object. */
  readonly notFound: readonly string[];
}

/** The texts known from the wire contract. A full stop, a trailing `, #1` and case make no difference. */
export const MERCHANT_SIGN_REFUSAL_TEXTS: RefusalTexts = {
  undecided: ['Server error', 'Gateway error', 'Refund is in process', 'You can withdraw only once'],
  notFound: [
    'Payment was not found',
    'Payment not found',
    'Payout was not found',
    'Payout not found',
    'Recurrence was not found',
    'Recurrence not found',
    'Not found',
  ],
};

/** What a {@link merchantSignWire} needs to know. */
export interface MerchantSignWireConfig {
  /** With or without `/v1` at its end: paths carry their version. */
  readonly baseUrl: string;
  /** Sent as the `merchant` header. */
  readonly merchantId: string;
  /** Signs every call on this wire. Absent for the public calls, which carry no signature. */
  readonly key?: Secret | undefined;
  /** The account's other credentials: they do not travel here, and must not show either. */
  readonly otherSecrets?: readonly Secret[] | undefined;
  readonly texts?: RefusalTexts | undefined;
}

/**
 * The wire of Heleket and Cryptomus: JSON over POST, `sign` = MD5(base64(body) + key),
 * answers in a `state`/`result` envelope.
 *
 * @see docs/providers/cryptomus.md
 * @see docs/decisions/2026-11-21-bytes-made-once.md
 */
export function merchantSignWire(config: MerchantSignWireConfig): Wire {
  const { key, merchantId, otherSecrets = [], texts = MERCHANT_SIGN_REFUSAL_TEXTS } = config;
  const baseUrl = config.baseUrl.replace(/\/(v1\/?)?$/, '');
  const signer = key === undefined ? undefined : new Md5BodySignatureGenerator(key);

  return {
    secrets: key === undefined ? otherSecrets : [key, ...otherSecrets],

    encode({ body, method, path, query }: WireCall): WireRequest {
      const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
      const url = `${baseUrl}${path}${search}`;
      if (signer === undefined) return { method, url, headers: { accept: 'application/json' } };
      const text = JSON.stringify(body ?? {});
      // Written out: an object that is spread and added to is read ten times as slowly, by every layer below.
      const headers = {
        accept: 'application/json',
        'content-type': 'application/json',
        merchant: merchantId,
        sign: signer.sign(text),
      };
      return { method, url, headers, body: text };
    },

    read: (response) => readEnvelope(response, texts),
  };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

interface Envelope {
  readonly state?: unknown;
  readonly result?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
}

function readEnvelope({ body, status }: HttpResponse, texts: RefusalTexts): WireAnswer {
  const envelope = parseObject(body);
  if (envelope === undefined) return { kind: 'unreadable' };
  if (envelope.state === 0) {
    return 'result' in envelope ? { kind: 'payload', payload: envelope.result } : { kind: 'unreadable' };
  }
  const message = typeof envelope.message === 'string' && envelope.message !== '' ? envelope.message : undefined;
  // Signature and merchant errors come without `state`, and so may a request that is turned away
  // unread. With any other status a bare `message` may be a proxy's, so it proves nothing.
  if (status === 401 && message !== undefined) {
    return { kind: 'refusal', refusal: { reason: 'authentication', message } };
  }
  if ((status === 429 || status === 425) && message !== undefined) return { kind: 'refusal', refusal: { message } };
  if (typeof envelope.state !== 'number') return { kind: 'unreadable' };
  const fields = readFields(envelope.errors);
  return { kind: 'refusal', refusal: { reason: reasonOf(message, fields, texts), message, fields } };
}

function reasonOf(
  message: string | undefined,
  fields: ProviderRefusal['fields'],
  texts: RefusalTexts,
): ProviderRefusal['reason'] {
  if (saysReferenceUsed(message, fields?.['order_id'] ?? [])) return 'reference_used';
  if (message === undefined) return undefined;
  const said = plain(message);
  if (texts.undecided.some((text) => said === plain(text))) return 'undecided';
  if (texts.notFound.some((text) => said === plain(text))) return 'not_found';
  return undefined;
}

/** How the provider words a reference that was used before is not documented, so several wordings count. */
function saysReferenceUsed(message: string | undefined, rules: readonly string[]): boolean {
  const used = ['unique', 'already', 'duplicate', 'taken', 'been used'];
  const hints = (text: string): boolean => used.some((word) => text.toLowerCase().includes(word));
  if (rules.some(hints)) return true;
  const said = message?.toLowerCase() ?? '';
  return (said.includes('order_id') || said.includes('order id') || said.includes('orderid')) && hints(said);
}

function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/, #\d{1,4}$/, '')
    .replace(/\.$/, '');
}

function readFields(errors: unknown): ProviderRefusal['fields'] {
  if (typeof errors !== 'object' || errors === null) return undefined;
  const fields = Object.entries(errors).map(([field, rules]): [string, readonly string[]] => [
    field,
    (Array.isArray(rules) ? rules : [rules]).filter((rule): rule is string => typeof rule === 'string'),
  ]);
  return Object.fromEntries(fields.slice(0, 20));
}

function parseObject(body: Uint8Array): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
