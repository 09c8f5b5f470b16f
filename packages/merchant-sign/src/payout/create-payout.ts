import {
  compareDecimals,
  type CreatePayoutRequest,
  isCurrencyCode,
  isFiatCurrency,
  operation,
  type PayoutDestination,
  type Problem,
} from '@paymux/core';
import { checkAddress } from '../address/check-address.js';
import {
  amountProblems,
  currencyProblems,
  lengthProblems,
  sameCode,
  unknownNameProblems,
  wordProblems,
} from '../request-limits.js';
import { toPayout } from './payout-mapping.js';
import { payoutSchema, type WirePayout } from './payout-schema.js';
import { isSameAddress } from './same-address.js';

/** What this protocol alone lets one say when a payout is opened. */
export interface MerchantSignPayoutOptions {
  /** The crypto currency to send when `amount` is in a fiat currency. */
  readonly toCurrency?: string | undefined;
  /** Where the exchange rate comes from; only with a fiat amount. */
  readonly rateSource?: 'Binance' | 'BinanceP2p' | 'Exmo' | 'Kucoin' | undefined;
  /** The balance to convert from. */
  readonly fromCurrency?: 'USDT' | undefined;
  /** How quickly the network should take it: BTC, ETH, POLYGON and BSC only. */
  readonly priority?: 'recommended' | 'economy' | 'high' | 'highest' | undefined;
}

const OPTION_NAMES = [
  'toCurrency',
  'rateSource',
  'fromCurrency',
  'priority',
] satisfies readonly (keyof MerchantSignPayoutOptions)[];
const PRIORITY_NETWORKS = ['btc', 'eth', 'polygon', 'bsc'];
/** The coins that live on one network only, so that it may be left out. */
const SINGLE_NETWORK_COINS: Readonly<Record<string, string>> = {
  BTC: 'btc',
  LTC: 'ltc',
  DASH: 'dash',
  DOGE: 'doge',
  BCH: 'bch',
  XMR: 'xmr',
  TRX: 'tron',
  SOL: 'sol',
  TON: 'ton',
  AVAX: 'avalanche',
  BNB: 'bsc',
};

/** What a payout costs and how it is sent: the part of a request that a preview of its fee needs as well. */
export type PayoutTerms = Pick<
  CreatePayoutRequest,
  'amount' | 'network' | 'destination' | 'feeFrom' | 'providerOptions'
>;

/** How a brand opens payouts: its name, and where its own options stand. */
export interface PayoutBrand {
  readonly provider: string;
  optionsOf(request: Pick<PayoutTerms, 'providerOptions'>): MerchantSignPayoutOptions | undefined;
}

/** `POST /v1/payout`. A known `order_id` answers with the payout it already has. */
export function createPayout(brand: PayoutBrand) {
  return operation({
    path: '/v1/payout',
    effect: 'write',
    check: (request: CreatePayoutRequest) => payoutProblems(request, brand),
    build: (request: CreatePayoutRequest) => {
      const { amount, currency, ...terms } = payoutTerms(request, brand);
      return {
        amount,
        currency,
        order_id: request.reference,
        ...terms,
        url_callback: request.webhookUrl,
        from_currency: brand.optionsOf(request)?.fromCurrency,
        memo: request.memo,
      };
    },
    answer: payoutSchema,
    parse: (payout, { reference }) => toPayout(brand.provider, payout, reference),
    fits: (payout, request) => (payout.order_id ?? request.reference) === request.reference,
    differs: (payout, request) => differences(payout, request, brand.optionsOf(request)?.toCurrency),
  });
}

/** The wire's fields for what a payout costs and how it is sent. */
export function payoutTerms(request: PayoutTerms, brand: PayoutBrand) {
  const options = brand.optionsOf(request);
  return {
    amount: request.amount.amount,
    currency: request.amount.currency.toUpperCase(),
    address: addressOf(request.destination),
    is_subtract: request.feeFrom === 'balance',
    network: request.network?.toLowerCase(),
    to_currency: options?.toCurrency?.toUpperCase(),
    course_source: options?.rateSource,
    priority: options?.priority,
  };
}

/** The address of a destination this protocol can pay to; empty for any other. */
export function addressOf(destination: PayoutDestination | undefined): string {
  return destination?.type === 'crypto_address' ? destination.address : '';
}

/** What keeps a destination from being a crypto address on its network. */
export function destinationProblems(
  destination: PayoutDestination | undefined,
  network: string | undefined,
  provider: string,
): readonly Problem[] {
  if (destination?.type !== 'crypto_address') {
    return [{ path: 'destination', message: `must be a crypto address: ${provider} pays to nothing else` }];
  }
  const problem = checkAddress(network ?? '', destination.address);
  return problem === undefined ? [] : [{ path: 'destination.address', message: problem }];
}

/** Asks who bears the fee, because the sources disagree about the wire's flag and a wrong guess costs money. */
export function feeProblems(feeFrom: 'balance' | 'amount' | undefined): readonly Problem[] {
  return feeFrom === undefined
    ? [
        {
          path: 'feeFrom',
          message: 'is missing: say "balance" (the receiver gets all) or "amount" (the receiver gets the rest)',
        },
      ]
    : [];
}

function payoutProblems(request: CreatePayoutRequest, brand: PayoutBrand): readonly Problem[] {
  const { memo, webhookUrl } = request;
  return [
    ...payoutTermProblems(request, brand),
    ...lengthProblems(memo, 'memo', { max: 30 }),
    ...lengthProblems(webhookUrl, 'webhookUrl', { min: 6, max: 255 }),
    ...(memo !== undefined && networkOf(request, brand) !== 'ton'
      ? [{ path: 'memo', message: 'is only possible on the network ton' }]
      : []),
  ];
}

/** What keeps a payout from being sent on these terms, whose fields have the right shape. */
export function payoutTermProblems(request: PayoutTerms, brand: PayoutBrand): readonly Problem[] {
  const options = brand.optionsOf(request);
  const at = (name: string): string => `providerOptions.${brand.provider}.${name}`;
  const fiat = isFiatCurrency(request.amount.currency);
  const asset = payoutAssetOf(request, options);
  const network = networkOf(request, brand);
  const problems: Problem[] = [
    ...amountProblems(request.amount),
    ...feeProblems(request.feeFrom),
    ...destinationProblems(request.destination, network, brand.provider),
    ...unknownNameProblems(options, `providerOptions.${brand.provider}`, OPTION_NAMES),
    ...currencyProblems(options?.toCurrency, at('toCurrency')),
    ...wordProblems(options?.rateSource, at('rateSource'), ['Binance', 'BinanceP2p', 'Exmo', 'Kucoin']),
    ...wordProblems(options?.fromCurrency, at('fromCurrency'), ['USDT']),
    ...wordProblems(options?.priority, at('priority'), ['recommended', 'economy', 'high', 'highest']),
  ];
  const refuse = (path: string, message: string): void => void problems.push({ path, message });
  if (asset !== undefined && network === undefined) refuse('network', `is missing: ${asset} lives on several networks`);
  if (fiat && options?.toCurrency === undefined) {
    refuse(at('toCurrency'), 'is missing: a fiat amount needs the crypto currency to send');
  }
  // Beside a crypto amount its effect is not documented, and the address is checked for what is really sent.
  if (!fiat && options?.toCurrency !== undefined) refuse(at('toCurrency'), 'is only possible with a fiat amount');
  if (!fiat && options?.rateSource !== undefined) refuse(at('rateSource'), 'is only possible with a fiat amount');
  if (options?.priority !== undefined && !PRIORITY_NETWORKS.includes(network ?? '')) {
    refuse(at('priority'), `is only possible on ${PRIORITY_NETWORKS.join(', ')}`);
  }
  return problems;
}

/** The network money is sent on, where it is named or there is only one. */
function networkOf(request: PayoutTerms, brand: PayoutBrand): string | undefined {
  const asset = payoutAssetOf(request, brand.optionsOf(request));
  return (request.network ?? SINGLE_NETWORK_COINS[asset ?? ''])?.toLowerCase();
}

/** What is sent: the asset of the amount, or what a fiat amount is converted to. */
export function payoutAssetOf(
  { amount }: Pick<PayoutTerms, 'amount'>,
  options: MerchantSignPayoutOptions | undefined,
): string | undefined {
  const asset = isFiatCurrency(amount.currency) ? options?.toCurrency : amount.currency;
  return isCurrencyCode(asset) ? asset.toUpperCase() : undefined;
}

/** What an older record under the same reference holds otherwise than the request asks. */
function differences(
  payout: WirePayout,
  request: CreatePayoutRequest,
  toCurrency: string | undefined,
): readonly string[] {
  const told = amountAskedFor(payout, request.amount.currency, toCurrency);
  const differs: string[] = [];
  if (told === undefined) differs.push('currency');
  if (compareDecimals(told ?? payout.amount, request.amount.amount) !== 0) differs.push('amount');
  if (request.network !== undefined && payout.network && !sameCode(payout.network, request.network)) {
    differs.push('network');
  }
  if (payout.address && !isSameAddress(payout.address, addressOf(request.destination))) differs.push('destination');
  if (payout.memo && payout.memo !== request.memo) differs.push('memo');
  return differs;
}

/**
 * The amount that a record says was asked for in `currency`; `undefined` when it speaks of another one.
 *
 * A fiat amount that is converted is told in both currencies, and which of the two pairs is which is
 * not documented. The crypto amount follows from a rate, so there is nothing to compare it with.
 */
function amountAskedFor(payout: WirePayout, currency: string, toCurrency: string | undefined): string | undefined {
  if (toCurrency === undefined) return sameCode(payout.currency, currency) ? payout.amount : undefined;
  const { amount, payer_amount: payerAmount, payer_currency: payerCurrency } = payout;
  if (sameCode(payout.currency, currency))
    return sameCode(payerCurrency ?? toCurrency, toCurrency) ? amount : undefined;
  return sameCode(payout.currency, toCurrency) && sameCode(payerCurrency, currency)
    ? (payerAmount ?? undefined)
    : undefined;
}
