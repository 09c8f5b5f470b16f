import type { ConformanceGateway, GatewayFault, GatewayRequest, GatewayTransfer } from './conformance-gateway.js';

/** An object as a simulator's snapshot tells it, by either name of its id. */
export interface SimulatedObject {
  readonly id?: string | undefined;
  readonly uuid?: string | undefined;
  readonly status: string;
  readonly money?: string | undefined;
}

/** A delivery as a simulator remembers it: each attempt may have headers of its own. */
export interface SimulatedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly attempts: readonly { readonly headers?: Readonly<Record<string, string>> | undefined }[];
}

/** The part of a simulator's control that {@link simulatedGateway} uses. Those of `@paymux/simulators` fit. */
export interface SimulatorControl {
  pay(
    id: string,
    options?: { readonly amount?: string | undefined; readonly late?: boolean | undefined },
  ): Promise<unknown>;
  settle(id: string, status: string): Promise<void>;
  refundOutcome?(id: string, outcome: 'refund_paid'): Promise<unknown>;
  fault(fault: GatewayFault): void;
  clearFaults(): void;
  idle(): Promise<void>;
  now(): Date;
  invoices?(): readonly SimulatedObject[];
  intents?(): readonly SimulatedObject[];
  payouts(): readonly SimulatedObject[];
  deliveries(): readonly SimulatedDelivery[];
  transfers(): readonly GatewayTransfer[];
  requests(): readonly GatewayRequest[];
}

const NOT_SENT_YET: ReadonlySet<string | undefined> = new Set(['held', 'kept']);

/**
 * A simulator of `@paymux/simulators` as the gateway of a conformance run.
 *
 * @param words - The simulator's status for a payout that was carried out.
 */
export function simulatedGateway(control: SimulatorControl, words: { readonly paidOut: string }): ConformanceGateway {
  const payments = () => (control.invoices?.() ?? control.intents?.() ?? []).map(toObject);
  return {
    pay: (id, options) => control.pay(id, options),
    settle: (id, status) => control.settle(id, status),
    async finish() {
      for (const payout of control.payouts()) {
        if (NOT_SENT_YET.has(payout.money)) await control.settle(toObject(payout).id, words.paidOut);
      }
      for (const { id, status } of payments()) {
        if (status === 'refund_process') await control.refundOutcome?.(id, 'refund_paid');
      }
    },
    idle: () => control.idle(),
    now: () => control.now(),
    fault: (fault) => {
      control.fault(fault);
    },
    clearFaults: () => {
      control.clearFaults();
    },
    payments,
    payouts: () => control.payouts().map(toObject),
    deliveries: () =>
      control.deliveries().map(({ attempts, body, headers }) => ({
        body,
        headers: { ...headers, ...attempts.at(-1)?.headers },
      })),
    transfers: () => control.transfers(),
    requests: () => control.requests(),
  };
}

function toObject({ id, status, uuid }: SimulatedObject): { readonly id: string; readonly status: string } {
  return { id: id ?? uuid ?? '', status };
}
