import type { Clock } from '@paymux/core';
import { type Change, type DurableStore, fingerprint, IdempotencyConflictError } from '@paymux/orchestration';

/** A write to people or tokens, and the key it was made under. */
export interface KeyedWrite {
  /** Whose key it is. */
  readonly person: string;
  readonly key: string;
  /** Everything that makes two writes the same. */
  readonly request: unknown;
}

export const KEPT_WRITE_KIND = 'access_write';

/**
 * Remembers under which key a person wrote what. It is stored together with the write itself, so that a write has its
 * effect once whatever happens; a secret that was shown is not kept, and cannot be shown again.
 */
export class KeptWrites {
  readonly #store: DurableStore;
  readonly #clock: Clock;

  constructor(store: DurableStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The id of the record that this write was about, if it was made before.
   *
   * @throws {@link IdempotencyConflictError} The key belongs to another write.
   */
  async find(write: KeyedWrite): Promise<string | undefined> {
    const document = await this.#store.document(KEPT_WRITE_KIND, idOf(write));
    if (document === undefined) return undefined;
    const kept = document.body as { readonly fingerprint: string; readonly record: string };
    const ours = fingerprint(write.request);
    if (kept.fingerprint !== ours) throw new IdempotencyConflictError(write.key, kept.fingerprint, ours);
    return kept.record;
  }

  /** What has to be stored together with the write. */
  change(write: KeyedWrite, record: string): Change {
    return {
      change: 'document_insert',
      document: {
        kind: KEPT_WRITE_KIND,
        id: idOf(write),
        revision: 1,
        group: write.person,
        state: 'done',
        at: this.#clock.now(),
        body: { fingerprint: fingerprint(write.request), record },
      },
    };
  }
}

function idOf({ key, person }: KeyedWrite): string {
  return `${person}/${key}`;
}
