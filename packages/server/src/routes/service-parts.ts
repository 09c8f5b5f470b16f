import type { Clock, Logger } from '@paymux/core';
import type { DurablePaymux } from 'paymux';

/** What the routes work with. */
export interface ServiceParts {
  readonly paymux: DurablePaymux;
  readonly clock: Clock;
  readonly logger: Logger;
}
