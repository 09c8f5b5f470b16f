import {
  type ListQuery,
  type Listing,
  type ObjectQuery,
  type OperationCapability,
  type Payment,
  type PaymentProvider,
  PaymentsError,
  type Payout,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import { canLookUp } from '../durable/sending.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import {
  compareRecord,
  type Comparison,
  duplicateOf,
  missingHere,
  missingThere,
  ourPayment,
  ourPayout,
  type OurSide,
} from './compare-record.js';
import type { Finding } from './finding.js';

/** Asks the provider about one record that was sent, and takes in what it says, as the follow-up does. */
export type Settle = (subject: 'payout' | 'payment', recordId: string) => Promise<void>;

/** What a {@link ProviderComparison} works with. */
export interface ProviderComparisonDependencies {
  readonly store: DurableStore;
  readonly provider: PaymentProvider;
  readonly account: string;
  readonly how: Comparison;
  readonly settle?: Settle | undefined;
}

/** What comparing came to. */
export interface Compared {
  readonly findings: readonly Finding[];
  readonly checked: number;
  readonly finalized: number;
  readonly errors: number;
  readonly unverifiable: number;
}

type Subject = 'payout' | 'payment';
type Theirs = Payment | Payout;

/** How one kind of object is read at the provider and here. */
interface Side {
  readonly subject: Subject;
  readonly capability: OperationCapability;
  find(query: ObjectQuery): Promise<Theirs | undefined>;
  list?(query: ListQuery): Listing<Theirs>;
  /** Our records that were asked for within a time, page by page. */
  ours(from: Date, before: Date): AsyncIterable<OurSide>;
  /** The record that an object of the provider is for. */
  match(theirs: Theirs): Promise<OurSide | undefined>;
  again(recordId: string): Promise<OurSide | undefined>;
}

const PAGE = 500;
/** What the next step of would be to send it, not to ask about it. */
const UNSENT: readonly string[] = ['awaiting_approval', 'scheduled', 'ready'];

/** Compares one account's records with what its provider holds, both ways. Keeps no more than one period in memory. */
export class ProviderComparison {
  readonly #dependencies: ProviderComparisonDependencies;
  readonly #sides: readonly Side[];
  #findings: Finding[] = [];
  #checked = 0;
  #finalized = 0;
  #errors = 0;
  #unverifiable = 0;

  constructor(dependencies: ProviderComparisonDependencies) {
    this.#dependencies = dependencies;
    this.#sides = [payoutSide(dependencies), paymentSide(dependencies)].filter((side) => side !== undefined);
  }

  /** What was compared since this was asked last. */
  take(): Compared {
    const taken = {
      findings: this.#findings,
      checked: this.#checked,
      finalized: this.#finalized,
      errors: this.#errors,
      unverifiable: this.#unverifiable,
    };
    this.#findings = [];
    this.#checked = this.#finalized = this.#errors = this.#unverifiable = 0;
    return taken;
  }

  /**
   * Everything of one period: the provider's history against our records, and our records that are not in it.
   *
   * @throws Whatever the listing throws.
   */
  async period(from: Date, before: Date): Promise<void> {
    for (const side of this.#sides) {
      const seen = new Set<string>();
      if (side.list !== undefined) {
        const listing = side.list({ createdFrom: from, createdTo: new Date(before.getTime() - 1) });
        let cursor: string | undefined;
        do {
          const page = await listing.page(cursor);
          for (const theirs of page.items) await this.#theirs(side, theirs, seen);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
      }
      for await (const ours of side.ours(from, before)) {
        if (ours.isSent && !seen.has(nameOf(ours))) await this.#lookUp(side, ours);
      }
    }
  }

  /** One payout of ours, looked up. */
  async payout(record: PayoutRecord): Promise<void> {
    await this.#single('payout', ourPayout(record));
  }

  /** One payment of ours, looked up. */
  async payment(record: PaymentRecord): Promise<void> {
    await this.#single('payment', ourPayment(record));
  }

  /** Whether a finding still holds, looked at by itself. `undefined` where that cannot be told now. */
  async holds(finding: Finding): Promise<boolean | undefined> {
    const side = this.#sides.find(({ subject }) => subject === finding.subject);
    if (side === undefined) return undefined;
    try {
      if (finding.kind === 'missing_here' || finding.kind === 'duplicate')
        return await this.#isStillThere(side, finding);
      const current = finding.recordId === undefined ? undefined : await side.again(finding.recordId);
      if (current === undefined) return undefined;
      const isCurrent = current.reference === finding.reference;
      const { providerId } = finding;
      const query = isCurrent ? queryFor(side, current) : providerId === undefined ? undefined : { providerId };
      if (query === undefined) return undefined;
      const theirs = await side.find(query);
      if (theirs === undefined) return finding.kind === 'missing_there' ? true : undefined;
      // A record that was tried again since is looked at by the attempt that the finding is about.
      const ours = isCurrent ? current : await side.match(theirs);
      if (ours === undefined) return undefined;
      return compareRecord(ours, theirs, this.#dependencies.how).some(({ kind }) => kind === finding.kind);
    } catch (error) {
      if (!PaymentsError.isInstance(error)) throw error;
      this.#errors += 1;
      return undefined;
    }
  }

  /** Whether what should not be at the provider is there, without a record of its own here. */
  async #isStillThere(side: Side, { kind, providerId }: Finding): Promise<boolean> {
    const theirs = providerId === undefined ? undefined : await side.find({ providerId });
    if (theirs === undefined) return false;
    const ours = await side.match(theirs);
    if (kind === 'missing_here') return ours === undefined;
    return ours !== undefined && !isUnpaid(theirs) && (await this.#isSecond(side, ours, theirs));
  }

  async #single(subject: Subject, ours: OurSide): Promise<void> {
    const side = this.#sides.find((each) => each.subject === subject);
    if (side === undefined) this.#unverifiable += 1;
    else if (ours.isSent) await this.#lookUp(side, ours);
  }

  async #theirs(side: Side, theirs: Theirs, seen: Set<string>): Promise<void> {
    this.#checked += 1;
    const ours = await side.match(theirs);
    if (ours === undefined) {
      this.#findings.push(missingHere(side.subject, this.#dependencies.account, theirs));
      return;
    }
    if (await this.#isSecond(side, ours, theirs)) {
      // One that moves no money harms nobody.
      if (!isUnpaid(theirs)) this.#findings.push(duplicateOf(ours, theirs));
      return;
    }
    seen.add(nameOf(ours));
    await this.#compare(side, ours, theirs);
  }

  /** Whether the provider holds another object than this one for our record. */
  async #isSecond(side: Side, ours: OurSide, theirs: Theirs): Promise<boolean> {
    if (ours.providerId !== undefined) return ours.providerId !== theirs.providerId;
    const query = queryFor(side, ours);
    // Which of several is meant, only the provider can tell.
    const first = query === undefined ? undefined : await side.find(query);
    return first !== undefined && first.providerId !== theirs.providerId;
  }

  async #lookUp(side: Side, ours: OurSide): Promise<void> {
    const query = queryFor(side, ours);
    if (query === undefined) {
      this.#unverifiable += 1;
      return;
    }
    let theirs: Theirs | undefined;
    try {
      theirs = await side.find(query);
    } catch (error) {
      if (!PaymentsError.isInstance(error)) throw error;
      this.#errors += 1;
      return;
    }
    this.#checked += 1;
    if (theirs === undefined) this.#findings.push(missingThere(ours));
    else await this.#compare(side, ours, theirs);
  }

  async #compare(side: Side, ours: OurSide, theirs: Theirs): Promise<void> {
    const { how, settle } = this.#dependencies;
    let findings = compareRecord(ours, theirs, how);
    const isOurs = ours.fate === 'open' && ours.isSent && !UNSENT.includes(ours.status);
    if (settle !== undefined && isOurs && findings.some(({ kind }) => kind === 'status')) {
      await settle(side.subject, ours.recordId);
      const settled = await side.again(ours.recordId);
      if (settled !== undefined && settled.reference === ours.reference) {
        findings = compareRecord(settled, theirs, how);
        if (!findings.some(({ kind }) => kind === 'status')) this.#finalized += 1;
      }
    }
    this.#findings.push(...findings);
  }
}

function payoutSide({ account, provider, store }: ProviderComparisonDependencies): Side | undefined {
  const { payouts } = provider;
  if (payouts === undefined) return undefined;
  return {
    subject: 'payout',
    capability: provider.capabilities.operations['createPayout'] ?? NO_LOOK_UP,
    find: (query) => payouts.findPayout(query),
    ...(payouts.listPayouts === undefined ? {} : { list: payouts.listPayouts.bind(payouts) }),
    async *ours(from, before) {
      let after: string | undefined;
      do {
        const query = { account, requestedFrom: from, requestedBefore: before, limit: PAGE, after };
        const page = await store.listPayouts(query);
        for (const record of page.records) yield ourPayout(record);
        after = page.next;
      } while (after !== undefined);
    },
    async match({ providerId, reference }) {
      const attempt =
        (await store.attemptByProviderId(account, providerId)) ??
        (reference === undefined ? undefined : await store.attemptByWireReference(account, reference));
      const record = attempt === undefined ? undefined : await store.payout(attempt.payoutId);
      return record === undefined ? undefined : ourPayout(record, attempt);
    },
    async again(recordId) {
      const record = await store.payout(recordId);
      return record === undefined ? undefined : ourPayout(record);
    },
  };
}

function paymentSide({ account, provider, store }: ProviderComparisonDependencies): Side | undefined {
  const { payments } = provider;
  if (payments === undefined) return undefined;
  return {
    subject: 'payment',
    capability: provider.capabilities.operations['createPayment'] ?? NO_LOOK_UP,
    find: (query) => payments.findPayment(query),
    ...(payments.listPayments === undefined ? {} : { list: payments.listPayments.bind(payments) }),
    async *ours(from, before) {
      let after: string | undefined;
      do {
        const query = { account, requestedFrom: from, requestedBefore: before, limit: PAGE, after };
        const page = await store.listPayments(query);
        for (const record of page.records) yield ourPayment(record);
        after = page.next;
      } while (after !== undefined);
    },
    async match({ providerId, reference }) {
      const record =
        (await store.paymentByProviderId(account, providerId)) ??
        (reference === undefined ? undefined : await store.paymentByReference(account, reference));
      return record === undefined ? undefined : ourPayment(record);
    },
    async again(recordId) {
      const record = await store.payment(recordId);
      return record === undefined ? undefined : ourPayment(record);
    },
  };
}

const NO_LOOK_UP: OperationCapability = { lookup: 'none', deduplicatesForMs: 0 };

function queryFor({ capability }: Side, { providerId, reference }: OurSide): ObjectQuery | undefined {
  if (providerId !== undefined) return { providerId };
  return canLookUp(capability, reference) ? { reference } : undefined;
}

function nameOf({ recordId, reference }: OurSide): string {
  return `${recordId}:${reference}`;
}

function isUnpaid({ final, status }: Theirs): boolean {
  return final && (status === 'failed' || status === 'cancelled' || status === 'reversed' || status === 'expired');
}
