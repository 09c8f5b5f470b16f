import type { Problem } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';

/** Says whether payouts may go to a client. */
export type ClientCheck = (client: string) => 'ok' | 'unknown' | 'inactive' | Promise<'ok' | 'unknown' | 'inactive'>;

/** Whom a payout is for. */
export interface PayoutReceiver {
  readonly client?: string | undefined;
  readonly walletProfileId?: string | undefined;
}

/** Why a client, or the wallet that is named, cannot be paid at this moment. */
export async function receiverProblems(
  { client, walletProfileId }: PayoutReceiver,
  { checkClient, store }: { readonly checkClient?: ClientCheck | undefined; readonly store: DurableStore },
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  if (client !== undefined && checkClient !== undefined) {
    const known = await checkClient(client);
    if (known !== 'ok')
      problems.push({ path: 'client', message: known === 'unknown' ? 'is not known' : 'is not active' });
  }
  if (walletProfileId !== undefined) {
    const profile = await store.profile(walletProfileId);
    if (profile === undefined) problems.push({ path: 'walletProfileId', message: 'is not known' });
    else if (profile.client !== client)
      problems.push({ path: 'walletProfileId', message: 'belongs to another client' });
    else if (profile.status !== 'active') problems.push({ path: 'walletProfileId', message: `is ${profile.status}` });
  }
  return problems;
}
