import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { FetchHandler } from 'paymux';
import { honoWebhooks } from 'paymux/hono';

/** Hono: one route, and no middleware before it that reads the body. */
export function honoServer(webhooks: FetchHandler) {
  const app = new Hono();
  app.all('/webhooks/:account', honoWebhooks(webhooks));
  app.post('/orders', async (context) => context.json(await context.req.json()));
  return createAdaptorServer(app);
}
