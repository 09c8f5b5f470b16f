import type { FetchHandler } from '@paymux/orchestration';

/** The route handlers of one route, by method. */
export interface NextRouteHandlers {
  /** Whether the account can verify webhooks. */
  readonly GET: FetchHandler;
  readonly POST: FetchHandler;
}

/**
 * A webhook handler for the app router of Next, in `app/webhooks/[account]/route.ts`. The route runs on
 * Node.js (`export const runtime = 'nodejs'`); other methods are answered by Next.
 *
 * In the pages router, use `nodeWebhooks` of `paymux/node` and `export const config = { api: { bodyParser: false } }`.
 *
 * @example
 * ```ts
 * export const runtime = 'nodejs';
 * export const { GET, POST } = nextWebhooks(paymux.webhooks.handler({ on }));
 * ```
 */
export function nextWebhooks(handler: FetchHandler): NextRouteHandlers {
  return { GET: handler, POST: handler };
}
