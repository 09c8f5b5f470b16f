import type { Fixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import { COURSE_SOURCE } from '../field-rules.js';
import type { Merchant } from '../merchant.js';
import { businessRefusal } from '../refusal.js';
import type { RequestFields } from '../request-fields.js';
import { PAYOUT_PRIORITIES } from './create-payout.js';

/** What a payout costs depends on this, asked for or only previewed. */
export interface PayoutTerms {
  readonly amount: Fixed;
  readonly currency: string;
  /** True: the fee comes on top from the balance. False: the receiver gets that much less. */
  readonly feeFromBalance: boolean;
  readonly priority: string;
  /** The currency that is sent. */
  readonly payerCurrency: string;
  /** Code of the network that was named, or of the currency's only one. */
  readonly network: string | undefined;
}

/** Networks whose transfers can be hurried. */
const PRIORITY_NETWORKS: ReadonlySet<string> = new Set(['btc', 'eth', 'polygon', 'bsc']);

/** Reads the terms of a payout. Failed rules are remembered in `fields`; `check` them before using anything. */
export function readPayoutTerms(
  { assets, settings }: Merchant,
  fields: RequestFields,
  feeFromBalance: boolean,
): PayoutTerms {
  const amount = fields.requiredAmount('amount', settings.numericAmounts);
  const currency = fields.requiredText('currency');
  const named = fields.text('network');
  const toCurrency = fields.text('to_currency');
  const priority = fields.text('priority', { min: 4, max: 11, oneOf: PAYOUT_PRIORITIES }) ?? 'recommended';
  fields.text('course_source', COURSE_SOURCE);

  const isFiat = isFiatCode(assets, currency);
  if (isFiat && toCurrency === undefined) fields.fail('to_currency', 'required');
  const payerCurrency = isFiat ? (toCurrency ?? '') : currency;
  const only = assets.service(payerCurrency);
  if (named === undefined && only === undefined && assets.isCrypto(payerCurrency)) fields.fail('network', 'required');
  const network = named === undefined ? only?.network : assets.networkCode(named);
  if (priority !== 'recommended' && !(network !== undefined && PRIORITY_NETWORKS.has(network))) {
    fields.fail('priority', 'prohibited');
  }
  return { amount, currency, feeFromBalance, priority, payerCurrency, network };
}

/** The service that a payout uses. @throws Refusal if there is none. */
export function payoutService({ assets }: Merchant, { currency, payerCurrency, network }: PayoutTerms): Service {
  if (!assets.isKnown(currency)) throw businessRefusal('The currency was not found');
  if (isFiatCode(assets, currency) && !assets.isCrypto(payerCurrency)) {
    throw businessRefusal('Not found service to_currency');
  }
  const service = assets.service(payerCurrency, network);
  if (service === undefined) throw businessRefusal('The service was not found');
  return service;
}

function isFiatCode(assets: Merchant['assets'], currency: string): boolean {
  return assets.isKnown(currency) && !assets.isCrypto(currency);
}
