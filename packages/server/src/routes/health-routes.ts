import type { Clock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import * as z from 'zod';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';

/** What readiness follows from. */
export interface HealthDependencies {
  readonly store: Pick<DurableStore, 'payout'>;
  readonly clock: Clock;
  /** Whether the worker of this process works; absent where another process has it. */
  readonly isWorking?: (() => boolean) | undefined;
  /** Whether the process is about to end. */
  readonly isClosing?: (() => boolean) | undefined;
}

const PATIENCE_MS = 2000;

const part = z.enum(['ok', 'not_ready', 'elsewhere']);
const readiness = z.strictObject({
  status: z.enum(['ok', 'not_ready']),
  parts: z.strictObject({ store: part, worker: part, process: part }),
});

/** Whether the process lives, and whether it can do its work. Says nothing that is not for strangers. */
export function healthRoutes({ clock, isClosing, isWorking, store }: HealthDependencies): readonly AnyRawRoute[] {
  async function isStoreThere(): Promise<boolean> {
    const patience = new AbortController();
    const asked = store.payout('none').then(
      () => true,
      () => false,
    );
    const late = clock.sleep(PATIENCE_MS, patience.signal).then(
      () => false,
      () => false,
    );
    try {
      return await Promise.race([asked, late]);
    } finally {
      patience.abort();
    }
  }

  return [
    defineRawRoute({
      method: 'GET',
      path: '/health/live',
      permission: 'public',
      raw: true,
      summary: 'Whether the process answers at all',
      documentation: { answers: { 200: { schema: z.strictObject({ status: z.literal('ok') }), says: 'It does.' } } },
      handler: () => answer(200, { status: 'ok' }),
    }),

    defineRawRoute({
      method: 'GET',
      path: '/health/ready',
      permission: 'public',
      raw: true,
      summary: 'Whether requests can be sent here, and what is not ready otherwise',
      documentation: {
        answers: {
          200: { schema: readiness, says: 'They can.' },
          503: { schema: readiness, says: 'They cannot. `parts` says why.' },
        },
      },
      async handler() {
        const parts: z.infer<typeof readiness>['parts'] = {
          // A store opens only once its tables are what this version needs.
          store: (await isStoreThere()) ? 'ok' : 'not_ready',
          worker: isWorking === undefined ? 'elsewhere' : isWorking() ? 'ok' : 'not_ready',
          process: isClosing?.() === true ? 'not_ready' : 'ok',
        };
        const isReady = Object.values(parts).every((one) => one !== 'not_ready');
        return answer(isReady ? 200 : 503, { status: isReady ? 'ok' : 'not_ready', parts });
      },
    }),
  ];
}

function answer(status: number, value: object): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store' } });
}
