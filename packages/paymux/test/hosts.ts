import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { FetchHandler } from '@paymux/orchestration';
import express, { type Express } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { expressWebhooks } from '../src/bindings/express.js';
import { fastifyWebhooks } from '../src/bindings/fastify.js';
import { honoWebhooks } from '../src/bindings/hono.js';
import { nextWebhooks } from '../src/bindings/next.js';
import { listen, serve, type Server } from './serve.js';

/** A framework with webhooks below `/hooks` and at `/payouts/webhook`. */
export interface Host {
  start(handler: FetchHandler): Promise<Server>;
  /** Whether bodies reach the handler while they arrive. */
  readonly streams: boolean;
  /** Whether `POST /orders` beside the webhooks answers with the JSON that it was sent. */
  readonly parsesOthers: boolean;
  /** Whether requests of every method reach the handler. */
  readonly everyMethod: boolean;
}

const ORDINARY = { streams: true, parsesOthers: true, everyMethod: true };

export const HOSTS: Readonly<Record<string, Host>> = {
  node: {
    ...ORDINARY,
    parsesOthers: false,
    start: serve,
  },
  express: {
    ...ORDINARY,
    start: (handler) => {
      const app = mount(express(), handler).use(express.json());
      return listen(createServer(withOrders(app)));
    },
  },
  'express behind express.raw': {
    ...ORDINARY,
    streams: false,
    parsesOthers: false,
    start: (handler) => listen(createServer(mount(express().use(express.raw({ type: () => true })), handler))),
  },
  'express behind a parser that keeps the bytes': {
    ...ORDINARY,
    streams: false,
    start: (handler) => {
      const keep = (request: object, _response: object, rawBody: Buffer) => void Object.assign(request, { rawBody });
      return listen(createServer(withOrders(mount(express().use(express.json({ verify: keep })), handler))));
    },
  },
  fastify: {
    ...ORDINARY,
    start: async (handler) => {
      const app = fastify();
      await app.register(fastifyWebhooks(handler), { prefix: '/hooks' });
      await app.register(fastifyWebhooks(handler), { prefix: '/payouts/webhook' });
      app.post('/orders', async ({ body }) => body);
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      return {
        url,
        close: async () => {
          app.server.closeAllConnections();
          await app.close();
        },
      };
    },
  },
  hono: {
    ...ORDINARY,
    start: (handler) => {
      const app = new Hono();
      app.all('/hooks/*', honoWebhooks(handler)).all('/payouts/webhook', honoWebhooks(handler));
      app.onError((_error, context) => context.body(null, 500));
      app.post('/orders', async (context) => context.json(await context.req.json()));
      return serveFetch(app.fetch);
    },
  },
  // Route handlers are fetch-standard functions by method: a server hands them the standard's requests.
  next: {
    ...ORDINARY,
    parsesOthers: false,
    everyMethod: false,
    start: (handler) => {
      const { GET, POST } = nextWebhooks(handler);
      return serveFetch((request) => (request.method === 'POST' ? POST : GET)(request));
    },
  },
};

/** The server that Hono has for Node.js. */
function serveFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<Server> {
  const listener = getRequestListener(fetch);
  return listen(createServer((incoming, outgoing) => void listener(incoming, outgoing)));
}

function mount(app: Express, handler: FetchHandler): Express {
  return app.use('/hooks', expressWebhooks(handler)).use('/payouts/webhook', expressWebhooks(handler));
}

function withOrders(app: Express): Express {
  return app.post('/orders', ({ body }, response) => void response.json(body));
}
