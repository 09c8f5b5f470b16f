import { orderIdRules } from './field-rules.js';
import type { Merchant } from './merchant.js';
import { Refusal } from './refusal.js';
import type { RequestFields } from './request-fields.js';
import type { Invoice } from './state.js';

/** How a request names an object. */
export interface ObjectNames {
  readonly uuid: string | undefined;
  readonly orderId: string | undefined;
}

/** Reads `uuid` and `order_id`, of which one is needed. */
export function readNames(fields: RequestFields, orderIdLength: number): ObjectNames {
  fields.requireOneOf(['uuid', 'order_id']);
  return {
    uuid: fields.text('uuid', { format: 'uuid' }),
    orderId: fields.text('order_id', orderIdRules(orderIdLength)),
  };
}

/** The object that a request names; `winner` decides when it gives both names. */
export function findNamed<Item extends { readonly uuid: string; readonly orderId?: string | undefined }>(
  items: readonly Item[],
  names: ObjectNames,
  winner: 'order_id' | 'uuid',
): Item | undefined {
  const byOrderId = names.uuid === undefined || (names.orderId !== undefined && winner === 'order_id');
  if (byOrderId) return items.find((item) => item.orderId === names.orderId);
  const uuid = names.uuid.toLowerCase();
  return items.find((item) => item.uuid === uuid);
}

/** The invoice, deposit or charge that a request names. Only invoices go by `order_id`: several deposits share one. */
export function findInvoice(merchant: Merchant, names: ObjectNames, winner: 'order_id' | 'uuid'): Invoice | undefined {
  const byOrderId = names.uuid === undefined || (names.orderId !== undefined && winner === 'order_id');
  const { invoices } = merchant.state;
  return findNamed(byOrderId ? invoices.filter(({ kind }) => kind === 'invoice') : invoices, names, winner);
}

/**
 * Invoices, static wallets and recurring payments share one space of `order_id`s.
 *
 * @throws Refusal if the name belongs to an object of another kind than `own`.
 */
export function refuseTakenOrderId(
  { state, settings }: Merchant,
  name: string,
  own: 'invoices' | 'wallets' | 'recurrences',
): void {
  const holders = {
    invoices: state.invoices.filter(({ kind }) => kind === 'invoice'),
    wallets: state.wallets,
    recurrences: state.recurrences,
  };
  const taken = Object.entries(holders).some(
    ([kind, objects]) => kind !== own && objects.some((object) => object.orderId === name),
  );
  if (taken) throw new Refusal(422, settings.orderIdClash);
}
