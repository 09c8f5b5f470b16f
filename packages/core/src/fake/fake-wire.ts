import * as z from 'zod';
import type { ProviderRefusal, Wire } from '../api/wire.js';
import type { Secret } from '../options/secret.js';
import { parseJson } from './parse-json.js';

/** Where the fake pretends to be. Nothing is ever sent there; loopback, so that webhooks may go to loopback. */
export const FAKE_BASE_URL = 'http://127.0.0.1';

const REASONS: ReadonlyMap<string, ProviderRefusal['reason']> = new Map([
  ['unauthorized', 'authentication'],
  ['not_found', 'not_found'],
  // What became of the object is then a question for a look-up, as at every provider.
  ['invalid_state', 'undecided'],
  ['idempotency_conflict', 'idempotency_conflict'],
]);

const envelopeSchema = z.union([
  z.object({ data: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

/**
 * JSON both ways, one path for each contract method, and an envelope: `{ data }` or `{ error: { code, message } }`.
 *
 * @param secrets - What must never show in a message.
 */
export function fakeWire(secrets: readonly Secret[]): Wire {
  return {
    secrets,
    encode: ({ body, idempotencyKey, method, path }) => ({
      method,
      url: `${FAKE_BASE_URL}${path}`,
      headers: {
        'content-type': 'application/json',
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(body),
    }),
    read({ body }) {
      const envelope = envelopeSchema.safeParse(parseJson(body));
      if (!envelope.success) return { kind: 'unreadable' };
      if ('data' in envelope.data) return { kind: 'payload', payload: envelope.data.data };
      const { code, message } = envelope.data.error;
      return { kind: 'refusal', refusal: { reason: REASONS.get(code), code, message } };
    },
  };
}
