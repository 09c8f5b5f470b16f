import { randomAddress, randomUuid } from '../../control/identifiers.js';
import type { Merchant } from '../merchant.js';
import { refuseTakenOrderId } from '../object-names.js';
import { businessRefusal } from '../refusal.js';
import type { StaticWallet } from '../state.js';

/** A request for a static wallet whose fields have been checked. */
export interface WalletRequest {
  readonly currency: string;
  readonly network: string;
  readonly orderId: string;
  readonly urlCallback: string | undefined;
}

/**
 * Opens a static wallet, or answers the one that already has the `order_id`.
 *
 * @throws Refusal
 */
export function openWallet(merchant: Merchant, request: WalletRequest): StaticWallet {
  const { state } = merchant;
  if (state.forbidden.has('payments')) throw businessRefusal('You are forbidden');
  const existing = state.wallets.find(({ orderId }) => orderId === request.orderId);
  if (existing !== undefined) return existing;
  refuseTakenOrderId(merchant, request.orderId, 'wallets');
  const service = merchant.assets.service(request.currency, request.network);
  if (service === undefined) throw businessRefusal('The service was not found');

  const wallet: StaticWallet = {
    uuid: randomUuid(merchant.random),
    orderId: request.orderId,
    service,
    address: randomAddress(merchant.random, service.network),
    urlCallback: request.urlCallback,
    status: 'active',
    forceRefund: false,
    stranded: 0n,
    blockedRefundDone: false,
    createdAt: merchant.clock.now(),
  };
  state.wallets.push(wallet);
  return wallet;
}
