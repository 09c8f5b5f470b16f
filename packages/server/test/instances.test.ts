import { startHeleketSimulator } from '@paymux/simulators';
import { inject, describe, expect, test } from 'vitest';
import { emptySchema } from './engines.js';
import { type Instance, startBalancer, startInstance } from './instances.js';
import { PAYOUT } from './services.js';

const PAYOUTS = 60;
const AT_ONCE = 8;
const KILLED_AFTER = 20;

interface Answered {
  readonly id: string;
  readonly reference: string;
}

describe.skipIf(inject('postgresUrl') === undefined)('two instances with a worker each on one PostgreSQL', () => {
  test('lose nothing that was answered, and double nothing, when one of them is killed under load', async () => {
    const simulator = await startHeleketSimulator({ webhookRetryDelaysMs: [100, 300, 1000, 3000] });
    const alive: string[] = [];
    const balancer = await startBalancer(() => alive);
    const store = await emptySchema();
    const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
    const options = {
      config: {
        accounts: [{ id: 'main', provider: 'heleket', options: { merchantId, paymentApiKey, payoutApiKey, baseUrl } }],
        store,
        // A process that dies is not waited for long.
        payoutPolicy: {
          leaseMs: 3000,
          callTimeoutMs: 2000,
          firstLookUpMs: 200,
          firstCheckMs: 1000,
          checkEveryMs: 1000,
          retryMs: 200,
        },
      },
      publicUrl: balancer.url,
      sendWebhookUrls: true,
      keyLeaseMs: 3000,
      changesEveryMs: 50,
      requests: {
        perAddress: { perMinute: 100_000, burst: 10_000 },
        perCredential: { perMinute: 100_000, burst: 10_000 },
      },
    } as const;
    const instances = [await startInstance(options), await startInstance(options)] as const;
    const [doomed, survivor] = instances;
    alive.push(doomed.url, survivor.url);
    const token = await administratorToken(doomed);
    const watched = watch(instances, token);
    await watched.open;

    const answered: Answered[] = [];
    let next = 0;
    const client = async (): Promise<void> => {
      for (let index = next++; index < PAYOUTS; index = next++) {
        const reference = `load-${String(index)}`;
        const made = await askUntilAnswered(alive, index, token, reference);
        const count = answered.push(made);
        await simulator.control.settle(reference, 'paid');
        if (count === KILLED_AFTER) {
          alive.shift();
          await doomed.kill();
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    await watched.confirmed(answered.map(({ id }) => id));
    watched.stop();

    expect(answered).toHaveLength(PAYOUTS);
    expect(
      simulator.control
        .payouts()
        .map(({ orderId }) => orderId)
        .toSorted(),
    ).toEqual(answered.map(({ reference }) => reference).toSorted());
    for (const { id, reference } of answered) {
      const payout = await get(survivor, token, `/v1/payouts/${id}`);
      expect(payout).toMatchObject({ id, reference, state: 'confirmed', attempt: 1, sends: expect.any(Number) });
      const { events, transfers } = (await get(survivor, token, `/v1/payouts/${id}/history`)) as {
        readonly events: readonly { readonly from?: string; readonly to: string }[];
        readonly transfers: readonly { readonly kind: string }[];
      };
      expect(events.filter(({ from, to }) => to === 'confirmed' && from !== to)).toHaveLength(1);
      expect(transfers.filter(({ kind }) => kind === 'post')).toHaveLength(1);
    }
    const { items } = (await get(survivor, token, '/v1/webhooks?limit=200')) as { items: readonly { key: string }[] };
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    expect(watched.reconnects()).toBeGreaterThan(0);

    await survivor.kill();
    balancer.close();
    await simulator.close();
  }, 120_000);
});

/** Becomes the first administrator, and makes a token. */
async function administratorToken({ firstAdminLink = '', url }: Instance): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const claimed = await fetch(`${url}/v1/session/claim`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({
      token: firstAdminLink.split('#')[1],
      password: 'nine brown jugs upon a shelf',
      email: 'ada@example.com',
      name: 'Ada',
    }),
  });
  const { csrf, permissions } = (await claimed.json()) as { csrf: string; permissions: readonly string[] };
  const cookie = (claimed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = await fetch(`${url}/v1/tokens`, {
    method: 'POST',
    headers: { ...json, cookie, 'x-paymux-csrf': csrf, 'idempotency-key': 'token' },
    body: JSON.stringify({ name: 'load', scopes: permissions, expiresAt }),
  });
  return ((await made.json()) as { secret: string }).secret;
}

/** A client that repeats its request, unchanged, until somebody answers it. */
async function askUntilAnswered(
  alive: readonly string[],
  index: number,
  token: string,
  reference: string,
): Promise<Answered> {
  for (let tries = 0; ; tries += 1) {
    const url = alive[(index + tries) % alive.length] ?? '';
    try {
      const response = await fetch(`${url}/v1/payouts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': reference,
        },
        body: JSON.stringify({ ...PAYOUT, reference }),
      });
      if (response.status === 201 || response.status === 202) return (await response.json()) as Answered;
      if (response.status !== 503) throw new Error(`${String(response.status)} ${await response.text()}`);
    } catch (error) {
      // The connection broke: nobody answered.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

async function get({ url }: Instance, token: string, path: string): Promise<object> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`${path} answered ${String(response.status)}.`);
  return (await response.json()) as object;
}

/** Listens to one instance, and to the next one once that is gone, from where it was. */
function watch(instances: readonly Instance[], token: string) {
  const states = new Map<string, string>();
  const gone = new AbortController();
  let connections = 0;
  let lastId: string | undefined;
  let wake = (): void => undefined;
  let opened = (): void => undefined;
  const open = new Promise<void>((resolve) => (opened = resolve));

  const take = (event: string): void => {
    const fields = new Map(event.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
    lastId = fields.get('id') ?? lastId;
    if (fields.get('event') === 'open') opened();
    if (fields.get('event') === 'reset') throw new Error('Something was missed.');
    if (fields.get('event') !== 'change') return;
    const told = JSON.parse(fields.get('data') ?? '{}') as { id: string; kind: string; state: string };
    if (told.kind === 'payout') states.set(told.id, told.state);
    wake();
  };
  const listening = (async () => {
    while (!gone.signal.aborted) {
      const { url } = instances[Math.min(connections, instances.length - 1)] as Instance;
      connections += 1;
      try {
        const response = await fetch(`${url}/v1/events`, {
          headers: { authorization: `Bearer ${token}`, ...(lastId !== undefined && { 'last-event-id': lastId }) },
          signal: gone.signal,
        });
        let text = '';
        for await (const part of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
          text += part;
          const events = text.split('\n\n');
          text = events.pop() ?? '';
          events.forEach(take);
        }
      } catch (error) {
        if (error instanceof Error && error.message === 'Something was missed.') throw error;
      }
    }
  })();

  return {
    open,
    reconnects: () => connections - 1,
    stop: () => {
      gone.abort();
    },
    /** Resolves once each of these was told to be confirmed. */
    async confirmed(ids: readonly string[]): Promise<void> {
      const all = (async () => {
        while (!ids.every((id) => states.get(id) === 'confirmed'))
          await new Promise<void>((resolve) => (wake = resolve));
      })();
      await Promise.race([all, listening]);
    },
  };
}
