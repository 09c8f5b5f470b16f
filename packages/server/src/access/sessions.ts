import { createHmac } from 'node:crypto';
import { type Clock, equalInConstantTime, type RandomSource } from '@paymux/core';
import type { Change, DurableStore, StoredDocument } from '@paymux/orchestration';
import type { AccessPolicy } from './access-policy.js';
import type { Person } from './person.js';
import { secretDigest } from './secret-text.js';

/** A session that is open. */
export interface Session {
  /** For the audit: not what the cookie holds, nor what leads to it. */
  readonly id: string;
  readonly person: string;
  /** Whatever is done, it ends then. */
  readonly expiresAt: Date;
  /** If nothing is done, it ends then. */
  readonly idleExpiresAt: Date;
  /** What a page has to send along with every write, in `X-Paymux-CSRF`. */
  readonly csrf: string;
}

interface SessionBody {
  readonly id: string;
  readonly person: string;
  readonly epoch: number;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

export const SESSION_KIND = 'session';
const SECRET_BYTES = 32;

/** What {@link Sessions} works with. */
export interface SessionDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly policy: AccessPolicy;
}

/** Sessions of people. What is kept leads to no cookie: of its secret there is only a digest. */
export class Sessions {
  readonly #dependencies: SessionDependencies;

  constructor(dependencies: SessionDependencies) {
    this.#dependencies = dependencies;
  }

  /** A session that begins: its secret for the cookie, and what stores it. */
  begin(person: Person): { readonly secret: string; readonly change: Change; readonly session: Session } {
    const { clock, random } = this.#dependencies;
    const now = clock.now();
    const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
    const id = `ses_${Buffer.from(random.bytes(12)).toString('hex')}`;
    const body: SessionBody = { id, person: person.id, epoch: person.sessionEpoch, createdAt: now, seenAt: now };
    const document: StoredDocument = {
      kind: SESSION_KIND,
      id: secretDigest(secret),
      revision: 1,
      group: person.id,
      state: 'open',
      at: now,
      body,
    };
    return { secret, change: { change: 'document_insert', document }, session: this.#toSession(body, secret) };
  }

  /** Begins a session, and stores it. */
  async start(person: Person): Promise<{ readonly secret: string; readonly session: Session }> {
    const { change, secret, session } = this.begin(person);
    await this.#dependencies.store.commit([change]);
    return { secret, session };
  }

  /** The document of the session that a cookie names, open or not. */
  async find(secret: string): Promise<StoredDocument | undefined> {
    return this.#dependencies.store.document(SESSION_KIND, secretDigest(secret));
  }

  /** The session of a document, if it is good for this person now. */
  open(document: StoredDocument, secret: string, person: Person): Session | undefined {
    const body = document.body as SessionBody;
    const session = this.#toSession(body, secret);
    const now = this.#dependencies.clock.now();
    const isOpen =
      document.state === 'open' &&
      body.epoch === person.sessionEpoch &&
      !person.isDisabled &&
      now < session.expiresAt &&
      now < session.idleExpiresAt;
    return isOpen ? session : undefined;
  }

  /** Writes down that the session was used, now and then. Losing against another request that does the same is fine. */
  async touch(document: StoredDocument): Promise<void> {
    const { clock, policy, store } = this.#dependencies;
    const body = document.body as SessionBody;
    const seenAt = clock.now();
    if (seenAt.getTime() - body.seenAt.getTime() < policy.seenEveryMs) return;
    const changed = { ...document, revision: document.revision + 1, body: { ...body, seenAt } };
    await store.commit([{ change: 'document_update', document: changed }]);
  }

  /** Ends the session that a cookie names, if there is one. */
  async end(secret: string): Promise<void> {
    for (;;) {
      const document = await this.find(secret);
      if (document?.state !== 'open') return;
      const ended = { ...document, revision: document.revision + 1, state: 'ended' };
      const { committed } = await this.#dependencies.store.commit([{ change: 'document_update', document: ended }]);
      if (committed) return;
    }
  }

  #toSession({ createdAt, id, person, seenAt }: SessionBody, secret: string): Session {
    const { sessionIdleMs, sessionLifeMs } = this.#dependencies.policy;
    return {
      id,
      person,
      expiresAt: new Date(createdAt.getTime() + sessionLifeMs),
      idleExpiresAt: new Date(seenAt.getTime() + sessionIdleMs),
      csrf: csrfToken(secret),
    };
  }
}

/** Whose session a document is. */
export function sessionPerson(document: StoredDocument): string {
  return (document.body as SessionBody).person;
}

/** Whether a request carries the token that belongs to its session. */
export function hasCsrfToken(request: Request, { csrf }: Session): boolean {
  const given = request.headers.get('x-paymux-csrf');
  return given !== null && equalInConstantTime(given, csrf);
}

/** Follows from the secret of the session, so that it need not be kept, and tells nothing of it. */
function csrfToken(secret: string): string {
  return createHmac('sha256', secret).update('paymux csrf token').digest('base64url');
}
