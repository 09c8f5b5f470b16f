import type { FaultPlan } from '../../control/fault.js';
import { WebhookCourier } from '../../control/webhook-courier.js';
import type { Molam } from '../molam.js';
import type { WebhookEndpoint } from '../state.js';
import { validVersions } from './endpoints.js';
import { signatureHeaders, type WebhookSigning } from './sign.js';

/** Answers after which another attempt follows, beside 5xx and none at all. */
const RETRIED: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * A courier that signs every attempt afresh and knows the state of endpoints.
 *
 * @param signing - Asked before each attempt.
 */
export function molamCourier(
  { clock, settings, state }: Pick<Molam, 'clock' | 'settings' | 'state'>,
  faults: FaultPlan,
  signing: () => WebhookSigning,
): WebhookCourier {
  const endpointOf = (id: string | undefined): WebhookEndpoint | undefined =>
    state.endpoints.find((endpoint) => endpoint.id === id);
  return new WebhookCourier({
    clock,
    faults,
    retryDelaysMs: settings.webhookRetryDelaysMs,
    timeoutMs: settings.webhookTimeoutMs,
    mayRetry: (status) => status === undefined || status >= 500 || RETRIED.has(status),
    gate({ endpointId, nature }) {
      if (nature === 'forged') return 'send';
      const endpoint = endpointOf(endpointId);
      if (endpoint === undefined) return 'drop';
      return endpoint.status === 'active' ? 'send' : { parkMs: settings.parkingMs };
    },
    attemptHeaders({ id, attempts, body, type, endpointId, nature }) {
      const delivery = {
        'idempotency-key': `dlv_${String(id).padStart(8, '0')}`,
        'molam-delivery-attempt': String(attempts.length + 1),
      };
      const endpoint = endpointOf(endpointId);
      if (nature === 'forged' || endpoint === undefined) return delivery;
      const sentAt = clock.now();
      const { created } = JSON.parse(body) as { readonly created: string };
      const signature = signatureHeaders(signing(), {
        body,
        type,
        queuedAt: Date.parse(created),
        sentAt,
        versions: validVersions(endpoint),
      });
      return { ...delivery, ...signature };
    },
  });
}
