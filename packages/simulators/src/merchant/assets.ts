import { divide, fixed, formatFixed, multiply, roundFixed, type Fixed } from '../money/fixed.js';

/** One currency on one network, and what using it costs. */
export interface Service {
  readonly currency: string;
  /** Lower case. */
  readonly network: string;
  readonly minimum: Fixed;
  readonly maximum: Fixed;
  /** Percent of a payment that the provider keeps. */
  readonly paymentPercent: Fixed;
  /** What sending a payout or refund costs, in `currency`. */
  readonly payoutFee: Fixed;
}

/** A crypto currency. */
interface CryptoCurrency {
  readonly usd: Fixed;
  readonly startBalance: Fixed;
}

/** What a table of assets is made of; a brand may serve other pairs. */
export interface AssetTable {
  /** Network to its currencies, the most usual pair first. */
  readonly networks: Readonly<Record<string, readonly string[]>>;
  /** Pairs that work without being in any list of services. */
  readonly unlistedNetworks?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Longer names of networks and their codes, in lower case. */
  readonly networkAliases?: Readonly<Record<string, string>> | undefined;
}

// Invented figures of a realistic size: dollars for one unit, and the balance a merchant starts with.
const CRYPTO: Readonly<Record<string, readonly [usd: string, startBalance: string]>> = {
  USDT: ['1', '1000000'],
  USDC: ['1', '1000000'],
  DAI: ['1', '1000000'],
  BTC: ['64000', '100'],
  ETH: ['3200', '1000'],
  BNB: ['580', '1000'],
  SOL: ['145', '10000'],
  LTC: ['84', '10000'],
  BCH: ['400', '1000'],
  XMR: ['160', '1000'],
  AVAX: ['28', '10000'],
  DASH: ['30', '10000'],
  TON: ['5.2', '100000'],
  TRX: ['0.125', '1000000'],
  DOGE: ['0.125', '1000000'],
  MATIC: ['0.5', '1000000'],
  POL: ['0.5', '1000000'],
  CGPT: ['0.1', '1000000'],
  SHIB: ['0.00002', '1000000000'],
  VERSE: ['0.0002', '1000000000'],
  HMSTR: ['0.004', '1000000000'],
  XRP: ['0.5', '1000000'],
};

const FIAT: Readonly<Record<string, string>> = {
  USD: '1',
  EUR: '1.08',
  GBP: '1.27',
  CHF: '1.12',
  PLN: '0.25',
  UAH: '0.025',
  RUB: '0.01',
  KZT: '0.002',
  TRY: '0.03',
  BRL: '0.18',
  INR: '0.012',
  JPY: '0.0065',
  CNY: '0.14',
  XOF: '0.0016',
};

// Dollars that a transfer costs on each network.
const NETWORK_FEES: Readonly<Record<string, string>> = {
  tron: '1',
  bsc: '0.3',
  eth: '4',
  polygon: '0.1',
  arbitrum: '0.2',
  avalanche: '0.2',
  ton: '0.1',
  sol: '0.05',
  btc: '6.4',
  ltc: '0.084',
  bch: '0.04',
  dash: '0.03',
  doge: '0.25',
  xmr: '0.16',
  xrp: '0.1',
};

const PAYMENT_PERCENT = fixed('1');
const MINIMUM_USD = fixed('0.5');
const MAXIMUM = fixed('10000000');

type Pair = Pick<Service, 'currency' | 'network'>;

function pairsOf(networks: Readonly<Record<string, readonly string[]>>): readonly Pair[] {
  return Object.entries(networks).flatMap(([network, currencies]) =>
    currencies.map((currency) => ({ currency, network })),
  );
}

/** Currencies, networks, rates and fees. Codes are compared without regard to case. */
export class Assets {
  readonly #services: readonly Service[];
  readonly #unlisted: readonly Service[];
  readonly #networkAliases: ReadonlyMap<string, string>;
  readonly #crypto: ReadonlyMap<string, CryptoCurrency>;
  readonly #usd: ReadonlyMap<string, Fixed>;

  /**
   * @param rates - Dollars for one unit, in place of the table's.
   * @param balances - What the merchant starts with, in place of the table's.
   */
  constructor(
    table: AssetTable,
    rates: Readonly<Record<string, string>> = {},
    balances: Readonly<Record<string, string>> = {},
  ) {
    const listed = pairsOf(table.networks);
    const unlisted = pairsOf(table.unlistedNetworks ?? {});
    const pairs = [...listed, ...unlisted];
    const rateOf = (currency: string, usd: string): Fixed => fixed(rates[currency] ?? usd);
    this.#crypto = new Map(
      [...new Set(pairs.map(({ currency }) => currency))].map((currency) => {
        const [usd = '1', startBalance = '0'] = CRYPTO[currency] ?? [];
        return [currency, { usd: rateOf(currency, usd), startBalance: fixed(balances[currency] ?? startBalance) }];
      }),
    );
    this.#usd = new Map([
      ...Object.entries(FIAT).map(([currency, usd]): [string, Fixed] => [currency, rateOf(currency, usd)]),
      ...[...this.#crypto].map(([currency, { usd }]): [string, Fixed] => [currency, usd]),
    ]);
    const toService = ({ currency, network }: Pair): Service => ({
      currency,
      network,
      minimum: roundFixed(divide(MINIMUM_USD, this.#usdOf(currency)), 8),
      maximum: MAXIMUM,
      paymentPercent: PAYMENT_PERCENT,
      payoutFee: roundFixed(divide(fixed(NETWORK_FEES[network] ?? '1'), this.#usdOf(currency)), 8),
    });
    this.#services = listed.map(toService);
    this.#unlisted = unlisted.map(toService);
    this.#networkAliases = new Map(Object.entries(table.networkAliases ?? {}));
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  get currencies(): readonly string[] {
    return [...this.#usd.keys()];
  }

  /** Crypto currencies and the balance a merchant starts with. */
  startBalances(): readonly (readonly [currency: string, balance: Fixed])[] {
    return [...this.#crypto].map(([currency, { startBalance }]) => [currency, startBalance]);
  }

  isKnown(currency: string): boolean {
    return this.#usd.has(currency.toUpperCase());
  }

  isCrypto(currency: string): boolean {
    return this.#crypto.has(currency.toUpperCase());
  }

  isNetwork(network: string): boolean {
    return this.#services.some((service) => service.network === this.networkCode(network));
  }

  /** The code of a network, in lower case, whichever of its names is given. */
  networkCode(network: string): string {
    const name = network.toLowerCase();
    return this.#networkAliases.get(name) ?? name;
  }

  /** The service for a currency, on its only network when `network` is absent. `undefined` if there is none. */
  service(currency: string, network?: string): Service | undefined {
    return this.#find(this.#services, currency, network);
  }

  /** Like {@link service}, pairs that no list of services names included. */
  anyService(currency: string, network?: string): Service | undefined {
    return this.#find([...this.#services, ...this.#unlisted], currency, network);
  }

  /** The same value in another currency, rounded to its decimals. */
  convert(amount: Fixed, from: string, to: string): Fixed {
    if (from === to) return amount;
    const usd = multiply(amount, this.#usdOf(from));
    return roundFixed(divide(usd, this.#usdOf(to)), this.decimals(to));
  }

  /** Units of `to` for one unit of `from`. */
  rate(from: string, to: string): Fixed {
    return divide(this.#usdOf(from), this.#usdOf(to));
  }

  /** 2 for fiat, 8 for crypto currencies. */
  decimals(currency: string): number {
    return this.isCrypto(currency) ? 8 : 2;
  }

  /** An amount with the decimals of its currency. */
  format(amount: Fixed, currency: string): string {
    return formatFixed(amount, this.decimals(currency));
  }

  #find(services: readonly Service[], currency: string, network: string | undefined): Service | undefined {
    const candidates = services.filter((service) => service.currency === currency.toUpperCase());
    if (network === undefined) return candidates.length === 1 ? candidates[0] : undefined;
    return candidates.find((service) => service.network === this.networkCode(network));
  }

  #usdOf(currency: string): Fixed {
    const usd = this.#usd.get(currency.toUpperCase());
    if (usd === undefined) throw new RangeError(`There is no currency "${currency}".`);
    return usd;
  }
}
