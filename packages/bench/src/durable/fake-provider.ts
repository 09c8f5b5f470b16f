import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from './helper.js';

// A provider that takes every payout, and does nothing else.

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
  incoming.on('end', () => {
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, string>>;
    const result = {
      uuid: `provider-${asked['order_id'] ?? ''}`,
      order_id: asked['order_id'],
      amount: asked['amount'],
      currency: asked['currency'],
      network: asked['network'],
      address: asked['address'],
      txid: null,
      status: 'process',
      is_final: false,
      balance: '1000000.00',
    };
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify({ state: 0, result }));
  });
});
server.keepAliveTimeout = 600_000;

serve({
  start: () =>
    new Promise<string>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
      });
    }),
});
