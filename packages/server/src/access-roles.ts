import type { DurableStore, RolesOf } from '@paymux/orchestration';
import { type Role, ROLES } from './access/actor.js';
import { PERSON_KIND, toKeptPerson } from './access/person.js';

/**
 * The roles of the people of this service, for the approval policy: everybody holds their own and those below it, and
 * what the policy itself gives them. Who is disabled holds none.
 */
export function accessRoles(
  store: Pick<DurableStore, 'document'>,
  configured: Readonly<Record<string, readonly string[]>> = {},
): RolesOf {
  return async (actor) => {
    const own = Object.entries(configured).find(([name]) => name === actor)?.[1] ?? [];
    const document = await store.document(PERSON_KIND, actor);
    if (document === undefined) return own;
    const { person } = toKeptPerson(document);
    return person.isDisabled ? [] : [...new Set([...heldBy(person.role), ...own])];
  };
}

function heldBy(role: Role): readonly Role[] {
  return ROLES.slice(0, ROLES.indexOf(role) + 1);
}
