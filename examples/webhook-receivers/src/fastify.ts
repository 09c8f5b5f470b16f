import fastify from 'fastify';
import type { FetchHandler } from 'paymux';
import { fastifyWebhooks } from 'paymux/fastify';

/** Fastify 5: a plugin that leaves bodies unparsed below its prefix, and nowhere else. */
export async function fastifyServer(webhooks: FetchHandler) {
  const app = fastify();
  await app.register(fastifyWebhooks(webhooks), { prefix: '/webhooks' });
  app.post('/orders', async ({ body }) => body);
  await app.ready();
  return app.server;
}
