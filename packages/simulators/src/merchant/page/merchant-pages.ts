import { Hono } from 'hono';
import { pageAnswer } from '../../control/page-shell.js';
import type { BrandExtension } from '../brand-extension.js';
import { controlApi } from '../control-api.js';
import type { Merchant } from '../merchant.js';
import type { MerchantControl } from '../merchant-control.js';
import { overviewPart } from './overview-part.js';
import { payInvoicePart, payRecurrencePart, payWalletPart } from './payer-parts.js';

/** The pages for people: the account at `/`, and what a payer sees behind the `url` of an object. */
export function merchantPages(merchant: Merchant, extension: BrandExtension<MerchantControl>): Hono {
  const app = new Hono();
  const { name } = merchant.brand;
  app.route('/_simulator', controlApi(merchant, extension));

  app.get('/', (context) => pageAnswer(context.req.raw, `${name} simulator`, overviewPart(merchant, extension)));
  app.get('/pay/:uuid', (context) => {
    const invoice = merchant.state.invoices.find(({ uuid }) => uuid === context.req.param('uuid'));
    if (invoice === undefined) return context.notFound();
    return pageAnswer(context.req.raw, `Pay with ${name}`, payInvoicePart(merchant, invoice));
  });
  app.get('/wallet/:uuid', (context) => {
    const wallet = merchant.state.wallets.find(({ uuid }) => uuid === context.req.param('uuid'));
    if (wallet === undefined) return context.notFound();
    return pageAnswer(context.req.raw, `Top up with ${name}`, payWalletPart(wallet));
  });
  app.get('/recurring/:uuid', (context) => {
    const recurrence = merchant.state.recurrences.find(({ uuid }) => uuid === context.req.param('uuid'));
    if (recurrence === undefined) return context.notFound();
    return pageAnswer(context.req.raw, `Subscribe with ${name}`, payRecurrencePart(merchant, recurrence));
  });
  app.get('*', (context) => {
    const page = extension.page?.(context.req.path);
    return page === undefined ? context.notFound() : pageAnswer(context.req.raw, page.title, page.part);
  });
  return app;
}
