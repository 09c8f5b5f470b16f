import { WebhookRefusedError } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { molamSignatureVectors } from '@paymux/testkit';
import { describe, expect, test } from 'vitest';
import { createMolam, verifySignature } from '../src/index.js';

const VECTORS = molamSignatureVectors();

async function verdictOf(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
    return 'ok';
  } catch (error) {
    if (error instanceof WebhookRefusedError) return error.reason;
    throw error;
  }
}

test('there are 25 vectors', () => {
  expect(VECTORS).toHaveLength(25);
});

describe('the verifier agrees with', () => {
  test.each(VECTORS)('$id: $reason', async ({ body, header, nowMs, reason, secrets, toleranceMs }) => {
    const secretFor = (kid: string) => secrets[kid];
    expect(await verdictOf(verifySignature(header, body, secretFor, { toleranceMs, now: new Date(nowMs) }))).toBe(
      reason,
    );
  });
});

describe('an account’s validator agrees with', () => {
  test.each(VECTORS)('$id: $reason', async ({ body, header, nowMs, reason, secrets, toleranceMs }) => {
    const { webhooks } = createMolam(
      { apiKey: 'sk_test_1', webhookSecrets: secrets, webhookToleranceMs: toleranceMs },
      { clock: createFakeClock(new Date(nowMs)) },
    );
    const headers = new Headers(header === '' ? {} : { 'molam-signature': header });
    // Two of the bodies are no events, which is looked at once the signature was proven.
    const isEvent = body.byteLength > 0 && 'id' in (JSON.parse(Buffer.from(body).toString()) as object);
    const expected = reason === 'ok' && !isEvent ? 'malformed_body' : reason;
    expect(await verdictOf(webhooks.validate({ headers, body }))).toBe(expected);
  });
});
