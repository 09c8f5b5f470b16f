import { html, type Html } from '../../control/page-shell.js';

const GOOD: ReadonlySet<string> = new Set(['paid', 'paid_over', 'refund_paid', 'active', 'delivered']);
const BAD: ReadonlySet<string> = new Set([
  'fail',
  'failed',
  'cancel',
  'system_fail',
  'wrong_amount',
  'refund_fail',
  'locked',
  'blocked',
  'dropped',
]);

/** A status as the provider spells it, coloured where it is good or bad news. */
export function statusLabel(status: string): Html {
  const colour = GOOD.has(status) ? 'good' : BAD.has(status) ? 'bad' : 'soft';
  return html`<span class="status ${colour}">${status}</span>`;
}
