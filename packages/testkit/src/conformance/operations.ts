import type { CallOptions } from '@paymux/core';
import type { ConformanceOperation } from './conformance-options.js';
import { type ConformanceAccount, present } from './conformance-world.js';
import type { Requirement } from './requirements.js';

/** A call whose request is settled. */
export type PreparedCall = (options?: CallOptions) => Promise<unknown>;

/** How a changing operation is called, and how its effect is told from the gateway's books. */
export interface OperationDriver {
  readonly name: ConformanceOperation;
  readonly needs: readonly Requirement[];
  /** Does what must be done first; gives the call, which is the same each time. */
  prepare(account: ConformanceAccount): Promise<PreparedCall>;
  /** How often it happened. */
  effects(account: ConformanceAccount): Promise<number>;
}

async function cancelled(read: () => Promise<{ readonly status: string }>): Promise<number> {
  return (await read()).status === 'cancelled' ? 1 : 0;
}

/** Every changing operation of the contract. */
export const OPERATIONS: readonly OperationDriver[] = [
  {
    name: 'createPayment',
    needs: ['payments'],
    prepare: async (account) => (options) => account.payments.createPayment(account.paymentRequest(), options),
    effects: async ({ gateway }) => gateway.payments().length,
  },
  {
    name: 'createPayout',
    needs: ['payouts'],
    prepare: async (account) => (options) => account.payouts.createPayout(account.payoutRequest(), options),
    effects: (account) => account.moved('payout'),
  },
  {
    name: 'createRefund',
    needs: ['refunds', 'payments'],
    async prepare(account) {
      const { providerId } = await account.paidPayment();
      return (options) => account.refunds.createRefund(account.refundRequest(providerId), options);
    },
    effects: (account) => account.moved('refund'),
  },
  {
    name: 'confirmPayment',
    needs: ['payments', 'confirmPayment'],
    async prepare(account) {
      const { providerId } = await account.createPayment();
      const confirm = present(account.payments.confirmPayment, 'confirmPayment');
      return (options) => confirm({ providerId, idempotencyKey: 'confirm-1' }, options);
    },
    effects: (account) => account.moved('payment'),
  },
  {
    name: 'capturePayment',
    needs: ['payments', 'capturePayment'],
    async prepare(account) {
      const { providerId } = await account.paidPayment({ capture: 'manual' });
      const capture = present(account.payments.capturePayment, 'capturePayment');
      return (options) => capture({ providerId, idempotencyKey: 'capture-1' }, options);
    },
    effects: (account) => account.moved('payment'),
  },
  {
    name: 'cancelPayment',
    needs: ['payments', 'cancelPayment'],
    async prepare(account) {
      const { providerId } = await account.createPayment();
      const cancel = present(account.payments.cancelPayment, 'cancelPayment');
      return (options) => cancel({ providerId, idempotencyKey: 'cancel-1' }, options);
    },
    effects: (account) => cancelled(() => account.payment(present(account.gateway.payments()[0], 'payment').id)),
  },
  {
    name: 'cancelPayout',
    needs: ['payouts', 'cancelPayout'],
    async prepare(account) {
      const { providerId } = await account.createPayout();
      const cancel = present(account.payouts.cancelPayout, 'cancelPayout');
      return (options) => cancel({ providerId, idempotencyKey: 'cancel-1' }, options);
    },
    effects: (account) =>
      cancelled(() => account.payout({ providerId: present(account.gateway.payouts()[0], 'payout').id })),
  },
];

/** The driver of one operation. */
export function driverOf(name: ConformanceOperation): OperationDriver {
  return present(
    OPERATIONS.find((driver) => driver.name === name),
    `driver for ${name}`,
  );
}
