// A process of its own that answers every request at once, over connections that it keeps:
// `node answering-server.js`, under a parent that listens for the port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAYMENT_ANSWER, STRIPE_ANSWER } from './sample-exchange.js';

const ANSWERS: Readonly<Record<string, Buffer>> = {
  '/v1/payment': Buffer.from(PAYMENT_ANSWER),
  '/v1/payment_intents': Buffer.from(STRIPE_ANSWER),
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const answer = ANSWERS[request.url ?? ''];
  request.resume();
  request.once('end', () => {
    if (answer === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.byteLength }).end(answer);
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
