import { actionButton, html, Html } from '../../control/page-shell.js';
import { formatFixed } from '../../money/fixed.js';
import type { Merchant } from '../merchant.js';
import { patternPng } from '../pattern-png.js';
import type { Invoice, Recurrence, StaticWallet } from '../state.js';
import { statusLabel } from './status-label.js';

/** What a payer sees of an invoice. */
export function payInvoicePart({ assets }: Merchant, invoice: Invoice): Html {
  const { terms } = invoice;
  return html`
<h1>Payment ${invoice.orderId}</h1>
<article>
<div><span class="sum">${assets.format(invoice.amount, invoice.currency)} ${invoice.currency}</span>
${statusLabel(invoice.status)}</div>
${
  terms === undefined
    ? undefined
    : html`<p>${formatFixed(terms.amount, 8)} ${terms.service.currency} on ${terms.service.network}</p>
${addressPart(terms.address)}`
}
<div>${payButton(invoice)}</div>
<p class="soft">A simulated payment: nothing is charged.</p>
</article>`;
}

function payButton({ uuid: id, isFinal, terms, allowed }: Invoice): Html | undefined {
  if (isFinal) return undefined;
  if (terms !== undefined) return actionButton('Pay', 'pay', { id }, 'main');
  const options = allowed.map(
    ({ currency, network }) =>
      html`<option value="${JSON.stringify({ currency, network })}">${currency} on ${network}</option>`,
  );
  return html`<form data-call="pay" data-body="${JSON.stringify({ id })}">
<select name="choice" aria-label="Currency">${options}</select><button class="main">Pay</button></form>`;
}

/** What a payer sees of a static wallet. */
export function payWalletPart(wallet: StaticWallet): Html {
  const { currency, network } = wallet.service;
  return html`
<h1>Top up ${wallet.orderId}</h1>
<article>
<div><span>${currency} on ${network}</span>${statusLabel(wallet.status)}</div>
${addressPart(wallet.address)}
<form data-call="deposit" data-body="${JSON.stringify({ id: wallet.uuid })}">
<input name="amount" inputmode="decimal" value="10" aria-label="Amount"><button class="main">Send ${currency}</button></form>
<p class="soft">A simulated deposit: nothing is charged.</p>
</article>`;
}

/** What a payer sees of a recurring payment. */
export function payRecurrencePart({ assets }: Merchant, recurrence: Recurrence): Html {
  const { uuid: id, status } = recurrence;
  return html`
<h1>${recurrence.name}</h1>
<article>
<div><span class="sum">${assets.format(recurrence.amount, recurrence.currency)} ${recurrence.currency}</span>
<span class="soft">${recurrence.period}</span>${statusLabel(status)}</div>
<div>${status === 'wait_accept' ? actionButton('Accept', 'settle', { id, status: 'active' }, 'main') : undefined}
${status === 'active' ? actionButton('Cancel', 'settle', { id, status: 'cancel_by_user' }) : undefined}</div>
</article>`;
}

function addressPart(address: string): Html {
  return html`<p><img alt="Pattern in place of a QR code" src="${new Html(patternPng(address))}"></p><p><code>${address}</code></p>`;
}
