import type { Idempotency } from '@paymux/orchestration';
import type { Actor } from '../access/actor.js';
import { type AnyRoute, Reply, type RouteRequest } from './route.js';

/** Nothing here goes by the clock of a provider: whatever is made again finds what there is, by reference or revision. */
const ALWAYS_MS = Number.MAX_SAFE_INTEGER;

type KeyedRequestOfRoute = RouteRequest<unknown, unknown, unknown> & { readonly actor: Actor | undefined };

/** An answer as it is kept. */
interface KeptReply {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly value: unknown;
}

/**
 * Has every write answer alike to the same request under the same `Idempotency-Key`, in whichever process, and refuse
 * another request under it. A key belongs to the person and the route.
 */
export function keyedRoutes(routes: readonly AnyRoute[], idempotency: Idempotency): readonly AnyRoute[] {
  return routes.map((route) => {
    if (route.method === 'GET' || route.idempotency === 'none' || route.permission === 'public') return route;
    const handler = async (request: KeyedRequestOfRoute): Promise<unknown> => {
      const { actor, body, idempotencyKey: key, params, query } = request;
      const keyed = {
        scope: `http ${actor?.person ?? ''} ${route.method} ${route.path}`,
        key,
        request: { body, params, query },
        deduplicatesForMs: ALWAYS_MS,
      };
      const kept = await idempotency.run(keyed, async (): Promise<KeptReply> => {
        const made: unknown = await route.handler(request);
        return made instanceof Reply
          ? { status: made.status, headers: made.headers, value: made.value }
          : { value: made };
      });
      return kept.status === undefined ? kept.value : new Reply(kept.status, kept.value, kept.headers);
    };
    return { ...route, handler };
  });
}
