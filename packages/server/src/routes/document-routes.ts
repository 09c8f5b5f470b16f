import type { OpenApiDocument } from '../api/open-api.js';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';

/** The description of the interface. It tells nothing of what is stored, so it is open to everybody. */
export function documentRoutes(document: OpenApiDocument): readonly AnyRawRoute[] {
  return [
    defineRawRoute({
      method: 'GET',
      path: '/openapi.json',
      permission: 'public',
      raw: true,
      summary: 'This description of the interface',
      handler: () => Response.json(document, { headers: { 'cache-control': 'no-cache' } }),
    }),
  ];
}
