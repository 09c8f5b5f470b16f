import { compareDecimals, type CreatePaymentRequest, isFiatCurrency, operation, type Problem } from '@paymux/core';
import {
  amountProblems,
  currencyProblems,
  lengthProblems,
  rangeProblems,
  sameCode,
  truthProblems,
  unknownNameProblems,
  wordProblems,
} from '../request-limits.js';
import { toPayment } from './payment-mapping.js';
import { paymentSchema, type WirePayment } from './payment-schema.js';

/** A currency, on one network where it lives on several. */
export interface CurrencyChoice {
  readonly currency: string;
  readonly network?: string | undefined;
}

/** What this protocol alone lets one say when a payment is opened. */
export interface MerchantSignPaymentOptions {
  /** The crypto currency to convert to; only this one may then be paid in. */
  readonly toCurrency?: string | undefined;
  /** Whether the rest may be paid after too little arrived. @defaultValue `true` at the provider */
  readonly acceptsRest?: boolean | undefined;
  /** The part of the fee that the payer bears, in percent, 0 to 100. */
  readonly payerFeePercent?: number | undefined;
  /** The shortfall that still counts as paid, in percent, 0 to 5. */
  readonly toleratedShortfallPercent?: number | undefined;
  /** The currencies the payer may choose from. */
  readonly currencies?: readonly CurrencyChoice[] | undefined;
  /** The currencies the payer may not choose. */
  readonly exceptCurrencies?: readonly CurrencyChoice[] | undefined;
  /** Where the exchange rate comes from. */
  readonly rateSource?: 'Binance' | 'BinanceP2P' | 'Exmo' | 'Kucoin' | undefined;
  readonly referralCode?: string | undefined;
  /** -99 to 100: above zero a discount, below zero a surcharge. */
  readonly discountPercent?: number | undefined;
  /** Gives an expired payment of the same reference a new address and expiry. */
  readonly refresh?: boolean | undefined;
}

const OPTION_NAMES = [
  'toCurrency',
  'acceptsRest',
  'payerFeePercent',
  'toleratedShortfallPercent',
  'currencies',
  'exceptCurrencies',
  'rateSource',
  'referralCode',
  'discountPercent',
  'refresh',
] satisfies readonly (keyof MerchantSignPaymentOptions)[];

/** How a brand opens payments: its name, where its own options stand, and fields only it has. */
export interface PaymentBrand<Options extends MerchantSignPaymentOptions> {
  readonly provider: string;
  /** For payments whose request says none. */
  readonly lifetimeSeconds?: number | undefined;
  optionsOf(request: CreatePaymentRequest): Options | undefined;
  /** Options beyond {@link MerchantSignPaymentOptions}: their names, checks and wire fields. */
  readonly own?: {
    readonly names: readonly string[];
    check(options: Options): readonly Problem[];
    build(options: Options): Readonly<Record<string, unknown>>;
  };
}

/** `POST /v1/payment`. A known `order_id` answers with the payment it already has. */
export function createPayment<Options extends MerchantSignPaymentOptions>(brand: PaymentBrand<Options>) {
  return operation({
    path: '/v1/payment',
    effect: 'write',
    check: (request: CreatePaymentRequest) => paymentProblems(request, brand),
    build: (request: CreatePaymentRequest) => {
      const options: MerchantSignPaymentOptions = brand.optionsOf(request) ?? {};
      return {
        amount: request.amount.amount,
        currency: request.amount.currency.toUpperCase(),
        order_id: request.reference,
        network: request.network?.toLowerCase(),
        url_return: request.cancelUrl,
        url_success: request.returnUrl,
        url_callback: request.webhookUrl,
        lifetime: request.expiresInSeconds ?? brand.lifetimeSeconds,
        additional_data: metadataText(request),
        is_payment_multiple: options.acceptsRest,
        to_currency: options.toCurrency?.toUpperCase(),
        subtract: options.payerFeePercent,
        accuracy_payment_percent: options.toleratedShortfallPercent,
        currencies: options.currencies?.map(toWireChoice),
        except_currencies: options.exceptCurrencies?.map(toWireChoice),
        course_source: options.rateSource,
        from_referral_code: options.referralCode,
        discount_percent: options.discountPercent,
        is_refresh: options.refresh,
        ...brand.own?.build((brand.optionsOf(request) ?? {}) as Options),
      };
    },
    answer: paymentSchema,
    parse: (payment) => toPayment(brand.provider, payment),
    fits: (payment, request) => (payment.order_id ?? request.reference) === request.reference,
    differs: (payment, request) => differences(payment, request, brand.optionsOf(request)?.toCurrency),
  });
}

function toWireChoice({ currency, network }: CurrencyChoice): CurrencyChoice {
  return { currency: currency.toUpperCase(), network: network?.toLowerCase() };
}

function paymentProblems<Options extends MerchantSignPaymentOptions>(
  request: CreatePaymentRequest,
  brand: PaymentBrand<Options>,
): readonly Problem[] {
  const options = brand.optionsOf(request);
  return [
    ...amountProblems(request.amount),
    ...rangeProblems(request.expiresInSeconds, 'expiresInSeconds', { min: 300, max: 43_200 }),
    ...lengthProblems(request.webhookUrl, 'webhookUrl', URL_LENGTH),
    ...lengthProblems(request.returnUrl, 'returnUrl', URL_LENGTH),
    ...lengthProblems(request.cancelUrl, 'cancelUrl', URL_LENGTH),
    ...lengthProblems(metadataText(request), 'metadata (as JSON)', { max: 255 }),
    ...(request.capture === 'manual'
      ? [{ path: 'capture', message: `cannot be "manual": ${brand.provider} takes the money as it comes` }]
      : []),
    ...(options === undefined ? [] : optionProblems(options, brand)),
  ];
}

const URL_LENGTH = { min: 6, max: 255 };

function optionProblems<Options extends MerchantSignPaymentOptions>(
  options: Options | null,
  brand: PaymentBrand<Options>,
): readonly Problem[] {
  const at = (name: string): string => `providerOptions.${brand.provider}.${name}`;
  const names = [...OPTION_NAMES, ...(brand.own?.names ?? [])];
  return [
    ...unknownNameProblems(options, `providerOptions.${brand.provider}`, names),
    ...currencyProblems(options?.toCurrency, at('toCurrency')),
    ...truthProblems(options?.acceptsRest, at('acceptsRest')),
    ...rangeProblems(options?.payerFeePercent, at('payerFeePercent'), { min: 0, max: 100 }),
    ...rangeProblems(options?.toleratedShortfallPercent, at('toleratedShortfallPercent'), {
      min: 0,
      max: 5,
      whole: false,
    }),
    ...choiceProblems(options?.currencies, at('currencies')),
    ...choiceProblems(options?.exceptCurrencies, at('exceptCurrencies')),
    ...wordProblems(options?.rateSource, at('rateSource'), ['Binance', 'BinanceP2P', 'Exmo', 'Kucoin']),
    ...lengthProblems(options?.referralCode, at('referralCode'), { max: 255 }),
    ...rangeProblems(options?.discountPercent, at('discountPercent'), { min: -99, max: 100 }),
    ...truthProblems(options?.refresh, at('refresh')),
    ...(options ? (brand.own?.check(options) ?? []) : []),
  ];
}

function choiceProblems(choices: unknown, path: string): readonly Problem[] {
  if (choices === undefined) return [];
  if (!Array.isArray(choices)) return [{ path, message: 'must be a list of currencies' }];
  return choices.flatMap((choice: unknown, index) => {
    const at = `${path}.${String(index)}`;
    if (typeof choice !== 'object' || choice === null) return [{ path: at, message: 'must be an object' }];
    const { currency, network } = choice as Partial<CurrencyChoice>;
    return [
      ...unknownNameProblems(choice, at, ['currency', 'network']),
      ...(currency === undefined ? [{ path: `${at}.currency`, message: 'is missing' }] : []),
      ...currencyProblems(currency, `${at}.currency`),
      ...lengthProblems(network, `${at}.network`, { max: 64 }),
    ];
  });
}

function metadataText({ metadata }: CreatePaymentRequest): string | undefined {
  return metadata === undefined || Object.keys(metadata).length === 0 ? undefined : JSON.stringify(metadata);
}

/** What an older record under the same reference holds otherwise than the request asks. */
function differences(
  payment: WirePayment,
  request: CreatePaymentRequest,
  toCurrency: string | undefined,
): readonly string[] {
  const { amount, currency } = request.amount;
  const differs: string[] = [];
  if (compareDecimals(payment.amount, amount) !== 0) differs.push('amount');
  const converts = toCurrency !== undefined && payment.payer_currency;
  if (!sameCode(payment.currency, currency) || (converts && !sameCode(payment.payer_currency, toCurrency))) {
    differs.push('currency');
  }
  // With a crypto currency and a network the address exists at once, so the network is told. A fiat
  // amount leaves the payer the choice, which the answer to a repeat may tell.
  const settled = toCurrency !== undefined || !isFiatCurrency(currency);
  if (request.network !== undefined && settled && !sameCode(payment.network ?? undefined, request.network)) {
    differs.push('network');
  }
  return differs;
}
