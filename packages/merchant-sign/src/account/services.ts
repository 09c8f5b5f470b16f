import { operation } from '@paymux/core';
import * as z from 'zod';
import { decimalField } from '../fields.js';

/** One currency on one network, with its limits and fees. */
export interface MerchantService {
  /** Lower case, as everywhere else on this wire. */
  readonly network: string;
  readonly currency: string;
  readonly available: boolean;
  /** Whether the merchant switched it on; `undefined` where the brand does not say. */
  readonly enabled: boolean | undefined;
  readonly minimum: string;
  readonly maximum: string;
  readonly feeAmount: string;
  readonly feePercent: string;
}

const serviceSchema = z.object({
  network: z.string(),
  currency: z.string(),
  is_available: z.boolean(),
  is_enabled: z.boolean().nullish(),
  limit: z.object({ min_amount: decimalField, max_amount: decimalField }),
  commission: z.object({ fee_amount: decimalField, percent: decimalField }),
});

/** `POST /v1/payment/services` or `/v1/payout/services`. */
export function listServices(path: '/v1/payment/services' | '/v1/payout/services') {
  return operation({
    path,
    effect: 'read',
    build: (_request: Record<string, never>) => ({}),
    answer: z.array(serviceSchema),
    parse: (services): readonly MerchantService[] =>
      services.map((service) => ({
        network: service.network.toLowerCase(),
        currency: service.currency.toUpperCase(),
        available: service.is_available,
        enabled: service.is_enabled ?? undefined,
        minimum: service.limit.min_amount,
        maximum: service.limit.max_amount,
        feeAmount: service.commission.fee_amount,
        feePercent: service.commission.percent,
      })),
  });
}
