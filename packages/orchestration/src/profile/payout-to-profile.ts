import { InvalidRequestError, type Money } from '@paymux/core';
import type { PayoutRequest } from '../payout/payout-service.js';
import type { WalletProfile } from './wallet-profile.js';

/** What a payout has besides its amount and where it goes. */
export type PayoutToProfile = Omit<PayoutRequest, 'amount' | 'client' | 'destination' | 'network' | 'memo'>;

/**
 * A payout to a client's wallet.
 *
 * @throws {@link InvalidRequestError} The amount is of another asset than the wallet's.
 */
export function payoutToProfile(profile: WalletProfile, amount: Money, rest: PayoutToProfile): PayoutRequest {
  if (amount.currency.toUpperCase() !== profile.currency) {
    throw new InvalidRequestError([{ path: 'amount.currency', message: 'must be the currency of the wallet profile' }]);
  }
  const { client, destination, id: walletProfileId, memo, network } = profile;
  return { ...rest, amount, client, walletProfileId, destination, network, memo };
}
