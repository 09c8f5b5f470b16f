import type { PayoutState } from '@paymux/orchestration';
import type { Command } from 'commander';
import type { CommandHost } from '../command.js';
import { defineRecordList } from './record-list.js';

const STATES = [
  'awaiting_approval',
  'scheduled',
  'ready',
  'submitting',
  'unknown',
  'pending',
  'broadcast',
  'confirmed',
  'failed',
  'cancelled',
  'reversed',
  'needs_review',
] as const satisfies readonly PayoutState[];

/** `paymux payout list`. */
export function definePayoutList(payout: Command, host: CommandHost): void {
  defineRecordList(payout, host, {
    plural: 'payouts',
    states: STATES,
    examples: ['paymux payout list --state needs_review unknown', 'paymux payout list --json'],
    read: (store, query) => store.listPayouts(query),
  });
}
