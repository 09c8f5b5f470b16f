import { describe, expect, test } from 'vitest';
import type { Permission } from '../../api/types.js';
import { decisionsOn } from './decisions.js';
import { examplePayout } from '../../../test/example-payout.js';

const ALL: readonly Permission[] = ['read', 'payouts:write', 'payouts:approve'];
const as = (id: string, permissions = ALL) => ({ person: { id }, permissions });
const waiting = examplePayout({ state: 'awaiting_approval', sends: 0 });

describe('a payout that waits for approval', () => {
  test('can be approved by somebody else', () => {
    expect(decisionsOn(waiting, as('beatriz'))[0]).toEqual({ name: 'approve', refusal: undefined });
  });

  test('cannot be approved by who asked for it, who reads why', () => {
    expect(decisionsOn(waiting, as('carlos'))[0]).toEqual({ name: 'approve', refusal: 'refusal.own_payout' });
  });

  test('cannot be approved twice by the same person', () => {
    const given = [{ actor: 'beatriz', roles: [], revision: 1, fingerprint: '', at: '2026-11-21T09:00:00.000Z' }];
    const payout = { ...waiting, approval: { needs: [{ approvals: 2 }], askedBy: ['carlos'], given } };
    expect(decisionsOn(payout, as('beatriz'))[0]?.refusal).toBe('refusal.approved_already');
  });

  test('cannot be approved without the permission', () => {
    expect(decisionsOn(waiting, as('beatriz', ['read', 'payouts:write']))[0]?.refusal).toBe('refusal.permission');
  });
});

test.each([
  ['pending', ['cancel', 'check']],
  ['unknown', ['check']],
  ['needs_review', ['check', 'settle']],
  ['failed', ['retry']],
  ['confirmed', []],
] as const)('a payout that is %s offers %j', (state, names) => {
  expect(decisionsOn(examplePayout({ state }), as('beatriz')).map(({ name }) => name)).toEqual(names);
});

test('what was withdrawn before it was sent is not tried again, what the provider cancelled is', () => {
  expect(decisionsOn(examplePayout({ state: 'cancelled', sends: 0 }), as('beatriz'))).toEqual([]);
  const cancelled = examplePayout({ state: 'cancelled', providerStatus: 'cancel' });
  expect(decisionsOn(cancelled, as('beatriz')).map(({ name }) => name)).toEqual(['retry']);
});
