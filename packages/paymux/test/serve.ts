import { createServer, type Server as NodeServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FetchHandler } from '@paymux/orchestration';
import { nodeWebhooks } from '../src/bindings/node.js';

/** A web server on loopback. */
export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server in front of a fetch-standard handler, on a free port. */
export function serve(handle: FetchHandler): Promise<Server> {
  return listen(createServer(nodeWebhooks(handle)));
}

/** Starts a server on a free port. */
export async function listen(server: NodeServer): Promise<Server> {
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
