import type { Clock } from '@paymux/core';
import type { Change, DurableStore } from '@paymux/orchestration';
import { RequestRefusedError } from '../api/problem.js';
import type { Person } from './person.js';

const KIND = 'access_state';
const ID = 'admins';

/**
 * Who the administrators are, in one document: its first version can be stored once only, so that there is one first
 * administrator however many processes start together, and the last one cannot be taken away.
 */
export class Admins {
  readonly #store: DurableStore;
  readonly #clock: Clock;

  constructor(store: DurableStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Whether there has been an administrator. */
  async haveBegun(): Promise<boolean> {
    return (await this.#store.document(KIND, ID)) !== undefined;
  }

  /** What stores the first administrator. */
  first(person: Person): Change {
    return {
      change: 'document_insert',
      document: {
        kind: KIND,
        id: ID,
        revision: 1,
        state: 'open',
        at: this.#clock.now(),
        body: { people: [person.id] },
      },
    };
  }

  /**
   * What has to be stored together with a change of a person: nothing, unless it makes or unmakes an administrator.
   *
   * @throws {@link RequestRefusedError} Nobody would be left.
   */
  async changes(before: Person, after: Person): Promise<readonly Change[]> {
    if (isAdmin(before) === isAdmin(after)) return [];
    const document = await this.#store.document(KIND, ID);
    const { people } = (document?.body ?? { people: [] }) as { readonly people: readonly string[] };
    const others = people.filter((id) => id !== after.id);
    const left = isAdmin(after) ? [...others, after.id] : others;
    if (document === undefined || left.length === 0) {
      throw new RequestRefusedError('conflict', 'This is the last administrator. Make somebody else one first.');
    }
    return [
      { change: 'document_update', document: { ...document, revision: document.revision + 1, body: { people: left } } },
    ];
  }
}

/** Only those count who can sign in. */
function isAdmin({ isDisabled, passwordHash, role }: Person): boolean {
  return role === 'admin' && !isDisabled && passwordHash !== undefined;
}
