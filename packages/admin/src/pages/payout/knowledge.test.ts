import { describe, expect, test } from 'vitest';
import { examplePayout } from '../../../test/example-payout.js';
import { knowledgeOf } from './knowledge.js';

const about = (...changes: Parameters<typeof examplePayout>) => {
  const { known, next, unknown } = knowledgeOf(examplePayout(...changes), (instant) => instant);
  const keys = (lines: typeof known): readonly string[] => lines.map(({ key }) => key);
  return { known: keys(known), unknown: keys(unknown), next: keys(next) };
};

describe('of a payout', () => {
  test('with an unknown outcome it is said that nobody knows, and that nothing is to be sent in its place', () => {
    expect(about({ state: 'unknown' })).toEqual({
      known: ['known.unknown', 'known.sentOnce', 'hold.held'],
      unknown: ['unknown.whetherProviderHasIt'],
      next: ['next.lookUp', 'next.sendNothing'],
    });
  });

  test('that waits for approval it is said that nothing was sent, and when it expires', () => {
    const approval = {
      needs: [{ approvals: 1 }],
      askedBy: ['carlos'],
      given: [],
      expiresAt: '2026-11-24T09:00:00.000Z',
    };
    expect(about({ state: 'awaiting_approval', sends: 0, hold: 'none', approval })).toEqual({
      known: ['known.awaiting_approval', 'known.neverSent', 'hold.none'],
      unknown: ['unknown.nothing'],
      next: ['next.approval', 'next.approvalExpires'],
    });
  });

  test('that needs a person the reason is what is not known', () => {
    expect(about({ state: 'needs_review', reviewReason: 'mismatch' }).unknown).toContain('review.mismatch');
  });

  test('that was paid and is not followed any more nothing is left to do', () => {
    const fee = { amount: '1', currency: 'USDT' };
    const paid = { state: 'confirmed', hold: 'posted', providerId: 'p1', transactionId: 't1', fee } as const;
    expect(about(paid)).toMatchObject({ unknown: ['unknown.nothing'], next: ['next.nothing'] });
    expect(about({ ...paid, dueAt: '2026-11-21T10:00:00.000Z' }).next).toEqual(['next.mayComeBack']);
  });
});
