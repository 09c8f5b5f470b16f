import type { Listing, Payout } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { findPayoutOrScan, PAYOUT_LOOKUP_REFERENCE_LENGTH } from './find-payout.js';

const SHORT = 'p'.repeat(PAYOUT_LOOKUP_REFERENCE_LENGTH);
const LONG = 'p'.repeat(PAYOUT_LOOKUP_REFERENCE_LENGTH + 1);

function payout(reference: string): Payout {
  return {
    provider: 'cryptomus',
    providerId: `id of ${reference}`,
    reference,
    status: 'pending',
    final: false,
    providerStatus: 'process',
    amount: { amount: '1', currency: 'USDT' },
  };
}

/** A provider that tells what it was asked, and knows some payouts in its history. */
function provider(history: readonly Payout[]) {
  const asked: unknown[] = [];
  const listing = (): Listing<Payout> => ({
    page: async () => ({ items: history, nextCursor: undefined }),
    async *[Symbol.asyncIterator]() {
      for (const item of history) {
        asked.push(item.reference);
        yield item;
      }
    },
  });
  const find = findPayoutOrScan({
    findPayout: async (query) => {
      asked.push(query);
      return undefined;
    },
    listPayouts: (query) => {
      asked.push(query);
      return listing();
    },
  });
  return { asked, find };
}

describe('a payout', () => {
  test('with a short reference, or an id, is looked up', async () => {
    const { asked, find } = provider([payout(SHORT)]);
    await find({ reference: SHORT });
    await find({ providerId: 'x'.repeat(64) });
    expect(asked).toEqual([{ reference: SHORT }, { providerId: 'x'.repeat(64) }]);
  });

  test('with a longer reference is read from the history, no further than needed', async () => {
    const { asked, find } = provider([payout('newer'), payout(LONG), payout('older')]);
    const createdAfter = new Date('2026-01-01T00:00:00Z');
    expect(await find({ reference: LONG, createdAfter })).toEqual(payout(LONG));
    expect(asked).toEqual([{ createdFrom: createdAfter }, 'newer', LONG]);
  });

  test('that is not in the history is absent', async () => {
    expect(await provider([payout(`${LONG}x`)]).find({ reference: LONG })).toBeUndefined();
  });

  test.each([
    { reference: LONG, providerId: 'both' },
    { reference: `${LONG} with a space` },
    { reference: 'p'.repeat(101) },
    { reference: LONG, createdAfter: new Date(Number.NaN) },
    { reference: LONG, createdAfter: 'yesterday' },
    undefined,
    null,
  ])('asked for by %j is left to the look-up, which refuses that', async (query) => {
    const { asked, find } = provider([]);
    await find(query as never);
    expect(asked).toEqual([query]);
  });
});
