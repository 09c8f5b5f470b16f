import { METRICS_CONTENT_TYPE, type MetricsRegistry } from '@paymux/core';
import type { DurablePaymux } from 'paymux';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';

/** Figures for Prometheus to fetch. */
export function metricRoutes(
  { sampleGauges }: Pick<DurablePaymux, 'sampleGauges'>,
  metrics: Pick<MetricsRegistry, 'text'>,
): readonly AnyRawRoute[] {
  return [
    defineRawRoute({
      method: 'GET',
      path: '/metrics',
      permission: 'metrics:read',
      raw: true,
      summary: 'Figures in the text format of Prometheus',
      documentation: { answers: { 200: { type: 'text/plain', says: 'The figures of this process.' } } },
      async handler() {
        await sampleGauges();
        return new Response(metrics.text(), {
          headers: { 'content-type': METRICS_CONTENT_TYPE, 'cache-control': 'no-store' },
        });
      },
    }),
  ];
}
