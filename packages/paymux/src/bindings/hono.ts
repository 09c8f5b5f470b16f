import type { FetchHandler } from '@paymux/orchestration';

/** A Hono handler. */
export type HonoHandler = (context: { readonly req: { readonly raw: Request } }) => Promise<Response>;

/**
 * A webhook handler for Hono. No middleware before it may read the body.
 *
 * @example
 * ```ts
 * app.all('/webhooks/:account', honoWebhooks(paymux.webhooks.handler({ on })));
 * ```
 */
export function honoWebhooks(handler: FetchHandler): HonoHandler {
  return ({ req }) => handler(req.raw);
}
