import type { Clock, RandomSource } from '@paymux/core';
import type { Change, DurableStore, StoredDocument } from '@paymux/orchestration';
import { RequestRefusedError } from '../api/problem.js';
import type { AccessPolicy } from './access-policy.js';
import type { Role } from './actor.js';
import { Admins } from './admins.js';
import type { KeptWrites, KeyedWrite } from './kept-write.js';
import type { Passwords } from './passwords.js';
import { passwordProblems } from './passwords.js';
import {
  type KeptPerson,
  type LinkPurpose,
  normaliseEmail,
  type Person,
  PERSON_EMAIL_KIND,
  PERSON_KIND,
  personChange,
  toKeptPerson,
} from './person.js';
import { randomText, secretDigest } from './secret-text.js';

/** A one-time link: what it ends in is shown once, and only its digest is kept. */
export interface OneTimeLink {
  /** `pml_` and a secret. Whoever has it can choose the password of the person. */
  readonly token: string;
  readonly purpose: LinkPurpose;
  readonly expiresAt: Date;
}

/** Who is to become the first administrator, where whoever takes up the link does not say. */
export interface FirstAdmin {
  readonly email: string;
  readonly name: string;
}

/** What somebody who takes up a link says. */
export interface LinkClaim {
  readonly token: string;
  readonly password: string;
  /** For the first administrator only. */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Who somebody is to be. */
export interface PersonContents {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** What is to be different about somebody. */
export interface PersonChanges {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
}

interface LinkBody {
  readonly purpose: LinkPurpose;
  readonly expiresAt: Date;
  readonly person?: string | undefined;
  readonly first?: FirstAdmin | undefined;
}

/** What {@link People} works with. */
export interface PeopleDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly policy: AccessPolicy;
  readonly passwords: Passwords;
  readonly keptWrites: KeptWrites;
}

/** What is stored together with a password that was chosen by a link: the session that begins with it. */
export type AfterClaim = (person: Person) => Change;

export const LINK_KIND = 'one_time_link';
const LINK_TOKEN = /^pml_[0-9A-Za-z]{43}$/;

/** Who may sign in, and how they come to be able to. */
export class People {
  readonly #dependencies: PeopleDependencies;
  readonly #admins: Admins;

  constructor(dependencies: PeopleDependencies) {
    this.#dependencies = dependencies;
    this.#admins = new Admins(dependencies.store, dependencies.clock);
  }

  async find(id: string): Promise<KeptPerson | undefined> {
    const document = await this.#dependencies.store.document(PERSON_KIND, id);
    return document === undefined ? undefined : toKeptPerson(document);
  }

  /** @throws {@link RequestRefusedError} There is nobody with this id. */
  async get(id: string): Promise<KeptPerson> {
    const kept = await this.find(id);
    if (kept === undefined) throw new RequestRefusedError('not_found', 'There is nobody with this id.');
    return kept;
  }

  async findByEmail(email: string): Promise<KeptPerson | undefined> {
    const document = await this.#dependencies.store.document(PERSON_EMAIL_KIND, normaliseEmail(email));
    // Asked for in any case, so that a known address takes no other number of reads than an unknown one.
    return this.find((document?.body as { readonly person: string } | undefined)?.person ?? 'per_nobody');
  }

  /** A page of people, newest first. */
  async list(query: {
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  }): Promise<{ readonly items: readonly Person[]; readonly next?: string | undefined }> {
    const page = await this.#dependencies.store.listDocuments({ ...query, kind: PERSON_KIND });
    return {
      items: page.records.map((document) => toKeptPerson(document).person),
      ...(page.next !== undefined && { next: page.next }),
    };
  }

  /**
   * Adds somebody, with the link by which they choose their password.
   *
   * @throws {@link RequestRefusedError} Somebody has this e-mail address, or the same write was made before: its link
   *   cannot be shown again.
   * @throws {@link IdempotencyConflictError} The key belongs to another write.
   */
  async create(
    contents: PersonContents,
    write: KeyedWrite,
  ): Promise<{ readonly person: Person; readonly link: OneTimeLink }> {
    const { clock, keptWrites, store } = this.#dependencies;
    await this.#refuseRepeat(write);
    const { link, insert } = this.#newLink('invitation');
    const draft = this.#newPerson(contents, { createdAt: clock.now() });
    const person: Person = { ...draft, link: linkOf(link) };
    const result = await store.commit([
      emailChange(person),
      personChange(person, 0),
      insert(person.id),
      keptWrites.change(write, person.id),
    ]);
    if (result.committed) return { person, link };
    await this.#refuseRepeat(write);
    throw new RequestRefusedError('conflict', 'Somebody has this e-mail address already.');
  }

  /**
   * Changes somebody. A role counts from the next request on; who is disabled is signed out at once, and their tokens
   * end.
   *
   * @throws {@link RequestRefusedError} There is nobody with this id, or no administrator would be left.
   * @throws {@link IdempotencyConflictError} The key belongs to another write.
   */
  async change(id: string, changes: PersonChanges, write: KeyedWrite): Promise<Person> {
    const { keptWrites, store } = this.#dependencies;
    for (;;) {
      const { person, revision } = await this.get(id);
      if ((await keptWrites.find(write)) !== undefined) return person;
      const { isDisabled = person.isDisabled, name = person.name, role = person.role } = changes;
      const epochs = isDisabled && !person.isDisabled ? 1 : 0;
      const changed: Person = {
        ...person,
        name,
        role,
        isDisabled,
        sessionEpoch: person.sessionEpoch + epochs,
        tokenEpoch: person.tokenEpoch + epochs,
        link: isDisabled ? undefined : person.link,
      };
      const result = await store.commit([
        personChange(changed, revision),
        ...(await this.#admins.changes(person, changed)),
        keptWrites.change(write, id),
      ]);
      if (result.committed) return changed;
    }
  }

  /**
   * A new link for somebody: for their first password, or another one. Only the newest link is good.
   *
   * @param write - Absent for whoever works on the machine itself.
   * @throws {@link RequestRefusedError} There is nobody with this id, they are disabled, or the same write was made
   *   before.
   * @throws {@link IdempotencyConflictError} The key belongs to another write.
   */
  async createLink(id: string, write?: KeyedWrite): Promise<OneTimeLink> {
    const { keptWrites, store } = this.#dependencies;
    for (;;) {
      if (write !== undefined) await this.#refuseRepeat(write);
      const { person, revision } = await this.get(id);
      if (person.isDisabled) throw new RequestRefusedError('conflict', 'This person is disabled.');
      const { link, insert } = this.#newLink(person.passwordHash === undefined ? 'invitation' : 'reset');
      const result = await store.commit([
        personChange({ ...person, link: linkOf(link) }, revision),
        insert(id),
        ...(write === undefined ? [] : [keptWrites.change(write, id)]),
      ]);
      if (result.committed) return link;
    }
  }

  /** A link for the first administrator, as long as there is none. Of several, the first one taken up counts. */
  async createFirstLink(first: FirstAdmin): Promise<OneTimeLink | undefined> {
    if (await this.#admins.haveBegun()) return undefined;
    const { link, insert } = this.#newLink('first_admin');
    await this.#dependencies.store.commit([insert(undefined, first)]);
    return link;
  }

  /**
   * Takes up a link: the person has the password from now on, and every session with the one before ends.
   *
   * @throws {@link RequestRefusedError} The link is unknown, used, too old or not the newest one, or the password is
   *   against the rules: then the link remains good.
   */
  async claim(claim: LinkClaim, after: AfterClaim): Promise<Person> {
    const { passwords, store } = this.#dependencies;
    const first = await this.#claimable(claim);
    const problems = passwordProblems(claim.password, first.person.email);
    if (problems.length > 0) {
      throw new RequestRefusedError('invalid_request', 'This cannot be the password.', { problems });
    }
    const passwordHash = await passwords.hash(claim.password);
    // Looked at again each time: whoever was faster has used the link, or changed the person.
    for (;;) {
      const { document, isFirst, person, revision } = await this.#claimable(claim);
      const claimed: Person = {
        ...person,
        passwordHash,
        sessionEpoch: person.sessionEpoch + 1,
        link: undefined,
      };
      const result = await store.commit([
        personChange(claimed, revision),
        ...(isFirst
          ? [emailChange(claimed), this.#admins.first(claimed)]
          : await this.#admins.changes(person, claimed)),
        { change: 'document_update', document: { ...document, revision: document.revision + 1, state: 'used' } },
        after(claimed),
      ]);
      if (result.committed) return claimed;
    }
  }

  /** Keeps a password under today's parameters. Losing against any other change of the person is fine. */
  async rehash({ person, revision }: KeptPerson, password: string): Promise<void> {
    const passwordHash = await this.#dependencies.passwords.hash(password);
    await this.#dependencies.store.commit([personChange({ ...person, passwordHash }, revision)]);
  }

  /** What a link leads to, as long as it is good. */
  async #claimable({ email, name, token }: LinkClaim): Promise<{
    readonly document: StoredDocument;
    readonly person: Person;
    readonly revision: number;
    readonly isFirst: boolean;
  }> {
    const { clock, store } = this.#dependencies;
    const digest = secretDigest(token);
    const document = LINK_TOKEN.test(token) ? await store.document(LINK_KIND, digest) : undefined;
    if (document?.state !== 'open') throw notValid();
    const { expiresAt, first, person: id } = document.body as LinkBody;
    if (expiresAt <= clock.now()) throw notValid();
    if (first !== undefined) {
      if (await this.#admins.haveBegun()) throw notValid();
      const contents = { email: email ?? first.email, name: name ?? first.name, role: 'admin' } as const;
      // The id follows from the link, so that it stays the same when the claim is looked at again.
      const draft = this.#newPerson(contents, { createdAt: document.at, id: `per_${digest.slice(0, 32)}` });
      return { document, person: draft, revision: 0, isFirst: true };
    }
    const kept = id === undefined ? undefined : await this.find(id);
    if (kept === undefined || kept.person.isDisabled || kept.person.link?.digest !== digest) throw notValid();
    return { document, ...kept, isFirst: false };
  }

  async #refuseRepeat(write: KeyedWrite): Promise<void> {
    const record = await this.#dependencies.keptWrites.find(write);
    if (record !== undefined) throw createdAlready(record);
  }

  #newPerson(
    { email, name, role }: PersonContents,
    { createdAt, id }: { readonly createdAt: Date; readonly id?: string | undefined },
  ): Person {
    return {
      id: id ?? `per_${Buffer.from(this.#dependencies.random.bytes(16)).toString('hex')}`,
      email: normaliseEmail(email),
      name,
      role,
      isDisabled: false,
      sessionEpoch: 1,
      tokenEpoch: 1,
      createdAt,
    };
  }

  #newLink(purpose: LinkPurpose): {
    readonly link: OneTimeLink;
    readonly insert: (person: string | undefined, first?: FirstAdmin) => Change;
  } {
    const { clock, policy, random } = this.#dependencies;
    const at = clock.now();
    const token = `pml_${randomText(random, 43)}`;
    const expiresAt = new Date(at.getTime() + policy.linkLifeMs);
    return {
      link: { token, purpose, expiresAt },
      insert: (person, first) => ({
        change: 'document_insert',
        document: {
          kind: LINK_KIND,
          id: secretDigest(token),
          revision: 1,
          group: person,
          state: 'open',
          at,
          body: { purpose, expiresAt, person, first },
        },
      }),
    };
  }
}

/** Says that what a write shows once was shown before. */
export function createdAlready(record: string): RequestRefusedError {
  return new RequestRefusedError(
    'created_already',
    `This was done already, for ${record}. What is shown once cannot be shown again: ask for a new one with a new key.`,
  );
}

function linkOf({ expiresAt, purpose, token }: OneTimeLink): NonNullable<Person['link']> {
  return { digest: secretDigest(token), purpose, expiresAt };
}

function emailChange({ createdAt, email, id }: Person): Change {
  return {
    change: 'document_insert',
    document: { kind: PERSON_EMAIL_KIND, id: email, revision: 1, state: 'taken', at: createdAt, body: { person: id } },
  };
}

/** One answer for every reason, so that nothing is learnt by trying. */
function notValid(): RequestRefusedError {
  return new RequestRefusedError('link_not_valid', 'This link is not valid, or not any more. Ask for a new one.');
}
