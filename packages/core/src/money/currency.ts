import { InvalidRequestError } from '../errors/invalid-request-error.js';

const MAX_CODE_LENGTH = 20;
const CURRENCY_RULE = `must be a currency code such as "USD": 1 to ${String(MAX_CODE_LENGTH)} letters, digits, ".", "_" or "-"`;

/** Active national currencies and funds codes of ISO 4217, by the number of their decimals. */
const FIAT_BY_SCALE: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
    CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV
    MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
    SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/**
 * Crypto assets by the number of decimals of their smallest unit on the chain they
 * come from. On another chain a token may have another scale, and a gateway may
 * carry fewer decimals than the chain.
 */
const CRYPTO_BY_SCALE: Readonly<Record<number, string>> = {
  6: 'ADA ATOM EURC TRX USDC USDT XRP',
  7: 'XLM',
  8: 'BCH BTC DASH DOGE LTC ZEC',
  9: 'HMSTR SOL SUI TON',
  10: 'DOT',
  12: 'XMR',
  18: 'ARB AVAX BNB CGPT CRMS DAI ETC ETH LINK MATIC OP POL SHIB UNI VERSE',
};

const FIAT_SCALES = scalesByCode(FIAT_BY_SCALE);
const SCALES = new Map([...scalesByCode(CRYPTO_BY_SCALE), ...FIAT_SCALES]);

function scalesByCode(table: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(table).flatMap(([scale, codes]) => codes.split(/\s+/).map((code) => [code, Number(scale)] as const)),
  );
}

/**
 * Whether `value` can be a currency code: 1 to 20 ASCII letters, digits, `.`, `_`
 * or `-`, the first a letter or digit. Says nothing about whether such a currency exists.
 */
export function isCurrencyCode(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_CODE_LENGTH) return false;
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value);
}

/** What is wrong with a currency code, as a clause for problems. */
export function currencyProblem(value: unknown): string | undefined {
  return isCurrencyCode(value) ? undefined : CURRENCY_RULE;
}

/**
 * A currency code as these packages write it: upper case.
 *
 * @throws {@link InvalidRequestError} `code` cannot be a currency code.
 */
export function normaliseCurrency(code: string): string {
  if (SCALES.has(code)) return code;
  if (!isCurrencyCode(code)) throw new InvalidRequestError([{ path: 'currency', message: CURRENCY_RULE }]);
  return code.toUpperCase();
}

/**
 * How many decimals the smallest unit of a currency has: 2 for `USD`, 0 for
 * `XOF`, 3 for `KWD`, 8 for `BTC`, 18 for `ETH`. Case does not matter.
 *
 * For a token on several chains this is the scale where it comes from (`USDT` on
 * Ethereum and Tron: 6); where another one applies, pass it as `scale`.
 *
 * @returns `undefined` for a currency that is not in the table.
 */
export function currencyScale(code: string): number | undefined {
  return SCALES.get(code) ?? (isCurrencyCode(code) ? SCALES.get(code.toUpperCase()) : undefined);
}

/** Whether a code is an active national currency or fund of ISO 4217. Case does not matter. */
export function isFiatCurrency(code: string): boolean {
  return isCurrencyCode(code) && FIAT_SCALES.has(code.toUpperCase());
}

/** Options of everything that counts in smallest units. */
export interface ScaleOptions {
  /**
   * Decimals of the smallest unit, from 0 to 36. Needed for a currency that
   * {@link currencyScale} does not know, and where its answer does not apply.
   *
   * @defaultValue the answer of {@link currencyScale}
   */
  readonly scale?: number | undefined;
}

/** More decimals than any asset has, and few enough to leave room for digits before the point. */
const MAX_SCALE = 36;

/**
 * The scale to count in.
 *
 * @throws {@link InvalidRequestError} None is given and the currency is not in the table, or it is out of range.
 */
export function getScale(currency: string, { scale }: ScaleOptions): number {
  const chosen = scale ?? currencyScale(currency);
  if (chosen === undefined) {
    throw new InvalidRequestError([
      { path: 'scale', message: 'is needed: the currency has no known number of decimals' },
    ]);
  }
  if (!Number.isInteger(chosen) || chosen < 0 || chosen > MAX_SCALE) {
    throw new InvalidRequestError([
      { path: 'scale', message: `must be a whole number from 0 to ${String(MAX_SCALE)}` },
    ]);
  }
  return chosen;
}
