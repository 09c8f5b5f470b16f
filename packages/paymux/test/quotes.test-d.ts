import type { CryptomusProvider } from '@paymux/cryptomus';
import type { HeleketProvider } from '@paymux/heleket';
import type { MolamProvider } from '@paymux/molam';
import type { QuotingProvider } from '@paymux/orchestration';

declare const cryptomus: CryptomusProvider;
declare const heleket: HeleketProvider;
declare const molam: MolamProvider;

// What the adapters offer beside the contract fits the port, without a word about it in any of them.
const quoting: readonly QuotingProvider[] = [cryptomus, heleket];
void quoting;
void (heleket.payouts satisfies QuotingProvider['payouts']);

// @ts-expect-error - Molam offers no preview of a payout.
void molam.payouts?.quotePayout;
