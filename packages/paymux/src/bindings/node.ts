import type { ServerResponse } from 'node:http';
import { MisconfiguredError } from '@paymux/core';
import type { FetchHandler } from '@paymux/orchestration';
import { handOver, type NodeRequest, toDelivery } from './hand-over.js';

export type { NodeRequest } from './hand-over.js';

/** Answers one request of Node's `http` or `https`. In a Connect-style app, `next` hears of what went wrong. */
export type NodeListener = (incoming: NodeRequest, outgoing: ServerResponse, next?: (error?: unknown) => void) => void;

/**
 * A webhook handler for Node's `http` and `https`, and for whatever takes the same listeners: Connect-style
 * apps, and the pages router of Next with its body parser off.
 *
 * It needs the bytes as they came. A request that a body parser has read is handed to `next` as a
 * {@link MisconfiguredError}; where there is no `next`, it is answered 500 and emitted as a process warning.
 *
 * @example
 * ```ts
 * createServer(nodeWebhooks(paymux.webhooks.handler({ on }))).listen(3000);
 * ```
 */
export function nodeWebhooks(handler: FetchHandler): NodeListener {
  return (incoming, outgoing, next) => {
    void answerOne(handler, incoming, outgoing).catch((error: unknown) => {
      if (next !== undefined) {
        next(error);
        return;
      }
      if (error instanceof MisconfiguredError) process.emitWarning(error);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500, { connection: 'close' }).end();
    });
  };
}

async function answerOne(handler: FetchHandler, incoming: NodeRequest, outgoing: ServerResponse): Promise<void> {
  if (handler.answer !== undefined) {
    const { body, headers, status } = await handler.answer(toDelivery(incoming));
    if (outgoing.destroyed) return;
    if (!incoming.complete) outgoing.setHeader('connection', 'close');
    outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
    return;
  }
  const response = await handOver(incoming, handler);
  const body = Buffer.from(await response.arrayBuffer());
  if (outgoing.destroyed) return;
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  // A body that was left where it is would be waited for, however slowly it comes.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  outgoing.end(body);
}
