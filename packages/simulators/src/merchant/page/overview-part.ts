import { actionButton, html, type Html } from '../../control/page-shell.js';
import type { MoneyMovement } from '../../control/books.js';
import type { Delivery } from '../../control/webhook-courier.js';
import { fixed, formatFixed, multiply } from '../../money/fixed.js';
import type { Merchant } from '../merchant.js';
import type { BrandExtension } from '../brand-extension.js';
import type { MerchantControl } from '../merchant-control.js';
import type { InvoiceSnapshot, PayoutSnapshot, RecurrenceSnapshot, WalletSnapshot } from '../snapshots.js';
import { statusLabel } from './status-label.js';

const SHOWN = 50;
const MINUTE_MS = 60_000;

/** The whole account, newest things first, with buttons for what can happen next. */
export function overviewPart(
  merchant: Merchant,
  { control, invoiceButtons = () => [] }: BrandExtension<MerchantControl>,
): Html {
  const balances = control
    .balances()
    .filter(({ currency }) => ['USDT', 'BTC', 'ETH', 'TRX'].includes(currency))
    .map(({ currency, merchant: sum }) => `${sum} ${currency}`);
  return html`
<h1>${merchant.brand.name} simulator</h1>
<p class="soft">No real money moves here. ${balances.join(' · ')}</p>
${merchant.clock.kind === 'virtual' ? clockPart(control) : undefined}
${section('Invoices', control.invoices(), (invoice) => invoiceCard(invoice, invoiceButtons(invoice)))}
${section('Payouts', control.payouts(), payoutCard)}
${section('Static wallets', control.wallets(), walletCard)}
${section('Recurring payments', control.recurrences(), recurrenceCard)}
${section('Webhooks', control.deliveries(), deliveryCard)}
${section('Money that moved', control.transfers(), movementCard)}
`;
}

function section<Item>(title: string, items: readonly Item[], card: (item: Item) => Html): Html | undefined {
  if (items.length === 0) return undefined;
  const newest = items.slice(-SHOWN).reverse();
  return html`<h2>${title} (${items.length})</h2>${newest.map((item) => html`<article>${card(item)}</article>`)}`;
}

function clockPart(control: MerchantControl): Html {
  return html`<article><div><span>The clock stands at ${control.now().toISOString()}.</span>
${actionButton('+ 1 minute', 'advance', { ms: MINUTE_MS })}
${actionButton('+ 1 hour', 'advance', { ms: 60 * MINUTE_MS })}
${actionButton('+ 1 day', 'advance', { ms: 1440 * MINUTE_MS })}</div></article>`;
}

function invoiceCard(invoice: InvoiceSnapshot, further: readonly Html[]): Html {
  const { uuid: id, payerAmount, payerCurrency } = invoice;
  const payer =
    payerAmount === null ? undefined : html`<span class="soft">${payerAmount} ${payerCurrency ?? ''}</span>`;
  return html`
<div><strong>${invoice.orderId}</strong><span>${invoice.amount} ${invoice.currency}</span>${payer}
${statusLabel(invoice.status)}</div>
<div><code>${id}</code></div>
<div>${usualButtons(invoice)}${further}</div>`;
}

function usualButtons({ uuid: id, status, isFinal, payerAmount }: InvoiceSnapshot): readonly Html[] {
  if (status === 'refund_process') {
    return [
      actionButton('Refund arrives', 'refund-outcome', { id, outcome: 'refund_paid' }, 'main'),
      actionButton('Refund fails', 'refund-outcome', { id, outcome: 'refund_fail' }),
    ];
  }
  if (isFinal) return [];
  // Before the payer has chosen a currency there is no amount to take a share of.
  const short =
    payerAmount === null
      ? actionButton('Pay half', 'settle', { id, status: 'wrong_amount_waiting' })
      : actionButton('Pay half', 'pay', { id, amount: share(payerAmount, '0.5') });
  const over =
    payerAmount === null
      ? actionButton('Pay a tenth more', 'settle', { id, status: 'paid_over' })
      : actionButton('Pay a tenth more', 'pay', { id, amount: share(payerAmount, '1.1') });
  return [
    actionButton('Pay', 'pay', { id }, 'main'),
    short,
    over,
    actionButton('Fail', 'settle', { id, status: 'fail' }),
    actionButton('Expire', 'expire', { id }),
  ];
}

function share(amount: string, part: string): string {
  return formatFixed(multiply(fixed(amount), fixed(part)), 8);
}

function payoutCard(payout: PayoutSnapshot): Html {
  const { uuid: id } = payout;
  const buttons = payout.isFinal
    ? []
    : [
        actionButton('Confirm', 'settle', { id, status: 'paid' }, 'main'),
        actionButton('Next step', 'advance-payout', { id }),
        actionButton('Fail', 'settle', { id, status: 'fail' }),
      ];
  return html`
<div><strong>${payout.orderId}</strong><span>${payout.amount} ${payout.currency}</span>
<span class="soft">to ${payout.address} on ${payout.network}</span>${statusLabel(payout.status)}</div>
<div><code>${id}</code></div>
<div>${buttons}</div>`;
}

function walletCard(wallet: WalletSnapshot): Html {
  return html`
<div><strong>${wallet.orderId}</strong><span>${wallet.currency} on ${wallet.network}</span>${statusLabel(wallet.status)}</div>
<div><code>${wallet.address}</code></div>
<div>${actionButton('Deposit 10', 'deposit', { id: wallet.uuid, amount: '10' }, 'main')}</div>`;
}

function recurrenceCard({ uuid: id, ...recurrence }: RecurrenceSnapshot): Html {
  const button =
    recurrence.status === 'wait_accept'
      ? actionButton('Accept', 'settle', { id, status: 'active' }, 'main')
      : recurrence.status === 'active'
        ? actionButton('Charge', 'charge', { id }, 'main')
        : undefined;
  return html`
<div><strong>${recurrence.name}</strong><span>${recurrence.amount} ${recurrence.currency} ${recurrence.period}</span>
${statusLabel(recurrence.status)}</div>
<div>${button}</div>`;
}

function deliveryCard(delivery: Delivery): Html {
  const attempts = delivery.attempts.map(({ status, error }) => String(status ?? error)).join(', ');
  return html`
<div><strong>${delivery.type} ${delivery.status}</strong><span class="soft">${delivery.orderId ?? ''} → ${delivery.url}</span>
${statusLabel(delivery.state)}</div>
<div><span class="soft">${attempts === '' ? 'not sent' : `answered ${attempts}`}</span>
${delivery.nature === 'real' ? undefined : html`<span class="soft">${delivery.nature}</span>`}
${actionButton('Send again', 'redeliver', { delivery: delivery.id })}</div>`;
}

function movementCard(movement: MoneyMovement): Html {
  return html`<div><strong>${movement.kind}</strong><span>${movement.amount} ${movement.currency}</span>
<span class="soft">${movement.orderId ?? ''}</span><code>${movement.address ?? ''}</code></div>`;
}
