import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GoalContext, judged } from '../goal.js';
import { paymuxOn } from '../outbound/clients.js';
import { startAnsweringServer } from '../outbound/start-answering-server.js';
import { measureWebhookMemory } from '../webhooks/webhook-memory.js';

const CALLERS = 64;
/** Compiled code, connections and caches are there after these, and stay. */
const FIRST_CALLS = 40_000;
const CALLS = 100_000;
const QUICK_CALLS = 60_000;

/** What is left behind by calls that are over. */
export async function measure(context: GoalContext): Promise<void> {
  await measureOutboundMemory(context);
  await measureWebhookMemory(context);
}

async function measureOutboundMemory({ progress, quick, result }: GoalContext): Promise<void> {
  const server = await startAnsweringServer();
  const client = paymuxOn('undici', server.port);
  const calls = quick ? QUICK_CALLS : CALLS;
  try {
    const call = (): Promise<unknown> => client.call();
    progress('first calls');
    await makeCalls(call, FIRST_CALLS);
    const before = await memoryAtRest();
    progress(`${String(calls)} calls`);
    await makeCalls(call, calls);
    const after = await memoryAtRest();
    const kibPerThousand = (after.heap - before.heap) / 1024 / (calls / 1000);
    result(
      judged({
        name: `P8 heap kept for each 1,000 calls, after ${calls.toLocaleString('en-GB')}`,
        ratio: kibPerThousand,
        atMost: 2,
        ours: { name: client.name, figure: kibPerThousand, unit: 'KiB' },
      }),
    );
    result(
      judged({
        name: `P8 resident memory, after ${calls.toLocaleString('en-GB')} calls / before`,
        ratio: after.resident / before.resident,
        atMost: 1.1,
        ours: { name: 'after', figure: after.resident / 2 ** 20, unit: 'MiB' },
        theirs: { name: 'before', figure: before.resident / 2 ** 20, unit: 'MiB' },
      }),
    );
  } finally {
    await client.close?.();
    await server.close();
  }
}

async function makeCalls(call: () => Promise<unknown>, calls: number): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

async function memoryAtRest(): Promise<{ readonly heap: number; readonly resident: number }> {
  // What the first collection finds unreachable may hold what only a later one frees.
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
  return { heap: process.memoryUsage().heapUsed, resident: process.memoryUsage().rss };
}
