import type { FetchHandler } from '@paymux/orchestration';
import * as z from 'zod';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';

const schema = z.strictObject({ status: z.string(), account: z.string().optional() });

const answers = {
  200: { schema, says: 'Every event in the delivery is stored, now or before.' },
  401: { schema, says: 'It proves nothing.' },
  404: { schema, says: 'No such account, or it takes no webhooks.' },
  408: { schema, says: 'The body came too slowly.' },
  413: { schema, says: 'The body is too large.' },
  429: { schema, says: 'More than is taken of this account.' },
  503: { schema, says: 'It could not be stored: deliver it again.' },
};

/** Where providers deliver webhooks. The delivery itself proves who sent it. */
export function webhookEntryRoutes(handler: FetchHandler): readonly AnyRawRoute[] {
  const params = z.strictObject({ account: z.string() });
  const at = (method: 'GET' | 'POST', path: string): AnyRawRoute =>
    defineRawRoute({
      method,
      path,
      permission: 'public',
      raw: true,
      summary: method === 'POST' ? 'Take a webhook in' : 'Whether webhooks of the account can be verified',
      documentation: {
        ...(path.includes('{') && { params }),
        ...(method === 'POST' && { body: ['application/json', 'application/x-www-form-urlencoded'] }),
        answers:
          method === 'POST'
            ? answers
            : {
                200: { schema, says: 'They can.' },
                404: answers[404],
                503: { schema, says: 'Nothing to verify them with is configured.' },
              },
      },
      handler: ({ request }) => handler(request),
    });
  return [
    at('POST', '/webhooks/{account}'),
    at('GET', '/webhooks/{account}'),
    at('POST', '/payouts/webhook'),
    at('GET', '/payouts/webhook'),
  ];
}
