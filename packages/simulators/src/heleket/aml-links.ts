import { randomUuid } from '../control/identifiers.js';
import type { JsonObject } from '../json/encode-json.js';
import { outcomeOf, settleInvoice } from '../merchant/invoice/take-payment.js';
import type { Merchant } from '../merchant/merchant.js';
import type { Invoice } from '../merchant/state.js';

/** What can become of a questionnaire. */
export type AmlOutcome = 'pending' | 'completed' | 'expired';

/** A questionnaire that the payer of a locked invoice is asked to fill in. */
interface AmlLink {
  readonly uuid: string;
  readonly invoice: Invoice;
  readonly expiresAt: number;
  recorded: 'init' | AmlOutcome;
}

/** The questionnaires of an account. A locked invoice has one; its completion releases the lock. */
export class AmlLinks {
  readonly #merchant: Merchant;
  readonly #lifetimeMs: number;
  readonly #links: AmlLink[] = [];

  constructor(merchant: Merchant, lifetimeMs: number) {
    this.#merchant = merchant;
    this.#lifetimeMs = lifetimeMs;
  }

  /** The questionnaires about an invoice as the provider's call answers them, oldest first. */
  list(invoice: Invoice): readonly JsonObject[] {
    return this.#about(invoice).map((link) => ({
      link: `${this.#merchant.baseUrl}/aml/${link.uuid}`,
      // Microseconds and UTC, unlike every other time of the protocol.
      expired_at: new Date(link.expiresAt).toISOString().replace('Z', '000Z'),
      status: this.#statusOf(link),
    }));
  }

  /** The questionnaire behind a link. */
  find(uuid: string): { readonly invoice: Invoice; readonly status: string } | undefined {
    const link = this.#links.find((candidate) => candidate.uuid === uuid);
    return link && { invoice: link.invoice, status: this.#statusOf(link) };
  }

  /**
   * Decides the open questionnaire about an invoice. `completed` releases the lock:
   * the invoice gets the status that the money it has received makes.
   *
   * @throws RangeError if no questionnaire about the invoice is open.
   */
  async decide(invoice: Invoice, outcome: AmlOutcome): Promise<void> {
    const link = this.#about(invoice).at(-1);
    const status = link && this.#statusOf(link);
    if (link === undefined || status === 'completed' || status === 'expired') {
      throw new RangeError(`No questionnaire about invoice ${invoice.uuid} is open (${status ?? invoice.status}).`);
    }
    link.recorded = outcome;
    if (outcome !== 'completed' || invoice.status !== 'locked') return;
    const isLate = this.#merchant.clock.now() >= invoice.expiresAt;
    await settleInvoice(this.#merchant, invoice, invoice.paid === 0n ? 'paid' : outcomeOf(invoice, isLate));
  }

  #about(invoice: Invoice): readonly AmlLink[] {
    const links = this.#links.filter((link) => link.invoice === invoice);
    const latest = links.at(-1);
    const isNewlyLocked = invoice.status === 'locked' && (latest === undefined || latest.recorded === 'completed');
    if (!isNewlyLocked) return links;
    const link: AmlLink = {
      uuid: randomUuid(this.#merchant.random),
      invoice,
      // The invoice was last updated when it was locked.
      expiresAt: invoice.updatedAt + this.#lifetimeMs,
      recorded: 'init',
    };
    this.#links.push(link);
    return [...links, link];
  }

  #statusOf({ recorded, expiresAt }: AmlLink): 'init' | AmlOutcome {
    const isOpen = recorded === 'init' || recorded === 'pending';
    return isOpen && this.#merchant.clock.now() >= expiresAt ? 'expired' : recorded;
  }
}
