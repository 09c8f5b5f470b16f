import { createHmac } from 'node:crypto';
import { Secret, WebhookRefusedError } from '@paymux/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifySignature } from '../src/index.js';
import { checkSignature } from '../src/verify.js';

const SECRET = 'whsec_9d41c7';
const NOW = new Date('2026-01-01T00:00:00.000Z');
const BODY = Buffer.from('{"id":"evt_1","type":"payment_intent.succeeded","data":{"id":"pi_1"}}');
const DIGEST = createHmac('sha256', SECRET).update(`${NOW.getTime()}.`).update(BODY).digest('hex');
const GENUINE = `t=${NOW.getTime()},v1=${DIGEST},kid=1`;

const secretFor = (kid: string): string | undefined => (kid === '1' ? SECRET : undefined);

async function verdictOfMain(header: string, body: Uint8Array): Promise<string> {
  try {
    await verifySignature(header, body, secretFor, { now: NOW });
    return 'ok';
  } catch (error) {
    if (error instanceof WebhookRefusedError) return error.reason;
    throw error;
  }
}

describe('a check without Node.js', () => {
  test('accepts a genuine delivery, says which key signed it, and takes secrets that do not print', async () => {
    const accepted = { ok: true, kid: '1' };

    expect(await checkSignature(GENUINE, BODY, secretFor, { now: NOW })).toEqual(accepted);
    expect(await checkSignature(GENUINE, BODY, () => new Secret(SECRET), { now: NOW })).toEqual(accepted);
  });

  test('refuses every change of one bit in the body', async () => {
    for (let bit = 0; bit < BODY.length * 8; bit += 7) {
      const altered = Buffer.from(BODY);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const checked = await checkSignature(GENUINE, altered, secretFor, { now: NOW });
      expect(checked).toEqual({ ok: false, reason: 'signature_mismatch' });
    }
  });

  test('gives the main entry’s verdict on whatever header comes', async () => {
    const element = fc.oneof(
      fc.constantFrom(`t=${NOW.getTime()}`, `v1=${DIGEST}`, `v1=${DIGEST.toUpperCase()}`, `v1=0${DIGEST}`, 'kid=1'),
      fc.constantFrom('kid=2', 't=0', 'v1=', 't', '', ' kid = 1'),
      fc.string({ maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 5 }), async (elements) => {
        const header = elements.join(',');
        const checked = await checkSignature(header, BODY, secretFor, { now: NOW });
        expect(checked.ok ? 'ok' : checked.reason).toBe(await verdictOfMain(header, BODY));
      }),
      { numRuns: 500 },
    );
  });

  test('cannot be told to leave the time unchecked, and passes on that a vault cannot be reached', async () => {
    const unreachable = new Error('the vault is sealed');

    await expect(checkSignature(GENUINE, BODY, secretFor, { now: NOW, toleranceMs: Number.NaN })).rejects.toThrow(
      RangeError,
    );
    await expect(checkSignature(GENUINE, BODY, () => Promise.reject(unreachable), { now: NOW })).rejects.toBe(
      unreachable,
    );
  });
});
