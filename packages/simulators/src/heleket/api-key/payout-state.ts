import type { Payout } from '../../merchant/state.js';

/** How the api-key interface calls the stages of a payout. */
export type ApiPayoutState = 'pending' | 'broadcast' | 'confirmed' | 'failed' | 'cancelled';

const STATES: Readonly<Record<string, ApiPayoutState>> = {
  process: 'pending',
  check: 'pending',
  paid: 'confirmed',
  fail: 'failed',
  system_fail: 'failed',
  cancel: 'cancelled',
};

/** The state of a payout; a status that the protocol does not document is answered as it is. */
export function apiState({ status, txid }: Payout): string {
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === 'pending' && txid !== undefined) return 'broadcast';
  return state ?? status;
}

const STATUSES: Readonly<Record<ApiPayoutState, { readonly status: string; readonly broadcast?: boolean }>> = {
  pending: { status: 'process' },
  broadcast: { status: 'process', broadcast: true },
  confirmed: { status: 'paid' },
  failed: { status: 'fail' },
  cancelled: { status: 'cancel' },
};

/** The status that stands for a state; `undefined` for a word that is no state. */
export function statusOfState(state: string): { readonly status: string; readonly broadcast?: boolean } | undefined {
  return Object.hasOwn(STATUSES, state) ? STATUSES[state as ApiPayoutState] : undefined;
}
