import { createHash } from 'node:crypto';
import { isReference } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { heleketIdempotencyKey, heleketIdempotencyKeyOf } from './idempotency-key.js';

const PARTS = { clientId: 'client-7', asset: 'USDT' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test.each([
  ['1700000000', '1700000000'],
  [1_700_000_000, '1700000000'],
  ['2026-05-20T10:00:00Z', '2026-05-20T10:00:00Z'],
  [new Date('2026-05-20T10:00:00Z'), '2026-05-20T10:00:00.000Z'],
])('of client, asset and the time %j is their digest, every time, and a legal reference', (timestamp, text) => {
  const logger = createRecordingLogger();
  const key = heleketIdempotencyKey({ ...PARTS, timestamp }, { logger });
  expect(key).toBe(sha256(`client-7:USDT:${text}`));
  expect(heleketIdempotencyKey({ ...PARTS, timestamp })).toBe(key);
  expect(isReference(key)).toBe(true);
  expect(logger.records).toEqual([]);
});

test('without a time takes the clock’s, and warns that a repeat is another payout', () => {
  const logger = createRecordingLogger();
  const clock = createFakeClock(new Date('2026-05-20T10:00:00Z'));
  expect(heleketIdempotencyKey(PARTS, { clock, logger })).toBe(sha256('client-7:USDT:2026-05-20T10:00:00.000Z'));
  expect(logger.records).toMatchObject([{ level: 'warn', event: 'idempotency_key.from_clock' }]);
  expect(heleketIdempotencyKey(PARTS)).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  [{ clientId: '' }, 'clientId'],
  [{ clientId: 'a:b' }, 'clientId'],
  [{ clientId: 5 }, 'clientId'],
  [{ asset: '' }, 'asset'],
  [{ asset: 'USDT:1' }, 'asset'],
  [{ timestamp: '' }, 'timestamp'],
  [{ timestamp: new Date('no') }, 'timestamp'],
  [{ timestamp: Number.NaN }, 'timestamp'],
])('cannot be made of %j', (changes, path) => {
  expect(() => heleketIdempotencyKey({ ...PARTS, timestamp: 1, ...changes } as never)).toThrow(
    expect.objectContaining({ code: 'invalid_request', problems: [expect.objectContaining({ path })] }),
  );
});

test('of a business fact knows no clock', () => {
  expect(heleketIdempotencyKeyOf('plan 7/2026-05')).toBe(sha256('plan 7/2026-05'));
  expect(() => heleketIdempotencyKeyOf('')).toThrow(expect.objectContaining({ code: 'invalid_request' }));
});
