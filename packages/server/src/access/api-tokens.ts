import { type Clock, equalInConstantTime, type RandomSource } from '@paymux/core';
import type { Change, DurableStore, StoredDocument } from '@paymux/orchestration';
import type { AccessPolicy } from './access-policy.js';
import type { Permission } from './actor.js';
import type { Person } from './person.js';
import { randomText, secretDigest } from './secret-text.js';

/** A token that a program acts with for a person. Its secret is not kept. */
export interface ApiToken {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Within a minute or so. */
  readonly lastUsedAt?: Date | undefined;
  readonly isRevoked: boolean;
  /** The {@link Person.tokenEpoch} in which it was made, and with which it ends. */
  readonly epoch: number;
}

/** What a program is to be given. */
export interface ApiTokenContents {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly expiresAt: Date;
}

interface TokenBody extends Omit<ApiToken, 'isRevoked'> {
  readonly secretDigest: string;
}

/** The two parts of a token that somebody sent. */
export interface TokenText {
  readonly id: string;
  readonly secret: string;
}

/** What {@link ApiTokens} works with. */
export interface ApiTokenDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly policy: AccessPolicy;
}

const KIND = 'api_token';
const AUTHORIZATION = /^[Bb]earer +pmx_([0-9A-Za-z]{16})_([0-9A-Za-z]{43})$/;

/** Reads `Authorization: Bearer pmx_<id>_<secret>`; `undefined` for everything else. */
export function readTokenText(authorization: string): TokenText | undefined {
  const [, id, secret] = AUTHORIZATION.exec(authorization) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** The tokens of programs. */
export class ApiTokens {
  readonly #dependencies: ApiTokenDependencies;

  constructor(dependencies: ApiTokenDependencies) {
    this.#dependencies = dependencies;
  }

  /** A token that begins: its text, which is shown once, and what stores it. */
  begin(
    person: Person,
    contents: ApiTokenContents,
  ): { readonly text: string; readonly change: Change; readonly token: ApiToken } {
    const { clock, random } = this.#dependencies;
    const id = randomText(random, 16);
    const secret = randomText(random, 43);
    const now = clock.now();
    const body: TokenBody = {
      ...contents,
      id,
      person: person.id,
      createdAt: now,
      secretDigest: secretDigest(secret),
      epoch: person.tokenEpoch,
    };
    const document: StoredDocument = { kind: KIND, id, revision: 1, group: person.id, state: 'open', at: now, body };
    return {
      text: `pmx_${id}_${secret}`,
      change: { change: 'document_insert', document },
      token: toToken(document),
    };
  }

  /** The document of the token that somebody sent, if its secret is right. It may be revoked or expired. */
  async find({ id, secret }: TokenText): Promise<StoredDocument | undefined> {
    const document = await this.#dependencies.store.document(KIND, id);
    const kept = (document?.body as TokenBody | undefined)?.secretDigest ?? secretDigest('');
    return equalInConstantTime(secretDigest(secret), kept) ? document : undefined;
  }

  /** The token of a document, if it is good for this person now. */
  open(document: StoredDocument, person: Person): ApiToken | undefined {
    const token = toToken(document);
    return tokenStatus(token, person, this.#dependencies.clock.now()) === 'active' ? token : undefined;
  }

  /** Writes down that the token was used, now and then. Losing against another request that does the same is fine. */
  async touch(document: StoredDocument): Promise<void> {
    const { clock, policy, store } = this.#dependencies;
    const body = document.body as TokenBody;
    const lastUsedAt = clock.now();
    if (lastUsedAt.getTime() - (body.lastUsedAt?.getTime() ?? 0) < policy.seenEveryMs) return;
    const changed = { ...document, revision: document.revision + 1, body: { ...body, lastUsedAt } };
    await store.commit([{ change: 'document_update', document: changed }]);
  }

  async get(id: string): Promise<ApiToken | undefined> {
    const document = await this.#dependencies.store.document(KIND, id);
    return document === undefined ? undefined : toToken(document);
  }

  /** A page of tokens, newest first: of one person, or of everybody. */
  async list(query: {
    readonly person?: string | undefined;
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  }): Promise<{ readonly items: readonly ApiToken[]; readonly next?: string | undefined }> {
    const { after, limit, person } = query;
    const page = await this.#dependencies.store.listDocuments({ kind: KIND, group: person, limit, after });
    return { items: page.records.map(toToken), ...(page.next !== undefined && { next: page.next }) };
  }

  /** Ends a token for good. */
  async revoke(id: string): Promise<void> {
    const { store } = this.#dependencies;
    for (;;) {
      const document = await store.document(KIND, id);
      if (document?.state !== 'open') return;
      const revoked = { ...document, revision: document.revision + 1, state: 'revoked' };
      if ((await store.commit([{ change: 'document_update', document: revoked }])).committed) return;
    }
  }
}

/** Whether a token of this person is still good. */
export function tokenStatus(
  { epoch, expiresAt, isRevoked }: ApiToken,
  { isDisabled, tokenEpoch }: Person,
  now: Date,
): 'active' | 'expired' | 'revoked' {
  if (isRevoked || isDisabled || epoch !== tokenEpoch) return 'revoked';
  return now < expiresAt ? 'active' : 'expired';
}

/** Whose token a document is. */
export function tokenPerson(document: StoredDocument): string {
  return (document.body as TokenBody).person;
}

function toToken({ body, state }: StoredDocument): ApiToken {
  const { createdAt, epoch, expiresAt, id, lastUsedAt, name, person, scopes } = body as TokenBody;
  return { id, person, name, scopes, createdAt, expiresAt, lastUsedAt, isRevoked: state !== 'open', epoch };
}
