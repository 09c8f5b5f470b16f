import { isCurrencyCode, isDecimalText, normaliseCurrency, type PayoutDestination, type Problem } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { PayoutTerms } from '../payout/payout-record.js';
import type { PayoutRequest } from '../payout/payout-service.js';
import type { FileRow } from './read-rows.js';

/** The columns that a file of payouts can have. */
export const PAYOUT_COLUMNS = [
  'key',
  'amount',
  'currency',
  'network',
  'address',
  'bankCode',
  'accountNumber',
  'holder',
  'memo',
  'feeFrom',
  'client',
  'walletProfileId',
  'description',
] as const;

type Column = (typeof PAYOUT_COLUMNS)[number];

/** What applies to every row of an import, unless the row says otherwise. */
export interface ImportDefaults {
  readonly currency?: string | undefined;
  readonly network?: string | undefined;
  readonly feeFrom?: PayoutTerms['feeFrom'];
  readonly description?: string | undefined;
}

/** What is the same for every row of an import. */
export interface RowContext {
  readonly store: DurableStore;
  readonly importId: string;
  readonly creator: string;
  readonly account?: string | undefined;
  readonly prefix: string;
  readonly needsApproval?: boolean | undefined;
  readonly defaults: ImportDefaults;
}

/** A row as a payout, as far as it can be read. */
export interface PayoutRow {
  /** Empty where there is none that could be used. */
  readonly key: string;
  readonly request?: PayoutRequest | undefined;
  readonly problems: readonly Problem[];
}

/** Reads a row, and fills in what its client's wallet and the import say. */
export async function toPayoutRow({ fields, problems: malformed }: FileRow, context: RowContext): Promise<PayoutRow> {
  const problems: Problem[] = malformed.map((message) => ({ path: '', message }));
  const known: readonly string[] = PAYOUT_COLUMNS;
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) problems.push({ path: safeName(name), message: 'is not a known column' });
  }
  const cells: Readonly<Partial<Record<Column, string>>> = fields;
  const { defaults, importId, prefix, store } = context;
  const room = 100 - prefix.length;
  const key = cells.key ?? '';
  const isKey = /^[A-Za-z0-9_-]+$/.test(key) && key.length <= room;
  if (!isKey) {
    problems.push({ path: 'key', message: `must be 1 to ${String(room)} letters, digits, "_" or "-"` });
  }
  const profile = cells.walletProfileId === undefined ? undefined : await store.profile(cells.walletProfileId);
  const feeFrom = cells.feeFrom ?? defaults.feeFrom;
  if (feeFrom !== undefined && feeFrom !== 'balance' && feeFrom !== 'amount') {
    problems.push({ path: 'feeFrom', message: 'must be balance or amount' });
  }
  const currency = cells.currency ?? profile?.currency ?? defaults.currency;
  if (cells.amount === undefined) problems.push({ path: 'amount', message: 'is missing' });
  else if (!isDecimalText(cells.amount))
    problems.push({ path: 'amount', message: 'must be decimal text such as "15.00"' });
  if (currency === undefined) problems.push({ path: 'currency', message: 'is missing' });
  else if (!isCurrencyCode(currency)) problems.push({ path: 'currency', message: 'must be a currency code' });
  const destination = destinationOf(cells, profile?.destination, problems);
  if (problems.length > 0) return { key: isKey ? key : '', problems };
  const request: PayoutRequest = {
    account: context.account,
    reference: `${prefix}${key}`,
    creator: context.creator,
    client: cells.client ?? profile?.client,
    walletProfileId: cells.walletProfileId,
    trigger: { import: importId, row: key },
    amount: { amount: cells.amount ?? '', currency: currency ?? '' },
    destination,
    network: cells.network ?? profile?.network ?? defaults.network,
    memo: cells.memo ?? profile?.memo,
    feeFrom: feeFrom as PayoutTerms['feeFrom'],
    description: cells.description ?? defaults.description,
    needsApproval: context.needsApproval,
  };
  if (profile !== undefined && currency !== undefined && currency.toUpperCase() !== profile.currency) {
    problems.push({
      path: 'currency',
      message: `must be ${normaliseCurrency(profile.currency)}, as the wallet has it`,
    });
  }
  return { key, request, problems };
}

function destinationOf(
  { accountNumber, address, bankCode, holder }: Readonly<Partial<Record<Column, string>>>,
  saved: PayoutDestination | undefined,
  problems: Problem[],
): PayoutDestination {
  const bank = [bankCode, accountNumber, holder].filter((cell) => cell !== undefined).length;
  const ways = [address !== undefined, bank > 0, saved !== undefined].filter(Boolean).length;
  if (ways > 1) {
    problems.push({
      path: 'address',
      message: 'must be the only destination: no wallet profile or bank account beside it',
    });
  }
  if (address !== undefined) return { type: 'crypto_address', address };
  if (bankCode !== undefined && accountNumber !== undefined && holder !== undefined) {
    return { type: 'bank_account', bankCode, accountNumber, holder };
  }
  if (bank > 0) problems.push({ path: 'bankCode', message: 'must come with accountNumber and holder' });
  if (saved !== undefined) return saved;
  if (bank === 0) {
    problems.push({ path: 'address', message: 'is missing, and so are walletProfileId and bankCode' });
  }
  return { type: 'crypto_address', address: '' };
}

/** A column's name for a problem: one that could be anything at all is not repeated. */
function safeName(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : 'a column';
}
