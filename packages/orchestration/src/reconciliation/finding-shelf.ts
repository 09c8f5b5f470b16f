import type { Change, DurableStore, RecordPage } from '../durable/durable-store.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { Finding, FindingKind, KeptFinding } from './finding.js';

/** The kind of document that a finding is kept as. */
const FINDING = 'reconciliation_finding';
/** Findings that are written in one commit. */
const BATCH = 100;

/** Which findings. */
export interface FindingQuery {
  /** @defaultValue those of all accounts */
  readonly account?: string | undefined;
  /** Seen by this run. As with `kinds`, a page may be shorter. */
  readonly run?: string | undefined;
  /** @defaultValue those that are open */
  readonly states?: readonly KeptFinding['state'][] | undefined;
  readonly kinds?: readonly FindingKind[] | undefined;
  /** Up to 1,000. A page of some kinds alone may be shorter, and yet not be the last. @defaultValue 50 */
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** Keeps findings: each disagreement once, however often it is seen. */
export class FindingShelf {
  readonly #store: DurableStore;

  constructor(store: DurableStore) {
    this.#store = store;
  }

  /** Notes that a run saw these. One that was closed and is back is opened again. */
  async keep(findings: readonly Finding[], run: string, at: Date): Promise<void> {
    const distinct = [...new Map(findings.map((finding) => [finding.id, finding])).values()];
    for (let start = 0; start < distinct.length; start += BATCH) {
      await this.#commit(distinct.slice(start, start + BATCH), (finding, kept) => seen(finding, kept, run, at));
    }
  }

  /** Notes that findings no longer hold. */
  async close(findings: readonly Finding[], at: Date): Promise<void> {
    await this.#commit(findings, (_finding, kept) => {
      const body = kept === undefined ? undefined : bodyOf(kept);
      if (kept === undefined || body?.state !== 'open') return undefined;
      return next(kept, { ...body, state: 'closed', closedAt: at });
    });
  }

  /** Notes that a person says it is as it should be. Answers `undefined` if there is no open finding by this id. */
  async accept(id: string, actor: string, note: string | undefined, at: Date): Promise<KeptFinding | undefined> {
    for (;;) {
      const kept = await this.#store.document(FINDING, id);
      if (kept?.state !== 'open') return undefined;
      const body: KeptFinding = { ...bodyOf(kept), state: 'accepted', closedAt: at, acceptedBy: actor, note };
      if ((await this.#store.commit([next(kept, body)])).committed) return body;
    }
  }

  async find(id: string): Promise<KeptFinding | undefined> {
    const kept = await this.#store.document(FINDING, id);
    return kept === undefined ? undefined : bodyOf(kept);
  }

  /** A page of findings, the latest first. */
  async list({ account, after, kinds, limit, run, states = ['open'] }: FindingQuery): Promise<RecordPage<KeptFinding>> {
    const page = await this.#store.listDocuments({ kind: FINDING, group: account, states, limit, after });
    const records = page.records
      .map(bodyOf)
      .filter(
        ({ foundBy, kind, seenBy }) =>
          (kinds === undefined || kinds.includes(kind)) && (run === undefined || run === seenBy || run === foundBy),
      );
    return { records, next: page.next };
  }

  async #commit(
    findings: readonly Finding[],
    change: (finding: Finding, kept: StoredDocument | undefined) => Change | undefined,
  ): Promise<void> {
    for (;;) {
      const changes: Change[] = [];
      for (const finding of findings) {
        const made = change(finding, await this.#store.document(FINDING, finding.id));
        if (made !== undefined) changes.push(made);
      }
      // Somebody else noted one of them meanwhile where it is not committed: what they noted is taken in.
      if (changes.length === 0 || (await this.#store.commit(changes)).committed) return;
    }
  }
}

function seen(finding: Finding, kept: StoredDocument | undefined, run: string, at: Date): Change | undefined {
  if (kept === undefined) {
    const body: KeptFinding = {
      ...finding,
      state: 'open',
      foundAt: at,
      foundBy: run,
      seenAt: at,
      seenBy: run,
      returns: 0,
    };
    const { account, id } = finding;
    return {
      change: 'document_insert',
      document: { kind: FINDING, id, revision: 1, group: account, state: 'open', at, body },
    };
  }
  const before = bodyOf(kept);
  if (before.state === 'accepted') return undefined;
  const isBack = before.state === 'closed';
  // A run that was broken off and goes on sees some of its findings a second time.
  if (before.seenBy === run && !isBack) return undefined;
  const { foundBy, returns } = before;
  return next(kept, {
    ...before,
    ...finding,
    state: 'open',
    seenAt: at,
    seenBy: run,
    foundBy: isBack ? run : foundBy,
    returns: isBack ? returns + 1 : returns,
    closedAt: undefined,
  });
}

function next(kept: StoredDocument, body: KeptFinding): Change {
  const document = { ...kept, revision: kept.revision + 1, state: body.state, body };
  return { change: 'document_update', document };
}

function bodyOf({ body }: StoredDocument): KeptFinding {
  return body as KeptFinding;
}
