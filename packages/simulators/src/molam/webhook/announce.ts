import type { Webhook } from '../../control/webhook-courier.js';
import type { JsonObject } from '../../json/encode-json.js';
import { writeJsonText } from '../../json/json-text.js';
import { isoTime, newId, type Molam } from '../molam.js';
import type { WebhookEndpoint } from '../state.js';

/** Something that happened, as the merchant is told of it. */
export interface MolamEvent {
  readonly id: string;
  readonly type: string;
  /** The whole body of the webhook. */
  readonly body: JsonObject;
  /** What it is about. */
  readonly about: {
    readonly id: string;
    readonly status: string;
    readonly reference?: string | undefined;
    readonly livemode: boolean;
  };
}

/** An event that happens now; `data` is kept as it is at this moment. */
export function newEvent(molam: Molam, type: string, data: JsonObject, about: MolamEvent['about']): MolamEvent {
  const id = newId(molam, 'evt');
  const body = {
    id,
    type,
    created: isoTime(molam.clock.now()),
    livemode: about.livemode,
    api_version: '2025-01',
    data,
  };
  return { id, type, body, about };
}

/**
 * Tells every endpoint that wants to know, one event after the other. Resolves
 * when the first attempt of each delivery is over.
 */
export function announce(molam: Molam, events: readonly MolamEvent[]): Promise<void> {
  const { announcing, courier, state } = molam;
  const sending = (async () => {
    for (const event of events) {
      const endpoints = state.endpoints.filter((endpoint) => wants(endpoint, event.type));
      await Promise.all(endpoints.map((endpoint) => courier.send(webhookTo(endpoint, event, 'real'))));
    }
  })();
  const tracked = sending.finally(() => announcing.delete(tracked));
  announcing.add(tracked);
  return tracked;
}

/** The webhook that tells one endpoint of an event. */
export function webhookTo(
  endpoint: Pick<WebhookEndpoint, 'id' | 'url'>,
  event: MolamEvent,
  nature: Webhook['nature'],
): Webhook {
  const { id, status, reference } = event.about;
  return {
    type: event.type,
    uuid: id,
    orderId: reference ?? null,
    status,
    url: endpoint.url,
    endpointId: endpoint.id,
    body: writeJsonText(event.body),
    headers: { 'user-agent': 'Molam-Connect-Webhook/1.0', 'molam-event-id': event.id },
    nature,
  };
}

function wants({ events }: WebhookEndpoint, type: string): boolean {
  return events.includes('*') || events.includes(type);
}
