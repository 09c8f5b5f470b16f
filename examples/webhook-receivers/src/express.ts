import { createServer } from 'node:http';
import express from 'express';
import type { FetchHandler } from 'paymux';
import { expressWebhooks } from 'paymux/express';

/** Express 5: webhooks before the parser, which would take their bytes. */
export function expressServer(webhooks: FetchHandler) {
  const app = express();
  app.use('/webhooks', expressWebhooks(webhooks));
  app.use(express.json());
  app.post('/orders', ({ body }, response) => void response.json(body));
  return createServer(app);
}
