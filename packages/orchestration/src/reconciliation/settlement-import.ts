import { type Clock, InvalidRequestError, type Problem } from '@paymux/core';
import type { Change, DurableStore } from '../durable/durable-store.js';
import { ADVICE } from './advice.js';
import { findingId, findingOf, ourPayment, ourPayout, type OurSide, sameMoney } from './compare-record.js';
import type { Finding, FindingKind, FindingSide, KeptFinding } from './finding.js';
import type { FindingShelf } from './finding-shelf.js';
import { readCsv, type TextParts } from './read-csv.js';
import { type SettlementColumns, type SettlementRow, SettlementRowReader } from './settlement-row.js';

/** A settlement file, as a bank or provider hands it over. */
export interface SettlementFile {
  readonly account: string;
  /** Names the file: the same one can be imported again. */
  readonly name: string;
  /** CSV with a head: its text, or a stream of it. */
  readonly csv: TextParts;
  readonly columns: SettlementColumns;
  /** @defaultValue `,` */
  readonly separator?: string | undefined;
  /**
   * The file holds everything that was settled of what was asked for within this time: what is paid here and not in it
   * is missing there. Absent: nothing is said about what is not in it.
   */
  readonly complete?: { readonly from: Date; readonly before: Date } | undefined;
}

/** A row that cannot be read. */
export interface UnreadableRow {
  readonly line: number;
  readonly problems: readonly Problem[];
}

/** What came of an import. */
export interface SettlementReport {
  readonly rows: number;
  /** Rows that agree with a record in everything. */
  readonly matched: number;
  /** Findings of this import by kind, new and old. */
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
  /** Findings of earlier imports that are settled by now. */
  readonly closed: number;
  readonly unreadable: number;
  /** The first hundred of them. */
  readonly unreadableRows: readonly UnreadableRow[];
}

/** What a {@link SettlementImport} works with. */
export interface SettlementImportDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly shelf: FindingShelf;
}

/** Which row settled a record. */
interface Match {
  /** The bank's transaction, or the file and line where it has none. */
  readonly row: string;
}

const MATCH = 'settlement_match';
const PAGE = 500;
const SHOWN = 100;

/** Compares a settlement file with our records, a row at a time. */
export class SettlementImport {
  readonly #dependencies: SettlementImportDependencies;
  readonly #counts: Partial<Record<FindingKind, number>> = {};
  #findings: Finding[] = [];

  constructor(dependencies: SettlementImportDependencies) {
    this.#dependencies = dependencies;
  }

  async run(file: SettlementFile): Promise<SettlementReport> {
    const { account, columns, complete, csv, name, separator } = file;
    const run = `settlement:${account}:${name}`;
    let reader: SettlementRowReader | undefined;
    let rows = 0;
    let matched = 0;
    let unreadable = 0;
    const unreadableRows: UnreadableRow[] = [];
    for await (const { fields, line } of readCsv(csv, { separator })) {
      if (reader === undefined) {
        reader = new SettlementRowReader(columns, fields);
        continue;
      }
      rows += 1;
      const row = reader.read(line, fields);
      if (!('line' in row)) {
        unreadable += 1;
        if (unreadableRows.length < SHOWN) unreadableRows.push({ line, problems: row });
      } else if (await this.#row(account, name, row)) matched += 1;
      if (this.#findings.length >= PAGE) await this.#keep(run);
    }
    if (reader === undefined) {
      throw new InvalidRequestError([{ path: 'csv', message: 'must begin with the titles of the columns' }]);
    }
    if (complete !== undefined) await this.#absent(account, complete);
    await this.#keep(run);
    const closed = await this.#closeSettled(account, run);
    return { rows, matched, findings: { ...this.#counts }, closed, unreadable, unreadableRows };
  }

  /** Whether a row agrees with a record in everything. */
  async #row(account: string, file: string, row: SettlementRow): Promise<boolean> {
    const ours = await this.#match(account, row.reference, row.transactionId);
    const theirs = theirSide(row);
    const name = row.transactionId ?? `${file}:${String(row.line)}`;
    if (ours === undefined) {
      const id = findingId(account, 'account', 'missing_here', `settlement:${name}`);
      const { reference } = row;
      const finding: Finding = {
        id,
        account,
        kind: 'missing_here',
        subject: 'account',
        source: 'settlement',
        reference,
        theirs,
        ...ADVICE.missing_here,
      };
      this.#findings.push(finding);
      return false;
    }
    if (!(await this.#isFirst(ours, name))) {
      const id = findingId(account, ours.subject, 'duplicate', `settlement:${name}`);
      this.#findings.push({ ...findingOf(ours, 'duplicate', theirs, 'settlement'), id });
      return false;
    }
    const kinds = differences(ours, theirs);
    this.#findings.push(...kinds.map((kind) => findingOf(ours, kind, theirs, 'settlement')));
    return kinds.length === 0;
  }

  /** The record that a row is for: by the transfer, else by our reference or the provider's id, letter for letter. */
  async #match(
    account: string,
    reference: string | undefined,
    transactionId: string | undefined,
  ): Promise<OurSide | undefined> {
    const { store } = this.#dependencies;
    if (transactionId !== undefined) {
      const { records } = await store.listPayouts({ account, transactionId, limit: 1 });
      if (records[0] !== undefined) return ourPayout(records[0]);
    }
    if (reference === undefined) return undefined;
    const attempt =
      (await store.attemptByWireReference(account, reference)) ?? (await store.attemptByProviderId(account, reference));
    const payout = attempt === undefined ? undefined : await store.payout(attempt.payoutId);
    if (payout !== undefined) return ourPayout(payout, attempt);
    const payment =
      (await store.paymentByReference(account, reference)) ?? (await store.paymentByProviderId(account, reference));
    return payment === undefined ? undefined : ourPayment(payment);
  }

  /** Whether this is the row that settled a record. The same transaction in two files is one. */
  async #isFirst({ account, recordId, reference }: OurSide, row: string): Promise<boolean> {
    const { clock, store } = this.#dependencies;
    const id = `${recordId}:${reference}`;
    const body: Match = { row };
    const document = { kind: MATCH, id, revision: 1, group: account, state: 'matched', at: clock.now(), body };
    const change: Change = { change: 'document_insert', document };
    if ((await store.commit([change])).committed) return true;
    const kept = await store.document(MATCH, id);
    return (kept?.body as Match | undefined)?.row === row;
  }

  async #isMatched({ recordId, reference }: Pick<OurSide, 'recordId' | 'reference'>): Promise<boolean> {
    return (await this.#dependencies.store.document(MATCH, `${recordId}:${reference}`)) !== undefined;
  }

  /** What is paid here and was in no file. */
  async #absent(account: string, { before, from }: NonNullable<SettlementFile['complete']>): Promise<void> {
    const { store } = this.#dependencies;
    const query = { account, requestedFrom: from, requestedBefore: before, limit: PAGE };
    let after: string | undefined;
    do {
      const page = await store.listPayouts({ ...query, after, states: ['confirmed'] });
      await this.#unmatched(page.records.map((record) => ourPayout(record)));
      after = page.next;
    } while (after !== undefined);
    do {
      const page = await store.listPayments({ ...query, after, states: ['succeeded'] });
      await this.#unmatched(page.records.map(ourPayment));
      after = page.next;
    } while (after !== undefined);
  }

  async #unmatched(sides: readonly OurSide[]): Promise<void> {
    for (const ours of sides) {
      if (!(await this.#isMatched(ours))) {
        this.#findings.push(findingOf(ours, 'missing_there', undefined, 'settlement'));
      }
    }
  }

  async #keep(run: string): Promise<void> {
    const findings = this.#findings;
    this.#findings = [];
    for (const { kind } of findings) this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    await this.#dependencies.shelf.keep(findings, run, this.#dependencies.clock.now());
  }

  async #closeSettled(account: string, run: string): Promise<number> {
    const { clock, shelf } = this.#dependencies;
    let closed = 0;
    let after: string | undefined;
    do {
      const page = await shelf.list({ account, limit: PAGE, after });
      const settled: Finding[] = [];
      for (const finding of page.records) {
        const isOlder = finding.source === 'settlement' && finding.seenBy !== run;
        if (isOlder && (await this.#isSettled(finding))) settled.push(finding);
      }
      await shelf.close(settled, clock.now());
      closed += settled.length;
      after = page.next;
    } while (after !== undefined);
    return closed;
  }

  async #isSettled({ account, kind, recordId, reference, theirs }: KeptFinding): Promise<boolean> {
    if (kind === 'missing_there') {
      return recordId !== undefined && reference !== undefined && this.#isMatched({ recordId, reference });
    }
    const ours = await this.#match(account, reference, theirs?.transactionId);
    if (kind === 'missing_here') return ours !== undefined;
    return (
      kind !== 'duplicate' && ours !== undefined && theirs !== undefined && !differences(ours, theirs).includes(kind)
    );
  }
}

/** A row says that money moved, how much, and for which fee. */
function differences(ours: OurSide, theirs: FindingSide): readonly FindingKind[] {
  const { amount, fee } = theirs;
  const told = [...ours.amounts, ...(ours.receivedAmount === undefined ? [] : [ours.receivedAmount])];
  return [
    ...(ours.fate === 'paid' || ours.fate === 'returned' ? [] : ['status' as const]),
    ...(amount === undefined || told.some((each) => sameMoney(each, amount)) ? [] : ['amount' as const]),
    ...(fee === undefined || sameMoney(ours.fee, fee) ? [] : ['fee' as const]),
  ];
}

function theirSide({ amount, date, fee, reference, transactionId }: SettlementRow): FindingSide {
  return { status: 'settled', amount, fee, id: reference, transactionId, at: date };
}
