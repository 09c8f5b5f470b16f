import type { Change, StoredDocument } from '@paymux/orchestration';
import type { Role } from './actor.js';

/** What a one-time link is for. */
export type LinkPurpose = 'first_admin' | 'invitation' | 'reset';

/** Somebody who may sign in. */
export interface Person {
  readonly id: string;
  /** In small letters, and of nobody else. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** Absent until the invitation was taken up. */
  readonly passwordHash?: string | undefined;
  /** Counts what ends all sessions at once: a new password, and being disabled. */
  readonly sessionEpoch: number;
  /** Counts what ends all tokens at once: being disabled. */
  readonly tokenEpoch: number;
  /** The only one-time link that is good for this person. */
  readonly link?: { readonly digest: string; readonly purpose: LinkPurpose; readonly expiresAt: Date } | undefined;
  readonly createdAt: Date;
}

/** A person as they are kept. */
export interface KeptPerson {
  readonly person: Person;
  readonly revision: number;
}

export const PERSON_KIND = 'person';
/** Makes e-mail addresses unique, and leads from them to people. */
export const PERSON_EMAIL_KIND = 'person_email';

/** What stores a person who was found with this revision; `0` for one who is new. */
export function personChange(person: Person, revision: number): Change {
  const document: StoredDocument = {
    kind: PERSON_KIND,
    id: person.id,
    revision: revision + 1,
    state: person.isDisabled ? 'disabled' : person.passwordHash === undefined ? 'invited' : 'active',
    at: person.createdAt,
    body: person,
  };
  return revision === 0 ? { change: 'document_insert', document } : { change: 'document_update', document };
}

/** The person that a document is about. */
export function toKeptPerson(document: StoredDocument): KeptPerson {
  return { person: document.body as Person, revision: document.revision };
}

/** An e-mail address as it is compared. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}
