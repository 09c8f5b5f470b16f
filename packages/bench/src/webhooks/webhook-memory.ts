import { memoryUsage } from 'node:process';
import { createCryptomus } from '@paymux/cryptomus';
import { type GoalContext, judged } from '../goal.js';
import { BODY_KEY, signedBody, unsignedPayment, USUAL_BYTES } from './sample-webhooks.js';

/** Looks at the memory on the way. */
const LOOKS = 10;
/** Where the memory is looked at first: what is compiled and cached on the way there is not counted as growth. */
const WARM_UP = 50_000;
/** Genuine deliveries between two forgeries. */
const FORGERY_EVERY = 10;

/**
 * P8, webhooks: a million different deliveries, of which a tenth is forged, leave the memory as it was. In a quick run,
 * a fifth of a million.
 */
export async function measureWebhookMemory(context: GoalContext): Promise<void> {
  const total = context.quick ? 200_000 : 1_000_000;
  const count = total.toLocaleString('en-GB');
  const { webhooks } = createCryptomus({ merchantId: 'bench', paymentApiKey: BODY_KEY });
  const headers = new Headers();
  const orderIds = 'order-'.length;
  const template = unsignedPayment(USUAL_BYTES, 'order-0000000');
  const place = template.indexOf('order-0000000') + orderIds;
  const deliver = async (turn: number): Promise<void> => {
    const unsigned = template.slice(0, place) + String(turn).padStart(7, '0') + template.slice(place + 7);
    const forged = turn % FORGERY_EVERY === 0;
    const verdict = await webhooks.judge({ headers, body: signedBody(unsigned, forged ? 'no key' : BODY_KEY) });
    if (verdict.ok === forged) throw new Error('A webhook was judged wrongly.');
  };

  for (let turn = 0; turn < WARM_UP; turn += 1) await deliver(turn);
  const before = settledMemory();
  const heap: (readonly [number, number])[] = [[0, before.heapKiB / 1024]];
  for (let turn = 0; turn < total; turn += 1) {
    await deliver(turn);
    if ((turn + 1) % (total / LOOKS) !== 0) continue;
    heap.push([turn + 1, settledMemory().heapKiB / 1024]);
    context.progress(`${String(turn + 1)} webhooks`);
  }
  const after = settledMemory();

  const growth = (after.heapKiB - before.heapKiB) / (total / 1000);
  context.result(
    judged({
      name: `P8 heap after ${count} webhooks, growth per 1,000`,
      ratio: growth,
      atMost: 2,
      ours: { name: 'growth', figure: growth, unit: 'KiB' },
    }),
  );
  context.result(
    judged({
      name: `P8 resident memory after ${count} webhooks / before them`,
      ratio: after.residentKiB / before.residentKiB,
      atMost: 1.1,
      ours: { name: 'after', figure: after.residentKiB / 1024, unit: 'MiB' },
      theirs: { name: 'before', figure: before.residentKiB / 1024, unit: 'MiB' },
    }),
  );
  context.series({
    name: 'Heap over many webhooks',
    x: { name: 'webhooks', unit: '' },
    y: { name: 'heap in use', unit: 'MiB' },
    points: heap,
  });
}

/** What is in use once everything that can go is gone. */
function settledMemory(): { readonly heapKiB: number; readonly residentKiB: number } {
  // Twice: what the first round finalises, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss } = memoryUsage();
  return { heapKiB: heapUsed / 1024, residentKiB: rss / 1024 };
}
