import type { IncomingMessage } from 'node:http';
import type { FetchHandler } from '@paymux/orchestration';
import { handOver } from './hand-over.js';

/** What the plugin needs of a Fastify instance. */
export interface FastifyScope {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown;
  all(path: string, handler: (request: FastifyDelivery, reply: FastifyAnswer) => Promise<unknown>): unknown;
}

/** What the plugin needs of a Fastify request. */
export interface FastifyDelivery {
  readonly raw: IncomingMessage;
}

/** What the plugin needs of a Fastify reply. */
export interface FastifyAnswer {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: Uint8Array): unknown;
}

/** A Fastify plugin. */
export type FastifyWebhooks = (scope: FastifyScope, options: unknown, done: () => void) => void;

/**
 * A webhook handler as a plugin of Fastify 5. It answers everything below its prefix, and leaves bodies there
 * unparsed; all other routes keep their parsers.
 *
 * @example
 * ```ts
 * await app.register(fastifyWebhooks(paymux.webhooks.handler({ on })), { prefix: '/webhooks' });
 * ```
 */
export function fastifyWebhooks(handler: FetchHandler): FastifyWebhooks {
  return (scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    // The handler reads the body itself, with limits of its own.
    scope.addContentTypeParser('*', (_request, _payload, unread) => {
      unread(null);
    });
    for (const path of ['/', '/*']) {
      scope.all(path, async ({ raw }, reply) => {
        const response = await handOver(raw, handler);
        reply.code(response.status);
        for (const [name, value] of response.headers) reply.header(name, value);
        // A body that was left where it is would be waited for, however slowly it comes.
        if (!raw.complete) reply.header('connection', 'close');
        return reply.send(Buffer.from(await response.arrayBuffer()));
      });
    }
    done();
  };
}
