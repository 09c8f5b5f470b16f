import type { Capabilities, OperationCapability } from '@paymux/core';
import type { MolamSettings } from './molam-options.js';

/** How long the provider keeps the answer to an idempotency key. */
const DAY_MS = 86_400_000;

const CREATION: OperationCapability = { lookup: 'scan', deduplicatesForMs: DAY_MS };
const CHANGE: OperationCapability = { lookup: 'id', deduplicatesForMs: DAY_MS };
/** The provider promises nothing about a key on these calls. */
const UNKEYED: OperationCapability = { lookup: 'scan', deduplicatesForMs: 0 };

/** What an account can do: payouts need the entity they are made for, webhooks their secrets. */
export function molamCapabilities({ originEntityId, webhookSecrets }: MolamSettings): Capabilities {
  return {
    operations: {
      createPayment: CREATION,
      confirmPayment: CHANGE,
      capturePayment: CHANGE,
      cancelPayment: CHANGE,
      createRefund: CREATION,
      ...(originEntityId !== undefined && { createPayout: CREATION, cancelPayout: CHANGE }),
      registerEndpoint: CREATION,
      rotateSecret: CREATION,
      revokeSecret: UNKEYED,
      deleteEndpoint: UNKEYED,
    },
    ...(webhookSecrets && { webhooks: { scheme: 'molam-signature', needsConfirmation: false } }),
    partialRefunds: true,
    payoutMemo: false,
  };
}
