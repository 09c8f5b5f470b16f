import { actionButton, html, type Html } from '../../control/page-shell.js';
import type { MoneyMovement } from '../../control/books.js';
import type { Delivery } from '../../control/webhook-courier.js';
import type { Molam } from '../molam.js';
import type { MolamControl } from '../molam-control.js';
import type { EndpointSnapshot, IntentSnapshot, PayoutSnapshot, RefundSnapshot } from '../snapshots.js';
import { customerButtons } from './pay-part.js';
import { statusLabel } from './status-label.js';

const SHOWN = 50;
const MINUTE_MS = 60_000;

/** The whole account, newest things first, with buttons for what can happen next. */
export function overviewPart(molam: Molam, control: MolamControl): Html {
  return html`
<h1>Molam simulator</h1>
<p class="soft">No real money moves here.</p>
${molam.clock.kind === 'virtual' ? clockPart(control) : undefined}
${section('Payments', control.intents(), intentCard)}
${section('Refunds', control.refunds(), refundCard)}
${section('Payouts', control.payouts(), payoutCard)}
${section('Webhook endpoints', control.endpoints(), endpointCard)}
${section('Webhooks', control.deliveries(), deliveryCard)}
${section('Money that moved', control.transfers(), movementCard)}
`;
}

function section<Item>(title: string, items: readonly Item[], card: (item: Item) => Html): Html | undefined {
  if (items.length === 0) return undefined;
  const newest = items.slice(-SHOWN).reverse();
  return html`<h2>${title} (${items.length})</h2>${newest.map((item) => html`<article>${card(item)}</article>`)}`;
}

function clockPart(control: MolamControl): Html {
  return html`<article><div><span>The clock stands at ${control.now().toISOString()}.</span>
${actionButton('+ 1 minute', 'advance', { ms: MINUTE_MS })}
${actionButton('+ 1 hour', 'advance', { ms: 60 * MINUTE_MS })}
${actionButton('+ 1 day', 'advance', { ms: 1440 * MINUTE_MS })}</div></article>`;
}

function intentCard(intent: IntentSnapshot): Html {
  const { id, reference, amount, currency, status } = intent;
  return html`
<div><strong>${reference ?? id}</strong><span>${amount} ${currency}</span>${statusLabel(status)}</div>
<div><code><a href="/pay/${id}">${id}</a></code><code>${intent.chargeId ?? ''}</code></div>
<div>${customerButtons(intent)}</div>`;
}

function refundCard({ id, reference, amount, currency, status }: RefundSnapshot): Html {
  const buttons =
    status === 'pending'
      ? [
          actionButton('Succeed', 'settle', { id, status: 'succeeded' }, 'main'),
          actionButton('Fail', 'settle', { id, status: 'failed' }),
        ]
      : [];
  return html`
<div><strong>${reference ?? id}</strong><span>${amount} ${currency}</span>${statusLabel(status)}</div>
<div><code>${id}</code></div>
<div>${buttons}</div>`;
}

function payoutCard(payout: PayoutSnapshot): Html {
  const { id, reference, amount, currency, account, status } = payout;
  return html`
<div><strong>${reference ?? id}</strong><span>${amount} ${currency}</span><span class="soft">to ${account}</span>
${statusLabel(status)}</div>
<div><code>${id}</code></div>
<div>${payoutButtons(payout)}</div>`;
}

function payoutButtons({ id, status }: PayoutSnapshot): readonly Html[] {
  switch (status) {
    case 'pending_approval':
      return [actionButton('Approve', 'approve', { id }, 'main'), actionButton('Reject', 'reject', { id })];
    case 'scheduled':
    case 'pending':
    case 'reserved':
    case 'processing':
      return [
        actionButton('Send', 'settle', { id, status: 'sent' }, 'main'),
        actionButton('Fail', 'settle', { id, status: 'failed' }),
      ];
    case 'sent':
      return [
        actionButton('Settle', 'settle', { id, status: 'settled' }, 'main'),
        actionButton('Reverse', 'settle', { id, status: 'reversed' }),
      ];
    case 'settled':
      return [actionButton('Reverse', 'settle', { id, status: 'reversed' })];
    default:
      return [];
  }
}

function endpointCard({ id, url, status, secrets }: EndpointSnapshot): Html {
  const kids = secrets.map(({ kid, status: state }) => `${kid} ${state}`).join(', ');
  const toggle =
    status === 'active'
      ? actionButton('Pause', 'set-endpoint', { endpoint: id, status: 'paused' })
      : actionButton('Resume', 'set-endpoint', { endpoint: id, status: 'active' }, 'main');
  return html`
<div><strong>${url}</strong><span class="soft">secrets: ${kids}</span>${statusLabel(status)}</div>
<div>${actionButton('Send a test', 'test-webhook', { endpoint: id })}
${actionButton('Rotate the secret', 'rotate', { endpoint: id })}${toggle}</div>`;
}

function deliveryCard(delivery: Delivery): Html {
  const attempts = delivery.attempts.map(({ status, error }) => String(status ?? error)).join(', ');
  const { id, state } = delivery;
  return html`
<div><strong>${delivery.type}</strong><span class="soft">${delivery.orderId ?? delivery.uuid} → ${delivery.url}</span>
${statusLabel(state)}</div>
<div><span class="soft">${attempts === '' ? 'not sent' : `answered ${attempts}`}</span>
${delivery.nature === 'real' ? undefined : html`<span class="soft">${delivery.nature}</span>`}
${actionButton('Send again', 'redeliver', { delivery: id })}
${state === 'failed' ? actionButton('Requeue', 'requeue', { delivery: id }) : undefined}</div>`;
}

function movementCard(movement: MoneyMovement): Html {
  return html`<div><strong>${movement.kind}</strong><span>${movement.amount} ${movement.currency}</span>
<span class="soft">${movement.orderId ?? ''}</span><code>${movement.address ?? ''}</code></div>`;
}
