import { newId, referenceOf, token, type Molam } from '../molam.js';
import type { RequestFields } from '../request-fields.js';
import type { Intent } from '../state.js';
import type { MolamEvent } from '../webhook/announce.js';
import { intentEvent } from './move-intent.js';

/** Opens an intent. @throws MolamRefusal */
export function createIntent(
  molam: Molam,
  fields: RequestFields,
  { livemode, idempotencyKey }: { readonly livemode: boolean; readonly idempotencyKey: string | undefined },
): { readonly intent: Intent; readonly events: readonly MolamEvent[] } {
  fields.require('amount', 'currency');
  const metadata = fields.metadata();
  const request = {
    amount: fields.minorAmount() ?? 0n,
    currency: fields.currency(),
    capture: fields.flag('capture') ?? false,
    locale: fields.text('locale') ?? 'en',
    customerId: fields.text('customer_id'),
    merchantId: fields.text('merchant_id'),
    description: fields.text('description'),
    metadata,
    returnUrl: fields.url('return_url'),
    cancelUrl: fields.url('cancel_url'),
  };
  const id = newId(molam, 'pi');
  const now = molam.clock.now();
  const intent: Intent = {
    kind: 'payment_intent',
    ...request,
    id,
    clientSecret: `${id}_secret_${token(molam, 16)}`,
    livemode,
    reference: referenceOf(metadata, idempotencyKey),
    status: 'requires_payment_method',
    moves: 0,
    paymentMethod: undefined,
    charge: undefined,
    nextAction: undefined,
    error: undefined,
    cancellationReason: undefined,
    confirmedAt: undefined,
    capturedAt: undefined,
    canceledAt: undefined,
    createdAt: now,
    updatedAt: now,
  };
  molam.state.intents.push(intent);
  return { intent, events: [intentEvent(molam, intent, 'payment_intent.created')] };
}
