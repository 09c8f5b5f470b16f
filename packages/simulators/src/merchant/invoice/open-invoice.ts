import { randomAddress, randomUuid } from '../../control/identifiers.js';
import { fixed, type Fixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import type { Merchant } from '../merchant.js';
import { refuseTakenOrderId } from '../object-names.js';
import { businessRefusal } from '../refusal.js';
import type { Invoice } from '../state.js';
import { expireInvoice } from './take-payment.js';
import { checkLimits, payerTerms } from './payer-terms.js';

/** A currency, on one network or on all. */
export interface ServiceChoice {
  readonly currency: string;
  readonly network: string | undefined;
}

/** A request for an invoice whose fields have been checked. */
export interface InvoiceRequest {
  readonly amount: Fixed;
  readonly currency: string;
  readonly orderId: string;
  readonly network: string | undefined;
  readonly toCurrency: string | undefined;
  readonly urlCallback: string | undefined;
  readonly isPaymentMultiple: boolean;
  readonly lifetimeMs: number;
  readonly subtract: number;
  readonly accuracyPercent: Fixed;
  readonly additionalData: string | undefined;
  readonly currencies: readonly ServiceChoice[] | undefined;
  readonly exceptCurrencies: readonly ServiceChoice[];
  readonly discountPercent: number | undefined;
  readonly isRefresh: boolean;
}

const LOWEST_USDT = fixed('0.5');

/**
 * Opens an invoice, or answers the one that already has the `order_id`.
 *
 * @throws Refusal
 */
export function openInvoice(merchant: Merchant, request: InvoiceRequest): Invoice {
  const { assets, state, clock } = merchant;
  if (state.forbidden.has('payments')) throw businessRefusal('You are forbidden');
  const existing = state.invoices.find(({ kind, orderId }) => kind === 'invoice' && orderId === request.orderId);
  if (existing !== undefined) {
    if (request.isRefresh && existing.status === 'cancel') refresh(merchant, existing);
    return existing;
  }
  refuseTakenOrderId(merchant, request.orderId, 'invoices');

  if (!assets.isKnown(request.currency)) throw businessRefusal('The currency was not found');
  if (request.network !== undefined && !assets.isNetwork(request.network)) {
    throw businessRefusal('The network was not found');
  }
  if (request.toCurrency !== undefined && !assets.isCrypto(request.toCurrency)) {
    throw businessRefusal('Not found service to_currency');
  }
  const currency = request.currency.toUpperCase();
  const allowed = allowedServices(merchant, request);
  const service = definiteService(merchant, request, allowed);
  const terms = service === undefined ? undefined : payerTerms(merchant, { ...request, currency, service });
  if (terms !== undefined) checkLimits(terms.amount, terms.service);
  else checkValue(merchant, request.amount, currency);

  const now = clock.now();
  const invoice: Invoice = {
    kind: 'invoice',
    uuid: randomUuid(merchant.random),
    orderId: request.orderId,
    amount: request.amount,
    currency,
    urlCallback: request.urlCallback,
    isPaymentMultiple: request.isPaymentMultiple,
    lifetimeMs: request.lifetimeMs,
    subtract: request.subtract,
    accuracyPercent: request.accuracyPercent,
    additionalData: request.additionalData,
    allowed,
    walletUuid: undefined,
    terms,
    paid: 0n,
    from: undefined,
    txid: undefined,
    transferId: undefined,
    status: 'check',
    isFinal: false,
    credited: 0n,
    refund: undefined,
    refunded: 0n,
    resends: 0,
    lastWebhook: undefined,
    expiresAt: now + request.lifetimeMs,
    createdAt: now,
    updatedAt: now,
  };
  state.invoices.push(invoice);
  watchExpiry(merchant, invoice);
  return invoice;
}

/** Gives an expired invoice a new address and a new time to be paid in; nothing else changes. */
function refresh(merchant: Merchant, invoice: Invoice): void {
  if (invoice.terms !== undefined) {
    const address = randomAddress(merchant.random, invoice.terms.service.network);
    invoice.terms = { ...invoice.terms, address };
  }
  invoice.status = 'check';
  invoice.isFinal = false;
  invoice.expiresAt = merchant.clock.now() + invoice.lifetimeMs;
  watchExpiry(merchant, invoice);
}

function watchExpiry(merchant: Merchant, invoice: Invoice): void {
  const { expiresAt } = invoice;
  merchant.clock.after(expiresAt - merchant.clock.now(), async () => {
    if (invoice.expiresAt === expiresAt) await expireInvoice(merchant, invoice);
  });
}

/** The one service the payer must use, if the request leaves no choice. */
function definiteService(
  merchant: Merchant,
  request: InvoiceRequest,
  allowed: readonly Service[],
): Service | undefined {
  const { assets } = merchant;
  const currency = request.toCurrency ?? (assets.isCrypto(request.currency) ? request.currency : undefined);
  if (currency === undefined) return undefined;
  const service = assets.service(currency, request.network);
  if (service === undefined) {
    if (request.network !== undefined) throw businessRefusal('The network was not found');
    return undefined;
  }
  if (!allowed.includes(service)) throw businessRefusal('The currency was not found');
  return service;
}

function allowedServices(merchant: Merchant, request: InvoiceRequest): readonly Service[] {
  const { assets } = merchant;
  for (const choice of [...(request.currencies ?? []), ...request.exceptCurrencies]) {
    if (!assets.isCrypto(choice.currency)) throw businessRefusal('The currency was not found');
    if (choice.network !== undefined && assets.service(choice.currency, choice.network) === undefined) {
      throw businessRefusal('The network was not found');
    }
  }
  const only = request.toCurrency ?? (assets.isCrypto(request.currency) ? request.currency : undefined);
  const allowed = assets.services.filter(
    (service) =>
      (only === undefined || service.currency === only.toUpperCase()) &&
      (request.currencies === undefined || request.currencies.some((choice) => covers(merchant, choice, service))) &&
      !request.exceptCurrencies.some((choice) => covers(merchant, choice, service)),
  );
  if (allowed.length === 0) throw businessRefusal('The currency was not found');
  return allowed;
}

function covers({ assets }: Merchant, choice: ServiceChoice, service: Service): boolean {
  return (
    choice.currency.toUpperCase() === service.currency &&
    (choice.network === undefined || assets.networkCode(choice.network) === service.network)
  );
}

/** Limits for an invoice whose payer has yet to choose a currency. */
function checkValue(merchant: Merchant, amount: Fixed, currency: string): void {
  const value = merchant.assets.convert(amount, currency, 'USDT');
  const [usdt] = merchant.assets.services.filter((service) => service.currency === 'USDT');
  if (usdt !== undefined) checkLimits(value, { ...usdt, minimum: LOWEST_USDT });
}
