import { createAdaptorServer } from '@hono/node-server';
import type { FetchHandler } from 'paymux';
import { nextWebhooks } from 'paymux/next';

/** `app/webhooks/[account]/route.ts` of a Next application. */
function routeOf(webhooks: FetchHandler) {
  const { GET, POST } = nextWebhooks(webhooks);
  return { runtime: 'nodejs', GET, POST };
}

/** In place of Next: hands the requests of a route to its functions, by method, and refuses the other methods. */
export function nextServer(webhooks: FetchHandler) {
  const route = routeOf(webhooks);
  return createAdaptorServer({
    fetch: (request) => {
      if (!new URL(request.url).pathname.startsWith('/webhooks/')) return new Response(null, { status: 404 });
      if (request.method === 'GET') return route.GET(request);
      return request.method === 'POST' ? route.POST(request) : new Response(null, { status: 405 });
    },
  });
}
