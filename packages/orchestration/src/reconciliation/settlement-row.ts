import {
  InvalidRequestError,
  type Money,
  moneyProblems,
  normaliseCurrency,
  normaliseDecimal,
  type Problem,
} from '@paymux/core';

/** Which column of a settlement file holds what, by its title. */
export interface SettlementColumns {
  /** A sign is passed over: whether money came or went follows from the record. */
  readonly amount: string;
  /** A column, or the one currency of the whole file. */
  readonly currency: string | { readonly value: string };
  readonly date: string;
  /** Our reference, or the provider's id. One of `reference` and `transactionId` is needed. */
  readonly reference?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly fee?: string | undefined;
  /** @defaultValue `.` */
  readonly decimalSeparator?: '.' | ',' | undefined;
  /** What groups the digits, where anything does. */
  readonly thousandsSeparator?: string | undefined;
  /** The order of a date's parts, whatever stands between them. ISO 8601 is always read. @defaultValue `ymd` */
  readonly dateOrder?: 'ymd' | 'dmy' | 'mdy' | undefined;
}

/** One movement of money, as a bank or provider states it. */
export interface SettlementRow {
  readonly line: number;
  /** Without a sign. */
  readonly amount: Money;
  readonly fee?: Money | undefined;
  readonly date: Date;
  readonly reference?: string | undefined;
  readonly transactionId?: string | undefined;
}

/** Reads the rows of a file by its mapping. */
export class SettlementRowReader {
  readonly #columns: SettlementColumns;
  readonly #places: ReadonlyMap<string, number>;

  /** @throws {@link InvalidRequestError} Names every column that is not in the head, and what else is wrong. */
  constructor(columns: SettlementColumns, head: readonly string[]) {
    const titles = head.map((title) => title.trim());
    const { amount, currency, date, fee, reference, transactionId } = columns;
    const named = {
      amount,
      date,
      fee,
      reference,
      transactionId,
      ...(typeof currency === 'string' ? { currency } : {}),
    };
    const problems: Problem[] = [];
    const places = new Map<string, number>();
    for (const [name, title] of Object.entries(named)) {
      if (title === undefined) continue;
      const place = titles.indexOf(title);
      if (place === -1) problems.push({ path: `columns.${name}`, message: 'must be the title of a column' });
      else if (titles.lastIndexOf(title) !== place) {
        problems.push({ path: `columns.${name}`, message: 'must be the title of one column alone' });
      }
      places.set(name, place);
    }
    if (reference === undefined && transactionId === undefined) {
      problems.push({ path: 'columns', message: 'must name reference or transactionId' });
    }
    if (typeof currency !== 'string' && moneyProblems({ amount: '0', currency: currency.value }).length > 0) {
      problems.push({ path: 'columns.currency', message: 'must be the code of a currency' });
    }
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'importSettlement' });
    this.#columns = columns;
    this.#places = places;
  }

  /** The row, or everything that is wrong with it. */
  read(line: number, fields: readonly string[]): SettlementRow | readonly Problem[] {
    const cell = (name: string): string => fields[this.#places.get(name) ?? -1]?.trim() ?? '';
    const { currency: where } = this.#columns;
    const currency = typeof where === 'string' ? cell('currency') : where.value;
    const problems: Problem[] = [];
    const amount = this.#money(cell('amount'), currency);
    const fee = cell('fee') === '' ? undefined : this.#money(cell('fee'), currency);
    const date = readDate(cell('date'), this.#columns.dateOrder ?? 'ymd');
    const reference = cell('reference') || undefined;
    const transactionId = cell('transactionId') || undefined;
    if (typeof amount === 'string') problems.push({ path: 'amount', message: amount });
    if (typeof fee === 'string') problems.push({ path: 'fee', message: fee });
    if (date === undefined) problems.push({ path: 'date', message: 'must be a date' });
    if (reference === undefined && transactionId === undefined) {
      problems.push({ path: 'reference', message: 'must not be empty, or transactionId must not be' });
    }
    if (typeof amount === 'string' || typeof fee === 'string' || date === undefined || problems.length > 0)
      return problems;
    return { line, amount, fee, date, reference, transactionId };
  }

  #money(text: string, currency: string): Money | string {
    const { decimalSeparator = '.', thousandsSeparator } = this.#columns;
    const bare = text.replace(/^[+-]/u, '');
    const joined = thousandsSeparator === undefined ? bare : bare.replaceAll(thousandsSeparator, '');
    const amount = decimalSeparator === '.' ? joined : joined.replaceAll('.', 'x').replace(',', '.');
    const money = {
      amount: /^\d+(?:\.\d+)?$/u.test(amount) ? normaliseDecimal(withoutZeros(amount)) : amount,
      currency,
    };
    const [problem] = moneyProblems(money);
    if (problem !== undefined) return `${problem.path} ${problem.message}`;
    return { amount: money.amount, currency: normaliseCurrency(currency) };
  }
}

function withoutZeros(amount: string): string {
  return amount.replace(/^0+(?=\d)/u, '');
}

/** A day, or an instant, as a bank writes it. Days are those of UTC. */
function readDate(text: string, order: 'ymd' | 'dmy' | 'mdy'): Date | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].+)?$/u.exec(text);
  if (iso !== null) {
    const isDay = text.length === 10;
    const instant = new Date(isDay ? `${text}T00:00:00Z` : text.replace(' ', 'T'));
    return Number.isNaN(instant.getTime()) ? undefined : dayOf(iso[1], iso[2], iso[3]) && instant;
  }
  const [one, two, three] = text.split(/[./-]/u);
  switch (order) {
    case 'ymd':
      return dayOf(one, two, three);
    case 'dmy':
      return dayOf(three, two, one);
    case 'mdy':
      return dayOf(three, one, two);
  }
}

function dayOf(year = '', month = '', day = ''): Date | undefined {
  if (![year, month, day].every((part) => /^\d{1,4}$/u.test(part)) || year.length !== 4) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // The calendar rolls over what does not exist, such as the 30th of February.
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date : undefined;
}
