/** One movement of money that really happened, as a bank statement would show it. */
export interface MoneyMovement {
  /**
   * - `payment`: a payer's money arrived for an invoice.
   * - `deposit`: money arrived on a static wallet.
   * - `payout`: a payout left for its receiver.
   * - `refund`: money went back to a payer.
   * - `transfer`: money moved between the merchant's and the owner's balances.
   * - `reversal`: a bank returned a payout.
   */
  readonly kind: 'payment' | 'deposit' | 'payout' | 'refund' | 'transfer' | 'reversal';
  /** The provider's id of the invoice, payout, wallet or transaction. */
  readonly uuid: string;
  readonly orderId: string | null;
  /** Decimal text: what the receiver got, or what arrived. */
  readonly amount: string;
  readonly currency: string;
  readonly network: string | null;
  /** Where the money went. */
  readonly address: string | null;
  readonly txid: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Every movement of money, oldest first. */
export class Books {
  readonly #movements: MoneyMovement[] = [];

  record(movement: MoneyMovement): void {
    this.#movements.push(Object.freeze(movement));
  }

  movements(): readonly MoneyMovement[] {
    return [...this.#movements];
  }
}
