import type { FetchHandler } from '@paymux/orchestration';
import { nodeWebhooks, type NodeListener } from './node.js';

export type { NodeListener, NodeRequest } from './node.js';

/**
 * A webhook handler for Express 5, by `app.use` or `app.post`.
 *
 * It needs the bytes as they came: register it before `express.json()`, or behind
 * `express.raw({ type: () => true })`. Behind a parser that kept no bytes, every delivery ends in the app's
 * error handler as a {@link MisconfiguredError}.
 *
 * @example
 * ```ts
 * app.use('/webhooks', expressWebhooks(paymux.webhooks.handler({ on })));
 * app.use(express.json());
 * ```
 */
export function expressWebhooks(handler: FetchHandler): NodeListener {
  return nodeWebhooks(handler);
}
