import type { Destination } from '../../api/types.js';

/** Where a payout goes, as people compare it: the address, or bank and account. */
export function destinationText(destination: Destination): string {
  return destination.type === 'crypto_address'
    ? destination.address
    : `${destination.bankCode} ${destination.accountNumber} ${destination.holder}`;
}
