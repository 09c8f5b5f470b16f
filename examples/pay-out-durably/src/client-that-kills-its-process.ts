import { type HttpClient, KyHttpClient } from '@paymux/core';

/** The worst moment there is: the provider has accepted a request, and nobody has read its answer yet. */
export function clientThatKillsItsProcess(path: string): HttpClient {
  const client = new KyHttpClient();
  return {
    async send(request) {
      const response = await client.send(request);
      if (new URL(request.url).pathname === path) process.kill(process.pid, 'SIGKILL');
      return response;
    },
  };
}
