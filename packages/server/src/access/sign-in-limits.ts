import { type Clock, hexDigest } from '@paymux/core';
import type { Change, DurableStore, StoredDocument } from '@paymux/orchestration';
import { RequestRefusedError } from '../api/problem.js';
import type { AccessPolicy, TryLimit } from './access-policy.js';
import { clientNetwork } from './client-address.js';

/** Whom somebody tries to sign in as, and from where. */
export interface SignInTry {
  readonly email: string;
  readonly address: string;
}

interface Count {
  readonly failures: number;
  readonly lastAt: Date;
  /** Of a pair: the person has signed in from here before. */
  readonly isKnown?: boolean | undefined;
}

interface Counted {
  readonly id: string;
  readonly limit: TryLimit;
  readonly document: StoredDocument | undefined;
  readonly count: Count;
}

export const SIGN_IN_LIMIT_KIND = 'sign_in_limit';
/** More tries than this collide only in a flood of them. */
const MOST_COLLISIONS = 20;

/**
 * Bounds tries to sign in, over all processes that share the store. A try counts as failed before it is made, so that
 * many at the same time are bounded like many in a row; one that succeeds is taken out again.
 */
export class SignInLimits {
  readonly #store: DurableStore;
  readonly #clock: Clock;
  readonly #policy: AccessPolicy;

  constructor(store: DurableStore, clock: Clock, policy: AccessPolicy) {
    this.#store = store;
    this.#clock = clock;
    this.#policy = policy;
  }

  /**
   * Counts a try.
   *
   * @throws {@link RequestRefusedError} It has to wait. Says how long, and not whether there is such a person.
   */
  async begin(attempt: SignInTry): Promise<void> {
    for (let collisions = 0; collisions < MOST_COLLISIONS; collisions += 1) {
      const counted = await this.#read(attempt);
      const now = this.#clock.now();
      const waitMs = this.#waitMs(counted, now);
      if (waitMs > 0) throw tooMany(waitMs);
      const changes = counted.map((one) =>
        toChange(one, now, { ...one.count, failures: one.count.failures + 1, lastAt: now }),
      );
      if ((await this.#store.commit(changes)).committed) return;
    }
    throw tooMany(1000);
  }

  /** Takes a try that succeeded out of the counts, and remembers where it came from. */
  async succeed(attempt: SignInTry): Promise<void> {
    for (let collisions = 0; collisions < MOST_COLLISIONS; collisions += 1) {
      const now = this.#clock.now();
      const changes = (await this.#read(attempt)).map((one, index) =>
        toChange(
          one,
          now,
          index === 0
            ? { failures: 0, lastAt: now, isKnown: true }
            : { ...one.count, failures: Math.max(0, one.count.failures - 1) },
        ),
      );
      if ((await this.#store.commit(changes)).committed) return;
    }
  }

  /** The counts of the pair, of the address and of the e-mail address, in this order. */
  async #read({ address, email }: SignInTry): Promise<readonly Counted[]> {
    const { triesForgottenMs, triesFromAddress, triesOfPair, triesToEmail } = this.#policy;
    const network = clientNetwork(address);
    const now = this.#clock.now();
    return Promise.all(
      [
        { id: idOf('pair', email, network), limit: triesOfPair },
        { id: idOf('address', network), limit: triesFromAddress },
        { id: idOf('email', email), limit: triesToEmail },
      ].map(async ({ id, limit }) => {
        const document = await this.#store.document(SIGN_IN_LIMIT_KIND, id);
        const kept = document?.body as Count | undefined;
        const isForgotten = kept === undefined || now.getTime() - kept.lastAt.getTime() > triesForgottenMs;
        const count = isForgotten ? { failures: 0, lastAt: now, isKnown: kept?.isKnown } : kept;
        return { id, limit, document, count };
      }),
    );
  }

  #waitMs([pair, address, email]: readonly Counted[], now: Date): number {
    const counted = pair?.count.isKnown === true ? [pair, address] : [pair, address, email];
    return Math.max(...counted.map((one) => (one === undefined ? 0 : waitMs(one, now))));
  }
}

function waitMs({ count: { failures, lastAt }, limit: { after, firstMs, mostMs } }: Counted, now: Date): number {
  if (failures < after) return 0;
  const wholeMs = Math.min(mostMs, firstMs * 2 ** Math.min(30, failures - after));
  // A clock that was set back makes nobody wait longer than the whole of it.
  return Math.min(wholeMs, lastAt.getTime() + wholeMs - now.getTime());
}

function toChange({ document, id }: Counted, now: Date, body: Count): Change {
  return {
    change: document === undefined ? 'document_insert' : 'document_update',
    document: {
      kind: SIGN_IN_LIMIT_KIND,
      id,
      revision: (document?.revision ?? 0) + 1,
      state: 'counting',
      at: document?.at ?? now,
      body,
    },
  };
}

/** A digest, so that no list of e-mail addresses can be read off the counts. */
function idOf(what: string, ...parts: readonly string[]): string {
  return `${what}_${hexDigest('sha256', JSON.stringify(parts))}`;
}

function tooMany(waitMs: number): RequestRefusedError {
  return new RequestRefusedError('too_many_requests', 'Too many failed sign-ins. Wait before the next one.', {
    retryAfterMs: waitMs,
  });
}
