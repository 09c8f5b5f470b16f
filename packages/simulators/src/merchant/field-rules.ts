import type { TextRules } from './request-fields.js';

/** Addresses of the merchant's own site. */
export const MERCHANT_URL: TextRules = { min: 6, max: 255, format: 'url' };

/** Where rates come from. The simulator has one set of rates, so the choice changes nothing. */
export const COURSE_SOURCE: TextRules = {
  min: 4,
  max: 20,
  oneOf: ['Binance', 'BinanceP2P', 'BinanceP2p', 'Exmo', 'Kucoin', 'Garantexio'],
};

/** The merchant's own name for an object. */
export function orderIdRules(max: number): TextRules {
  return { min: 1, max, format: 'alpha_dash' };
}
