import type { Money, PayoutDestination } from '@paymux/core';

/** Where a client is paid out, and what is remembered for the next time. */
export interface WalletProfile {
  readonly id: string;
  readonly client: string;
  readonly displayName: string;
  /** The asset that is preferred, such as `USDT`. */
  readonly currency: string;
  readonly network?: string | undefined;
  readonly destination: PayoutDestination;
  readonly memo?: string | undefined;
  readonly defaultAmount?: Money | undefined;
  /** The most that may go out to it within one day (UTC), in its currency. */
  readonly dailyLimit?: string | undefined;
  readonly contact?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Only an `active` one is paid out to. */
  readonly status: 'active' | 'blocked' | 'archived';
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
