import { actionButton, html, type Html } from '../../control/page-shell.js';
import type { IntentSnapshot } from '../snapshots.js';
import { statusLabel } from './status-label.js';

/** What a customer sees of a payment. */
export function payPart(intent: IntentSnapshot): Html {
  const { id, amount, currency, status, reference } = intent;
  return html`
<h1>Payment ${reference ?? id}</h1>
<article>
<div><span class="sum">${amount} ${currency}</span>${statusLabel(status)}</div>
<div>${customerButtons(intent)}</div>
${wayBack(intent)}
<p class="soft">A simulated payment: nothing is charged.</p>
</article>`;
}

/** What a customer can do next. */
export function customerButtons({ id, status }: IntentSnapshot): readonly Html[] {
  switch (status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return [
        actionButton('Pay', 'pay', { id }, 'main'),
        actionButton('Pay with 3-D Secure', 'pay', { id, paymentMethod: 'pm_card_3ds' }),
        actionButton('Pay with a refused card', 'pay', { id, paymentMethod: 'pm_card_declined' }),
      ];
    case 'requires_action':
      return [
        actionButton('Pass the check', 'complete-action', { id }, 'main'),
        actionButton('Fail the check', 'fail-action', { id }),
      ];
    case 'processing':
      return [actionButton('Let it succeed', 'pay', { id }, 'main')];
    default:
      return [];
  }
}

function wayBack({ status, returnUrl, cancelUrl }: IntentSnapshot): Html | undefined {
  const isOver = status === 'succeeded' || status === 'requires_capture';
  const url = isOver ? returnUrl : cancelUrl;
  return url === null ? undefined : html`<p><a href="${url}">${isOver ? 'Back to the shop' : 'Give up'}</a></p>`;
}
