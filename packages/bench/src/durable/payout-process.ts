import { openStore } from '@paymux/store';
import { nextPayout, openBenchPaymux } from './account.js';
import { serve } from './helper.js';

// One process of an application that pays out.

type System = Awaited<ReturnType<typeof openBenchPaymux>>;
let system: System | undefined;

function opened(): System {
  if (system === undefined) throw new TypeError('nothing is open');
  return system;
}

serve({
  open: async ({ providerUrl, url }: { readonly providerUrl: string; readonly url: string }) => {
    system = await openBenchPaymux(await openStore({ url }), { providerUrl });
  },
  /** Accepts payouts, all of which are due. */
  accept: async (count: number) => {
    await Promise.all(Array.from({ length: count }, () => opened().payouts.acceptPayout(nextPayout())));
  },
  /** Works on all that is due, and says how much CPU that took. */
  work: async () => {
    const cpu = process.cpuUsage();
    await opened().worker.drain();
    const { system: inKernel, user } = process.cpuUsage(cpu);
    return inKernel + user;
  },
  close: async () => {
    const { store } = opened();
    await opened().close();
    await store.close();
  },
});
