import type { HttpResponse, ProviderRefusal, Wire, WireAnswer, WireCall, WireRequest } from '@paymux/core';
import type { HeleketApiKeySettings } from './api-key-options.js';

/**
 * The wire of the dialect `api-key`: bare JSON objects, the key itself in a header, and the
 * caller's reference in `X-Idempotency-Key`.
 *
 * @see docs/providers/heleket.md#the-dialect-api-key
 */
export function apiKeyWire(settings: HeleketApiKeySettings): Wire {
  const { amountFormat, apiKey, merchantId, webhookSecret } = settings;
  const baseUrl = settings.baseUrl.replace(/(?:\/api)?(?:\/v1)?\/?$/, '');

  return {
    secrets: webhookSecret === undefined ? [apiKey] : [apiKey, webhookSecret],

    encode({ body, idempotencyKey, method, path }: WireCall): WireRequest {
      const headers = {
        accept: 'application/json',
        'x-merchant-id': merchantId,
        'x-api-key': apiKey.reveal(),
        ...(idempotencyKey !== undefined && { 'x-idempotency-key': idempotencyKey }),
      };
      const url = `${baseUrl}${path}`;
      if (method === 'GET') return { method, url, headers };
      return {
        method,
        url,
        headers: { ...headers, 'content-type': 'application/json' },
        body: writeBody({ merchant_id: merchantId, ...(body as object | undefined) }, amountFormat),
      };
    },

    read: readAnswer,
  };
}

/** The body as JSON, its amount digit by digit: no binary float stands between text and wire. */
function writeBody(body: object, amountFormat: 'number' | 'text'): string {
  const members = Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => {
      const asDigits = name === 'amount' && amountFormat === 'number' && typeof value === 'string';
      return `${JSON.stringify(name)}:${asDigits ? value : JSON.stringify(value)}`;
    });
  return `{${members.join(',')}}`;
}

function readAnswer({ body, status }: HttpResponse): WireAnswer {
  const answer = parseObject(body);
  if (answer === undefined) return { kind: 'unreadable' };
  if (status === 200 || status === 201) return { kind: 'payload', payload: answer };
  const message = [answer['message'], answer['error']].find(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  if (status < 400 || message === undefined) return { kind: 'unreadable' };
  return { kind: 'refusal', refusal: { reason: reasonOf(status, message), message } };
}

function reasonOf(status: number, message: string): ProviderRefusal['reason'] {
  switch (status) {
    case 401:
      return 'authentication';
    case 404:
      return 'not_found';
    case 409:
      // Any other conflict is about the state of a payout, which only a look-up tells.
      return /idempotenc/i.test(message) ? 'idempotency_conflict' : 'undecided';
    default:
      return undefined;
  }
}

function parseObject(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
