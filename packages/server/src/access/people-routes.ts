import * as z from 'zod';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { emailSchema, idParams, instant, nameSchema, pageOf, pageQuery, roleSchema } from './access-schemas.js';
import type { Actor } from './actor.js';
import type { OneTimeLink, People } from './people.js';
import type { Person } from './person.js';

const linkSchema = z.strictObject({
  /** Shown once. The page takes it up at `/claim#<token>`. */
  token: z.string(),
  purpose: z.enum(['first_admin', 'invitation', 'reset']),
  expiresAt: instant,
});

const personSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  /** For those who manage access, as all below. */
  email: z.string().optional(),
  /** Whether the person has chosen a password. */
  status: z.enum(['invited', 'active', 'disabled']).optional(),
  createdAt: instant.optional(),
  /** The one-time link that is good at the moment, without what it ends in. */
  link: linkSchema.omit({ token: true }).optional(),
});

/** Who there is, what they may do, and how they come in. */
export function peopleRoutes({ people }: { readonly people: People }): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/people',
      permission: 'read',
      summary: 'List people, newest first',
      query: z.strictObject(pageQuery),
      response: pageOf(personSchema),
      async handler({ actor, query: { cursor, limit } }) {
        const { items, ...next } = await people.list({ limit, after: cursor });
        return { items: items.map((person) => toAnswer(person, actor)), ...next };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/people',
      permission: 'access:manage',
      summary: 'Invite somebody',
      body: z.strictObject({ email: emailSchema, name: nameSchema, role: roleSchema }),
      status: 201,
      response: z.strictObject({ person: personSchema, link: linkSchema }),
      async handler({ actor, body, concerns, idempotencyKey: key }) {
        const { link, person } = await people.create(body, {
          person: actor.person,
          key,
          request: ['POST /v1/people', body],
        });
        concerns(person.id);
        return { person: toAnswer(person, actor), link: toLink(link) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/people/{id}',
      permission: 'read',
      summary: 'Show somebody',
      params: idParams,
      response: personSchema,
      async handler({ actor, params }) {
        return toAnswer((await people.get(params.id)).person, actor);
      },
    }),

    defineRoute({
      method: 'PATCH',
      path: '/v1/people/{id}',
      permission: 'access:manage',
      summary: 'Change the name or the role of somebody, or keep them out',
      params: idParams,
      body: z.strictObject({
        name: nameSchema.optional(),
        role: roleSchema.optional(),
        disabled: z.boolean().optional(),
      }),
      response: personSchema,
      async handler({ actor, body: { disabled, name, role }, idempotencyKey: key, params: { id } }) {
        const changed = await people.change(
          id,
          { name, role, isDisabled: disabled },
          { person: actor.person, key, request: ['PATCH /v1/people', id, { disabled, name, role }] },
        );
        return toAnswer(changed, actor);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/people/{id}/link',
      permission: 'access:manage',
      summary: 'Make a new one-time link for somebody, to choose a password by',
      params: idParams,
      status: 201,
      response: linkSchema,
      async handler({ actor, idempotencyKey: key, params: { id } }) {
        const write = { person: actor.person, key, request: ['POST /v1/people/link', id] };
        return toLink(await people.createLink(id, write));
      },
    }),
  ];
}

/** Everybody may know the names that stand beside payouts; the rest is for those who manage access. */
function toAnswer({ createdAt, email, id, isDisabled, link, name, passwordHash, role }: Person, actor: Actor) {
  const shown = { id, name, role, disabled: isDisabled };
  if (!actor.permissions.has('access:manage')) return shown;
  const joined = passwordHash === undefined ? 'invited' : 'active';
  return {
    ...shown,
    email,
    status: isDisabled ? 'disabled' : joined,
    createdAt,
    ...(link !== undefined && { link: { purpose: link.purpose, expiresAt: link.expiresAt } }),
  };
}

function toLink({ expiresAt, purpose, token }: OneTimeLink) {
  return { token, purpose, expiresAt };
}
