import * as z from 'zod';
import { currency, decimal, destination, facts, instant, money, text, toldMoney } from './schemas.js';

/** Where a client is paid out. */
export const walletProfile = z
  .strictObject({
    id: z.string(),
    client: z.string(),
    displayName: z.string(),
    currency: z.string(),
    network: z.string().optional(),
    destination,
    memo: z.string().optional(),
    defaultAmount: toldMoney.optional(),
    dailyLimit: z.string().optional(),
    contact: z.string().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    status: z.enum(['active', 'blocked', 'archived']),
    revision: z.number(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WalletProfile' });

export const walletProfileContents = {
  displayName: text(200),
  currency,
  network: text(50).optional(),
  destination,
  memo: text(200).optional(),
  defaultAmount: money.optional(),
  dailyLimit: decimal.optional(),
  contact: text(200).optional(),
  metadata: facts.optional(),
};
