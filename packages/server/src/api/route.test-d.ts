import * as z from 'zod';
import { defineRawRoute, defineRoute } from './route.js';

const response = z.undefined();

// @ts-expect-error -- a route names who may ask.
export const open = defineRoute({ method: 'GET', path: '/v1/open', summary: 'x', response, handler: () => undefined });

export const unknown = defineRawRoute({
  ...{ raw: true, method: 'GET', path: '/x', summary: 'x' },
  // @ts-expect-error -- and names a permission that there is.
  permission: 'all',
  handler: () => new Response(),
});

export const known = defineRoute({
  ...{ method: 'GET', path: '/v1/known', summary: 'x', permission: 'read', response },
  // Whoever asks is known there.
  handler: ({ actor }) => void actor.person,
});

export const nobody = defineRoute({
  ...{ method: 'GET', path: '/v1/nobody', summary: 'x', permission: 'public', response },
  // @ts-expect-error -- a public route knows nobody.
  handler: ({ actor }) => void actor.person,
});
