import { randomBytes } from 'node:crypto';
import { checkAmount, decimalOf } from './currency-rules.js';
import { type FormFields, hashOf, textOf, unitsOf } from './form-fields.js';
import { InvalidParameter, Refusal } from './refusal.js';

/** What the simulator keeps: payment intents, refunds and payouts. */
export type StripeKind = 'payment_intent' | 'refund' | 'payout';

/** An object as the interface shows it; only the members that its kind has. */
export interface StripeObject {
  readonly id: string;
  readonly object: StripeKind;
  status: string;
  readonly amount: number;
  readonly currency: string;
  readonly created: number;
  readonly livemode: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly client_secret?: string;
  readonly capture_method?: string;
  amount_received?: number;
  amount_capturable?: number;
  payment_method?: string | null;
  latest_charge?: string | null;
  next_action?: unknown;
  last_payment_error?: unknown;
  readonly payment_intent?: string;
  readonly charge?: string;
  readonly destination?: string;
  readonly automatic?: boolean;
}

/** A movement of money: what was taken, paid back or paid out. */
export interface StripeMovement {
  readonly kind: 'payment' | 'refund' | 'payout';
  readonly amount: string;
  readonly currency: string;
}

/** What the ledger is told about its surroundings. */
export interface LedgerSettings {
  readonly clock: { now(): Date };
  /** Where a payer proves who they are. */
  readonly baseUrl: () => string;
  /** The account's bank accounts and cards. */
  readonly externalAccounts: readonly string[];
  /** Whether a payer has chosen a payment method by the time an intent is there. */
  readonly payerHasChosen: boolean;
  /** Told of every change, with the type of its event. */
  announce(type: string, object: StripeObject): void;
}

const PREFIXES: Readonly<Record<StripeKind, string>> = { payment_intent: 'pi', refund: 're', payout: 'po' };
const CANCELABLE = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];
/** Payment methods of test mode, by what becomes of them. */
const DECLINED = 'pm_card_visa_chargeDeclined';
const NEEDS_3DS = 'pm_card_threeDSecure2Required';

/** The events of statuses that have one of their own. */
const EVENTS: Readonly<Record<string, string>> = {
  'payment_intent requires_action': 'requires_action',
  'payment_intent requires_payment_method': 'payment_failed',
  'payment_intent requires_capture': 'amount_capturable_updated',
  'payment_intent processing': 'processing',
  'payment_intent succeeded': 'succeeded',
  'payment_intent canceled': 'canceled',
  'refund failed': 'failed',
  'payout paid': 'paid',
  'payout failed': 'failed',
  'payout canceled': 'canceled',
};

/** The objects of one account, and what may happen to them. */
export class Ledger {
  readonly movements: StripeMovement[] = [];
  readonly #settings: LedgerSettings;
  readonly #objects = new Map<string, StripeObject>();

  constructor(settings: LedgerSettings) {
    this.#settings = settings;
  }

  /** Objects of a kind, oldest first. */
  all(kind: StripeKind): readonly StripeObject[] {
    return [...this.#objects.values()].filter(({ object }) => object === kind);
  }

  get(kind: StripeKind, id: string, param = 'id'): StripeObject {
    const found = this.#objects.get(id);
    if (found?.object === kind) return found;
    throw new Refusal(404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
  }

  openIntent(fields: FormFields): StripeObject {
    const { amount, currency } = readAmount(fields);
    checkAmount(amount, currency, 'amount');
    const captureMethod = textOf(fields, 'capture_method') ?? 'automatic';
    if (!['automatic', 'automatic_async', 'manual'].includes(captureMethod))
      throw new InvalidParameter('capture_method', 'Invalid capture_method.');
    hashOf(fields, 'automatic_payment_methods');
    const { payerHasChosen } = this.#settings;
    return this.#open('payment_intent', fields, {
      amount,
      currency,
      status: payerHasChosen ? 'requires_confirmation' : 'requires_payment_method',
      amount_received: 0,
      amount_capturable: 0,
      capture_method: captureMethod,
      client_secret: `pi_secret_${randomBytes(12).toString('hex')}`,
      payment_method: payerHasChosen ? 'pm_card_visa' : null,
      latest_charge: null,
      next_action: null,
      last_payment_error: null,
    });
  }

  confirm(id: string, fields: FormFields): StripeObject {
    const intent = this.get('payment_intent', id);
    this.#expect(intent, ['requires_payment_method', 'requires_confirmation']);
    const method = textOf(fields, 'payment_method') ?? intent.payment_method ?? undefined;
    const returnUrl = textOf(fields, 'return_url');
    if (method === undefined) throw unexpectedState(intent, 'it has no payment method');
    if (returnUrl === undefined)
      throw new Refusal(400, 'A return_url must be given: some payment methods may redirect.', { param: 'return_url' });
    if (method === DECLINED) {
      const error = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' } as const;
      Object.assign(intent, { last_payment_error: error, payment_method: null });
      this.move(intent, 'requires_payment_method');
      throw new Refusal(402, 'Your card was declined.', error);
    }
    intent.payment_method = method;
    if (method !== NEEDS_3DS) return this.authorise(intent);
    const url = `${this.#settings.baseUrl()}/3d-secure/${id}`;
    intent.next_action = { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
    return this.move(intent, 'requires_action');
  }

  /** The payer's bank has agreed. */
  authorise(intent: StripeObject): StripeObject {
    intent.next_action = null;
    intent.latest_charge = identifier('ch');
    if (intent.capture_method !== 'manual') return this.#take(intent, intent.amount);
    intent.amount_capturable = intent.amount;
    return this.move(intent, 'requires_capture');
  }

  capture(id: string, fields: FormFields): StripeObject {
    const intent = this.get('payment_intent', id);
    const units = unitsOf(fields, 'amount_to_capture') ?? intent.amount;
    this.#expect(intent, ['requires_capture']);
    if (units > (intent.amount_capturable ?? 0))
      throw new Refusal(400, 'The amount is more than can be captured.', { code: 'amount_too_large' });
    return this.#take(intent, units);
  }

  cancelIntent(id: string): StripeObject {
    const intent = this.get('payment_intent', id);
    this.#expect(intent, CANCELABLE);
    intent.amount_capturable = 0;
    return this.move(intent, 'canceled');
  }

  openRefund(fields: FormFields): StripeObject {
    const intent = this.get('payment_intent', textOf(fields, 'payment_intent') ?? '', 'payment_intent');
    const taken = intent.amount_received ?? 0;
    if (taken === 0) throw unexpectedState(intent, 'it has no successful charge to refund');
    const back = this.all('refund').filter((each) => each.payment_intent === intent.id && isAlive(each));
    const left = taken - back.reduce((sum, { amount }) => sum + amount, 0);
    if (left === 0) throw new Refusal(400, 'It was refunded already.', { code: 'charge_already_refunded' });
    const amount = unitsOf(fields, 'amount') ?? left;
    if (amount > left) throw new Refusal(400, 'The refund is more than what is left.', { param: 'amount' });
    checkAmount(amount, intent.currency, 'amount', true);
    const refund = this.#open('refund', fields, {
      amount,
      currency: intent.currency,
      status: 'succeeded',
      payment_intent: intent.id,
      charge: intent.latest_charge ?? '',
    });
    this.#book('refund', amount, intent.currency);
    return refund;
  }

  openPayout(fields: FormFields): StripeObject {
    const { amount, currency } = readAmount(fields);
    checkAmount(amount, currency, 'amount', true);
    const { externalAccounts } = this.#settings;
    const destination = textOf(fields, 'destination') ?? externalAccounts[0] ?? '';
    if (!externalAccounts.includes(destination))
      throw new InvalidParameter('destination', 'No such external account.', 'resource_missing');
    return this.#open('payout', fields, { amount, currency, status: 'pending', destination, automatic: false });
  }

  cancelPayout(id: string): StripeObject {
    const payout = this.get('payout', id);
    if (payout.status !== 'pending') throw new Refusal(400, `A payout that is ${payout.status} cannot be canceled.`);
    return this.move(payout, 'canceled');
  }

  /** Puts an object into any status; money that the status speaks of moves once. */
  move(object: StripeObject, status: string): StripeObject {
    object.status = status;
    if (object.object === 'payout' && status === 'paid' && !this.#paid.has(object.id)) {
      this.#paid.add(object.id);
      this.#book('payout', object.amount, object.currency);
    }
    const verb = EVENTS[`${object.object} ${status}`] ?? (object.object === 'payment_intent' ? 'created' : 'updated');
    this.#settings.announce(`${object.object}.${verb}`, object);
    return object;
  }

  readonly #paid = new Set<string>();

  #take(intent: StripeObject, units: number): StripeObject {
    intent.amount_received = units;
    intent.amount_capturable = 0;
    this.#book('payment', units, intent.currency);
    return this.move(intent, 'succeeded');
  }

  #book(kind: StripeMovement['kind'], units: number, currency: string): void {
    this.movements.push({ kind, amount: decimalOf(units, currency), currency: currency.toUpperCase() });
  }

  #expect(intent: StripeObject, statuses: readonly string[]): void {
    if (!statuses.includes(intent.status)) throw unexpectedState(intent, `its status is ${intent.status}`);
  }

  #open(
    kind: StripeKind,
    fields: FormFields,
    own: Pick<StripeObject, 'amount' | 'currency' | 'status'> & Partial<StripeObject>,
  ): StripeObject {
    const object: StripeObject = {
      ...own,
      id: identifier(PREFIXES[kind]),
      object: kind,
      created: Math.floor(this.#settings.clock.now().getTime() / 1000),
      livemode: false,
      metadata: readMetadata(fields),
      description: textOf(fields, 'description') ?? null,
    };
    this.#objects.set(object.id, object);
    this.#settings.announce(`${kind}.created`, object);
    return object;
  }
}

/** An identifier of the interface's own kind. */
export function identifier(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

function isAlive({ status }: StripeObject): boolean {
  return status !== 'failed' && status !== 'canceled';
}

function unexpectedState({ id }: StripeObject, because: string): Refusal {
  return new Refusal(400, `This cannot be done to ${id}: ${because}.`, { code: 'payment_intent_unexpected_state' });
}

function readAmount(fields: FormFields): { readonly amount: number; readonly currency: string } {
  const amount = unitsOf(fields, 'amount');
  const currency = textOf(fields, 'currency');
  if (amount === undefined) throw new InvalidParameter('amount', 'Missing: amount.', 'parameter_missing');
  if (currency === undefined) throw new InvalidParameter('currency', 'Missing: currency.', 'parameter_missing');
  return { amount, currency };
}

function readMetadata(fields: FormFields): Readonly<Record<string, string>> {
  const metadata = hashOf(fields, 'metadata');
  const entries = Object.entries(metadata);
  if (entries.length > 50) throw new InvalidParameter('metadata', 'Metadata can have up to 50 keys.');
  for (const [key, value] of entries) {
    if (key.length > 40 || value.length > 500) throw new InvalidParameter(`metadata[${key}]`, 'Metadata is too long.');
  }
  return metadata;
}
