import { type Money, operation } from '@paymux/core';
import * as z from 'zod';
import { decimalField } from '../fields.js';
import { ownRequestCheck, referenceProblems, requestAmountProblems } from '../own-request-checks.js';
import { amountProblems } from '../request-limits.js';

/** How much to move between the merchant's balance and the personal one. */
export interface TransferRequest {
  /**
   * Names the transfer in errors and logs. It does not travel: the provider can neither
   * recognise a repeat nor be asked afterwards.
   */
  readonly reference: string;
  readonly amount: Money;
}

/** A transfer that was made, with the balances after it. */
export interface Transfer {
  readonly reference: string;
  readonly personalTransactionId: string;
  readonly merchantTransactionId: string;
  readonly personalBalance: string;
  readonly merchantBalance: string;
}

const transferSchema = z.object({
  user_wallet_transaction_uuid: z.string(),
  user_wallet_balance: decimalField,
  merchant_transaction_uuid: z.string(),
  merchant_balance: decimalField,
});

/** `POST /v1/transfer/to-personal` or `/v1/transfer/to-business`. Never repeated once its outcome is unknown. */
export function transfer(path: '/v1/transfer/to-personal' | '/v1/transfer/to-business') {
  return operation({
    path,
    effect: 'write',
    check: ownRequestCheck<TransferRequest>({ required: ['reference', 'amount'] }, ({ amount, reference }) => {
      const problems = [...referenceProblems(reference), ...requestAmountProblems(amount)];
      return problems.length > 0 ? problems : amountProblems(amount);
    }),
    build: ({ amount }: TransferRequest) => ({ amount: amount.amount, currency: amount.currency.toUpperCase() }),
    answer: transferSchema,
    parse: (answer, { reference }): Transfer => ({
      reference,
      personalTransactionId: answer.user_wallet_transaction_uuid,
      merchantTransactionId: answer.merchant_transaction_uuid,
      personalBalance: answer.user_wallet_balance,
      merchantBalance: answer.merchant_balance,
    }),
  });
}
