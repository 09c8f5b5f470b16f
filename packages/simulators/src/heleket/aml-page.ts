import { actionButton, html, type Html } from '../control/page-shell.js';
import { statusLabel } from '../merchant/page/status-label.js';
import type { AmlLinks } from './aml-links.js';

/** The page behind the link of a questionnaire; `undefined` for other paths. */
export function amlPage(amlLinks: AmlLinks, path: string): { readonly title: string; readonly part: Html } | undefined {
  const uuid = /^\/aml\/([^/]+)$/.exec(path)?.[1];
  const link = uuid === undefined ? undefined : amlLinks.find(uuid);
  if (link === undefined) return undefined;
  const { invoice, status } = link;
  const isOpen = status === 'init' || status === 'pending';
  return {
    title: 'Questions about a payment',
    part: html`
<h1>Questions about payment ${invoice.orderId}</h1>
<article>
<div><span>Where does the money come from?</span>${statusLabel(status)}</div>
<div>${isOpen ? amlButtons(invoice.uuid) : undefined}</div>
<p class="soft">A simulated questionnaire: every answer is right.</p>
</article>`,
  };
}

/** Buttons that decide the questionnaire about an invoice. */
export function amlButtons(id: string): readonly Html[] {
  return [
    actionButton('Answer the questions', 'aml-outcome', { id, outcome: 'completed' }, 'main'),
    actionButton('Let the time pass', 'aml-outcome', { id, outcome: 'expired' }),
  ];
}
