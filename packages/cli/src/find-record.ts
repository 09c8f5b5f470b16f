import type { DurableStore, PaymentRecord, PayoutRecord } from '@paymux/orchestration';
import { CommandFailedError } from './command.js';

/** A payout by its id, else by its reference in whichever account has it. */
export async function findPayout(
  store: DurableStore,
  name: string,
  account: string | undefined,
): Promise<PayoutRecord> {
  const byId = await store.payout(name);
  if (byId !== undefined) return byId;
  const accounts = account === undefined ? (await store.balances()).map((balance) => balance.account) : [account];
  const found = await Promise.all([...new Set(accounts)].map((each) => store.payoutByReference(each, name)));
  const hint = account === undefined ? '. If it never held money, name its --account' : '';
  return only('payout', name, found, hint);
}

/** A payment by its id, else by its reference in one of these accounts. */
export async function findPayment(
  store: DurableStore,
  name: string,
  accounts: readonly string[],
): Promise<PaymentRecord> {
  const byId = await store.payment(name);
  if (byId !== undefined) return byId;
  return only('payment', name, await Promise.all(accounts.map((account) => store.paymentByReference(account, name))));
}

function only<Record extends { readonly account: string }>(
  what: string,
  name: string,
  found: readonly (Record | undefined)[],
  hint = '',
): Record {
  const [first, ...others] = found.filter((each) => each !== undefined);
  if (first === undefined) {
    throw new CommandFailedError(`There is no ${what} with the id or reference "${name}"${hint}.`);
  }
  if (others.length === 0) return first;
  const names = [first, ...others].map(({ account }) => account).join(', ');
  throw new CommandFailedError(`Several accounts have a ${what} "${name}": name its --account, ${names}.`);
}
