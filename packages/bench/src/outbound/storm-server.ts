// A provider in a process of its own that fails when it is told to: `node storm-server.js`, under a parent that sends
// `fail` and `heal`, and asks with `count` for the requests that came since it asked last.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAYMENT_ANSWER } from './sample-exchange.js';

const answer = Buffer.from(PAYMENT_ANSWER);
let isFailing = false;
let requests = 0;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  requests += 1;
  request.resume();
  request.once('end', () => {
    if (isFailing) response.writeHead(503).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', (message) => {
  if (message !== 'count') isFailing = message === 'fail';
  process.send?.(requests);
  requests = 0;
});
process.once('disconnect', () => process.exit());
