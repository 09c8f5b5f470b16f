import type { PayoutBody, PayoutSuggestion } from '../../api/types.js';
import { type AddressVerdict, checkAddress } from '../../address/check-address.js';
import type { MessageKey } from '../../language/language.js';
import { amountFromTyping } from '../../language/amount-text.js';

/** The form as it is typed. */
export interface PayoutForm {
  readonly reference: string;
  readonly client: string;
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly network: string;
  readonly address: string;
  readonly memo: string;
  readonly feeFrom: string;
  readonly description: string;
  /** As the reader's calendar and clock have it, `YYYY-MM-DDTHH:MM`; nothing: at once. */
  readonly sendAt: string;
  readonly needsApproval: boolean;
  readonly remember: boolean;
  readonly rememberAs: string;
}

export type FormProblems = Readonly<Partial<Record<keyof PayoutForm, MessageKey>>>;

export function emptyForm(reference: string): PayoutForm {
  return {
    reference,
    client: '',
    account: '',
    amount: '',
    currency: 'USDT',
    network: '',
    address: '',
    memo: '',
    feeFrom: 'balance',
    description: '',
    sendAt: '',
    needsApproval: false,
    remember: false,
    rememberAs: '',
  };
}

/** A reference that nobody has to think of: a day and some letters of chance. */
export function newReference(today: Date, random: Uint8Array): string {
  const letters = [...random].map((byte) => (byte % 36).toString(36)).join('');
  return `po-${today.toISOString().slice(0, 10).replaceAll('-', '')}-${letters}`;
}

/** What this page can tell to be wrong before anything is asked of the service. */
export function formProblems(form: PayoutForm): FormProblems {
  const { address, amount, currency, network, reference, remember, rememberAs } = form;
  const verdict = addressProblem(checkAddress(address.trim(), network));
  const problems: Record<string, MessageKey | undefined> = {
    reference: /^[\w-]{1,100}$/.test(reference) ? undefined : 'form.reference',
    amount: isAmount(amountFromTyping(amount)) ? undefined : amount === '' ? 'form.amount.missing' : 'form.amount',
    currency: /^[A-Za-z0-9]{2,20}$/.test(currency.trim()) ? undefined : 'form.currency',
    address: verdict,
    rememberAs: remember && rememberAs.trim() === '' ? 'form.rememberAs' : undefined,
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

/** What to say of an address; nothing where it looks right, or cannot be judged here. */
export function addressProblem(verdict: AddressVerdict): MessageKey | undefined {
  return verdict === 'fine' || verdict === 'unchecked' ? undefined : `address.${verdict}`;
}

function isAmount(amount: string): boolean {
  return /^\d+(\.\d+)?$/.test(amount) && /[1-9]/.test(amount);
}

/** The request that the form means. Blank fields are left out. */
export function toBody(form: PayoutForm, suggestion: PayoutSuggestion | undefined): PayoutBody {
  const { account, client, currency, description, feeFrom, memo, needsApproval, network, remember, sendAt } = form;
  const profile = suggestion?.profile;
  const isOfProfile =
    profile?.destination.type === 'crypto_address' &&
    profile.client === client.trim() &&
    profile.destination.address === form.address.trim() &&
    (profile.network ?? '') === network.trim() &&
    (profile.memo ?? '') === memo.trim();
  return {
    reference: form.reference.trim(),
    amount: { amount: amountFromTyping(form.amount), currency: currency.trim().toUpperCase() },
    destination: { type: 'crypto_address', address: form.address.trim() },
    ...(network.trim() !== '' && { network: network.trim() }),
    ...(memo.trim() !== '' && { memo: memo.trim() }),
    ...(feeFrom === 'balance' || feeFrom === 'amount' ? { feeFrom } : {}),
    ...(account !== '' && { account }),
    ...(client.trim() !== '' && { client: client.trim() }),
    ...(isOfProfile && { walletProfileId: profile.id }),
    ...(description.trim() !== '' && { description: description.trim() }),
    ...(sendAt !== '' && { sendAt: new Date(sendAt).toISOString() }),
    ...(needsApproval && { needsApproval }),
    ...(remember && !isOfProfile && { rememberWalletAs: form.rememberAs.trim() }),
  };
}

/** What a suggestion fills in: all of it into a form without a wallet, nothing over what was typed. */
export function prefilled(form: PayoutForm, suggestion: PayoutSuggestion): Partial<PayoutForm> {
  const { amount, destination, memo } = suggestion;
  if (form.address !== '' || destination?.type !== 'crypto_address') return {};
  return {
    address: destination.address,
    network: suggestion.network ?? form.network,
    currency: suggestion.currency ?? form.currency,
    memo: memo ?? '',
    ...(form.amount === '' && amount !== undefined && { amount: amount.amount }),
  };
}

/** The field of the form that a path of the request stands for. */
export function fieldOfPath(path: string): keyof PayoutForm | undefined {
  return FIELDS.find(([start]) => path === start || path.startsWith(`${start}.`))?.[1];
}

const FIELDS: readonly (readonly [path: string, field: keyof PayoutForm])[] = [
  ['reference', 'reference'],
  ['amount.currency', 'currency'],
  ['amount', 'amount'],
  ['destination', 'address'],
  ['network', 'network'],
  ['memo', 'memo'],
  ['feeFrom', 'feeFrom'],
  ['account', 'account'],
  ['client', 'client'],
  ['walletProfileId', 'client'],
  ['sendAt', 'sendAt'],
  ['description', 'description'],
  ['rememberWalletAs', 'rememberAs'],
];
