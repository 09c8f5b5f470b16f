import { redact } from '@paymux/core';
import { fromRecordText, type InboxMessage } from '@paymux/orchestration';
import * as z from 'zod';
import { decided, found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { deliveryId, readDeliveryId } from './delivery-id.js';
import { givenInstant, instant, name } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const state = z.enum(['waiting', 'done', 'dead', 'review']);

const delivery = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    key: z.string(),
    kind: z.string(),
    type: z.string(),
    state,
    receivedAt: instant,
    attempts: z.number(),
    dueAt: instant.optional(),
    doneAt: instant.optional(),
    /** Code or name of the last failure, or the reason for review. */
    problem: z.string().optional(),
    /** Whether it can be applied once more. */
    canReplay: z.boolean(),
  })
  .meta({ id: 'WebhookDelivery' });

const refusals = z.strictObject({
  items: z.array(z.strictObject({ account: z.string(), reason: z.string(), count: z.number(), lastAt: instant })),
});

const params = z.strictObject({ id: z.string().min(1).max(3000) });

/** What providers delivered, and what became of it. */
export function webhookRoutes({ paymux: { webhooks } }: ServiceParts): readonly AnyRoute[] {
  const { deliveries } = webhooks;

  async function get(id: string): Promise<InboxMessage> {
    const message = readDeliveryId(id);
    return found(message === undefined ? undefined : await deliveries.find(message), 'webhook');
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/webhooks',
      permission: 'read',
      summary: 'List the events that were delivered, the latest first',
      lists: ['state'],
      query: z.strictObject({ ...pageQuery, state: z.array(state).optional(), account: name.optional() }),
      response: pageOf(delivery),
      async handler({ query: { account, state: states, ...query } }) {
        return toPage(await deliveries.list({ account, states, ...paging(query) }), toAnswer);
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/webhooks/refusals',
      permission: 'read',
      summary: 'Count the deliveries that proved nothing, by account and reason',
      query: z.strictObject({ account: name.optional(), reason: name.optional(), from: givenInstant.optional() }),
      response: refusals,
      async handler({ query: { account, from, reason } }) {
        const items = await deliveries.refused({ account, from });
        return { items: items.filter((one) => reason === undefined || one.reason === reason) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/webhooks/{id}',
      permission: 'read',
      summary: 'Show an event that was delivered, with what it says',
      params,
      response: delivery.extend({ event: z.unknown().optional() }),
      async handler({ params: { id } }) {
        const message = await get(id);
        const said = message.event === '' ? {} : { event: redact(fromRecordText<unknown>(message.event)) };
        return { ...toAnswer(message), ...said };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/webhooks/{id}/replay',
      permission: 'webhooks:replay',
      summary: 'Have an event applied once more',
      params,
      response: delivery,
      async handler({ actor, concerns, params: { id } }) {
        const { account, key } = await get(id);
        concerns(`${account} ${key}`);
        return toAnswer(await decided(deliveries.replay({ account, key, actor: actor.person })));
      },
    }),
  ];
}

function toAnswer(message: InboxMessage): object {
  const { event, trace: _, ...shown } = message;
  return { id: deliveryId(message), ...shown, canReplay: event !== '' };
}
