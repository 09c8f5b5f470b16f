import type { AlertMessage } from './alert.js';

/** Carries alerts to people or programs. */
export interface AlertChannel {
  /** Names the channel in rules: 1 to 64 letters, digits, `_` or `-`. */
  readonly id: string;
  /**
   * Sends one message. Whoever throws is called again later with the same message, and a message can come twice after a
   * crash: `message.id` tells.
   *
   * @param options - `signal` ends the try.
   */
  send(message: AlertMessage, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** A channel did not take a message. It is sent again later. */
export class AlertNotDeliveredError extends Error {
  override readonly name = 'AlertNotDeliveredError';
  readonly status: number;

  constructor(status: number) {
    super(`The channel answered ${String(status)}. The alert is sent again later; check the address if that goes on.`);
    this.status = status;
  }
}
