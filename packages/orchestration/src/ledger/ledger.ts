import {
  addMoney,
  type Clock,
  compareDecimals,
  InvalidRequestError,
  isReference,
  type Money,
  moneyProblems,
  normaliseCurrency,
  type Problem,
  REFERENCE_RULE,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import { entryDigest } from '../durable/history.js';
import type { Balance, Book, Transfer } from '../durable/transfer.js';
import type { PayoutRecord } from '../payout/payout-record.js';

/** What does not agree in the books. */
export interface LedgerFinding {
  /** The account, payout or book that is spoken of. */
  readonly subject: string;
  readonly finding: string;
}

/** What came of a check of the books. */
export interface LedgerReport {
  readonly payouts: number;
  readonly transfers: number;
  readonly findings: readonly LedgerFinding[];
}

/** Asked for while the books are checked, as that takes long. */
export interface VerifyOptions {
  /** Told after each page of payouts. */
  onProgress?(payouts: number): void;
  readonly signal?: AbortSignal | undefined;
}

/** What a {@link Ledger} works with. */
export interface LedgerDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
}

const PAGE = 500;

/** The books: what is available, on hold, paid, and gone in fees, for each account and asset. */
export class Ledger {
  readonly #dependencies: LedgerDependencies;

  constructor(dependencies: LedgerDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Books money that came in from outside: what payouts of an account whose cover is `ledger` are paid from.
   *
   * @param funding - `reference`: the business fact, 1 to 100 letters, digits, `_` or `-`. The same one is booked once.
   * @throws {@link InvalidRequestError} Names every problem at once, also a reference that was booked already.
   */
  async fund(funding: {
    readonly account: string;
    readonly reference: string;
    readonly amount: Money;
  }): Promise<Transfer> {
    const { clock, store } = this.#dependencies;
    const { account, amount, reference } = funding;
    const problems: Problem[] = [...moneyProblems(amount, { path: 'amount' })];
    if (!isReference(reference)) problems.push({ path: 'reference', message: REFERENCE_RULE });
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'fund' });
    const transfer: Transfer = {
      id: `fund:${account}:${reference}`,
      kind: 'fund',
      account,
      from: 'external',
      to: 'available',
      amount: { amount: amount.amount, currency: normaliseCurrency(amount.currency) },
      at: clock.now(),
    };
    const result = await store.commit([{ change: 'transfer', transfer }]);
    if (!result.committed) {
      throw new InvalidRequestError([{ path: 'reference', message: 'was booked already' }], { operation: 'fund' });
    }
    return transfer;
  }

  /** What is in every book, of one account or of all. */
  async balances(account?: string): Promise<readonly Balance[]> {
    return this.#dependencies.store.balances(account);
  }

  /**
   * Checks everything that is stored against everything else: balances against the entries that they are the sum of,
   * entries against the payouts that they belong to, and histories for gaps and changed entries. What is committed
   * meanwhile may show as a finding: stop the workers, or check a copy.
   */
  async verify(options: VerifyOptions = {}): Promise<LedgerReport> {
    const { store } = this.#dependencies;
    const findings: LedgerFinding[] = [];
    const held = new Map<string, Money>();
    const accounts = new Set((await store.balances()).map(({ account }) => account));
    const known = new Set<string>();
    let after: string | undefined;
    do {
      options.signal?.throwIfAborted();
      const page = await store.listPayouts({ limit: PAGE, after });
      for (const payout of page.records) {
        accounts.add(payout.account);
        known.add(payout.id);
        findings.push(...(await this.#verifyPayout(payout)));
        if (payout.hold === 'held') add(held, keyOf(payout.account, 'held', payout.terms.amount), payout.terms.amount);
      }
      options.onProgress?.(known.size);
      after = page.next;
    } while (after !== undefined);
    let transfers = 0;
    for (const account of accounts) {
      const entries = await store.transfers({ account });
      transfers += entries.length;
      findings.push(...orphans(entries, known));
      findings.push(...verifyBalances(account, entries, await store.balances(account), held));
    }
    return { payouts: known.size, transfers, findings };
  }

  async #verifyPayout(payout: PayoutRecord): Promise<readonly LedgerFinding[]> {
    const { store } = this.#dependencies;
    const findings: string[] = [];
    const [events, transfers] = await Promise.all([
      store.payoutEvents(payout.id),
      store.transfers({ payoutId: payout.id }),
    ]);
    let digest = '';
    for (const [index, event] of events.entries()) {
      if (event.number !== index + 1) findings.push(`entry ${String(index + 1)} of its history is missing`);
      if (entryDigest(digest, event) !== event.digest)
        findings.push(`entry ${String(event.number)} of its history was changed`);
      digest = event.digest;
    }
    const last = events.at(-1);
    if (payout.history.length !== events.length || payout.history.digest !== digest) {
      findings.push('its history does not end where the payout says');
    }
    if (last !== undefined && last.to !== payout.state)
      findings.push(`it is ${payout.state}, its history says ${last.to}`);
    findings.push(...verifyEntries(payout, transfers));
    return findings.map((finding) => ({
      subject: `payout ${payout.id} (${payout.account}/${payout.reference})`,
      finding,
    }));
  }
}

/** What a payout's entries leave in the books must be what its hold says. */
function verifyEntries(payout: PayoutRecord, transfers: readonly Transfer[]): readonly string[] {
  const { amount } = payout.terms.amount;
  const left = new Map<Book, string>();
  for (const transfer of transfers) {
    if (transfer.kind === 'fee') continue;
    if (
      transfer.amount.currency !== payout.terms.amount.currency ||
      compareDecimals(transfer.amount.amount, amount) !== 0
    ) {
      return [`its ${transfer.kind} entry is not its amount`];
    }
    left.set(transfer.to, sum(left.get(transfer.to), transfer.amount.amount));
    left.set(transfer.from, sum(left.get(transfer.from), `-${transfer.amount.amount}`));
  }
  const expected: Readonly<Record<'held' | 'paid', string>> = {
    held: payout.hold === 'held' ? amount : '0',
    paid: payout.hold === 'posted' ? amount : '0',
  };
  return (['held', 'paid'] as const).flatMap((book) => {
    const booked = left.get(book) ?? '0';
    return compareDecimals(booked, expected[book]) === 0
      ? []
      : [`${booked} of it are ${book}, its state ${payout.state} says ${expected[book]}`];
  });
}

/** An entry names a payout, and there has to be one. */
function orphans(entries: readonly Transfer[], payouts: ReadonlySet<string>): readonly LedgerFinding[] {
  return entries.flatMap(({ id, payoutId }) =>
    payoutId === undefined || payouts.has(payoutId)
      ? []
      : [{ subject: `entry ${id}`, finding: `it belongs to payout ${payoutId}, which is not there` }],
  );
}

function verifyBalances(
  account: string,
  entries: readonly Transfer[],
  balances: readonly Balance[],
  held: ReadonlyMap<string, Money>,
): readonly LedgerFinding[] {
  const fold = new Map<string, Money>();
  for (const { amount, from, to } of entries) {
    add(fold, keyOf(account, to, amount), amount);
    add(fold, keyOf(account, from, amount), { ...amount, amount: `-${amount.amount}` });
  }
  const findings: LedgerFinding[] = [];
  const total = new Map<string, Money>();
  for (const { amount, book } of balances) {
    const key = keyOf(account, book, amount);
    const subject = `${account}, ${book}, ${amount.currency}`;
    const folded = fold.get(key)?.amount ?? '0';
    fold.delete(key);
    add(total, amount.currency, amount);
    if (compareDecimals(folded, amount.amount) !== 0) {
      findings.push({ subject, finding: `the balance is ${amount.amount}, its entries come to ${folded}` });
    }
    const open = held.get(key)?.amount ?? '0';
    if (book === 'held' && compareDecimals(open, amount.amount) !== 0) {
      findings.push({ subject, finding: `${amount.amount} are on hold, open payouts come to ${open}` });
    }
  }
  for (const [key, { amount }] of fold) {
    if (compareDecimals(amount, '0') !== 0)
      findings.push({ subject: key, finding: `entries come to ${amount}, and there is no balance` });
  }
  for (const [currency, { amount }] of total) {
    if (compareDecimals(amount, '0') !== 0)
      findings.push({ subject: `${account}, ${currency}`, finding: `the books do not add up: ${amount}` });
  }
  return findings;
}

function add(sums: Map<string, Money>, key: string, amount: Money): void {
  sums.set(key, addMoney(sums.get(key) ?? { amount: '0', currency: amount.currency }, amount));
}

function sum(one: string | undefined, other: string): string {
  return addMoney({ amount: one ?? '0', currency: 'XXX' }, { amount: other, currency: 'XXX' }).amount;
}

function keyOf(account: string, book: Book, { currency }: Money): string {
  return `${account}, ${book}, ${currency}`;
}
