import { type Money, operation } from '@paymux/core';
import * as z from 'zod';
import { currencyField, decimalField } from '../fields.js';

/** One wallet of the account. */
export interface WalletBalance {
  readonly walletId: string;
  readonly balance: Money;
}

/** The account's wallets: what the merchant can pay out, and what belongs to the person behind the account. */
export interface AccountBalance {
  readonly merchant: readonly WalletBalance[];
  readonly personal: readonly WalletBalance[];
}

const walletSchema = z.object({ uuid: z.string(), balance: decimalField, currency_code: currencyField });
type WireWallet = z.infer<typeof walletSchema>;

/** `POST /v1/balance`. The wire wraps the one balance into a list. */
export const getBalance = operation({
  path: '/v1/balance',
  effect: 'read',
  build: (_request: Record<string, never>) => ({}),
  answer: z.tuple(
    [z.object({ balance: z.object({ merchant: z.array(walletSchema), user: z.array(walletSchema) }) })],
    z.unknown(),
  ),
  parse: ([{ balance }]): AccountBalance => ({
    merchant: balance.merchant.map(toWalletBalance),
    personal: balance.user.map(toWalletBalance),
  }),
});

function toWalletBalance({ balance, currency_code, uuid }: WireWallet): WalletBalance {
  return { walletId: uuid, balance: { amount: balance, currency: currency_code.toUpperCase() } };
}
