import type { FaultTexts } from '../control/answer-with-fault.js';
import type { CallBody } from '../control/call-body.js';
import type { Html } from '../control/page-shell.js';
import type { Endpoint } from './endpoint.js';
import type { MerchantControl } from './merchant-control.js';
import type { InvoiceSnapshot } from './snapshots.js';

/** A second interface at the same address, with the same balances and books behind it. */
export interface OtherInterface {
  /** The interface's path that a request means, or `undefined` if it is not for this interface. */
  path(path: string): string | undefined;
  answer(request: Request): Response | Promise<Response>;
  readonly faultTexts: FaultTexts;
}

/** What a brand adds to a running account of the protocol. */
export interface BrandExtension<Control extends MerchantControl> {
  readonly control: Control;
  /** Endpoints that need what the extension keeps. */
  readonly endpoints?: readonly Endpoint[] | undefined;
  /** Further calls of the control interface over HTTP, by name. */
  readonly calls?: Readonly<Record<string, (body: CallBody) => unknown>> | undefined;
  /** Further buttons of an invoice on the page of the account. */
  readonly invoiceButtons?: ((invoice: InvoiceSnapshot) => readonly Html[]) | undefined;
  /** Further pages by path; `undefined` for a path that has none. */
  readonly page?: ((path: string) => { readonly title: string; readonly part: Html } | undefined) | undefined;
  readonly otherInterface?: OtherInterface | undefined;
}
