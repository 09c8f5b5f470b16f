import { html, type Html } from '../../control/page-shell.js';

const GOOD: ReadonlySet<string> = new Set(['succeeded', 'settled', 'captured', 'delivered', 'active']);
const BAD: ReadonlySet<string> = new Set([
  'failed',
  'canceled',
  'cancelled',
  'reversed',
  'refused',
  'dropped',
  'disabled',
]);

/** A status as the provider spells it, coloured where it is good or bad news. */
export function statusLabel(status: string): Html {
  const colour = GOOD.has(status) ? 'good' : BAD.has(status) ? 'bad' : 'soft';
  return html`<span class="status ${colour}">${status}</span>`;
}
