import { silentLogger, systemRandom } from '@paymux/core';
import { createFakeClock, createFakeProvider } from '@paymux/core/testing';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { expect, test } from 'vitest';
import { Access, GuardedApp } from '../src/index.js';
import { openServiceSystem } from '../src/service-system.js';

const PASSWORD = 'correct horse battery';
const PUBLIC_URL = 'https://pay.example.com';
const DAY_MS = 86_400_000;

async function open() {
  const clock = createFakeClock('2026-03-01T08:00:00Z');
  const store = new InMemoryStore({ clock });
  const provider = createFakeProvider();
  const paymux = await openServiceSystem(
    {
      accounts: [{ id: 'main', provider }],
      approvals: { rules: [{ role: 'operator', approvals: 1, by: 'approver' }] },
    },
    { clock, store },
  );
  const policy = { publicUrl: PUBLIC_URL };
  const access = new Access({ store, clock, random: systemRandom, logger: silentLogger, policy });
  return { access, clock, paymux, provider, store };
}

/** Takes up the first link, as a browser does. Resolves to the id of the person. */
async function claimFirst({ access, clock }: Awaited<ReturnType<typeof open>>): Promise<string> {
  const policy = { publicUrl: PUBLIC_URL };
  const app = new GuardedApp({ access, clock, random: systemRandom, logger: silentLogger, policy });
  const token = (await access.firstAdminLink())?.split('#')[1];
  const answer = await app.mount(access.routes()).fetch(
    new Request(`${PUBLIC_URL}/v1/session/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: PASSWORD }),
    }),
  );
  return ((await answer.json()) as { person: { id: string } }).person.id;
}

test('a worker of its own knows the roles of people, so that what they planned waits for approval there as well', async () => {
  const system = await open();
  const creator = await claimFirst(system);
  const request = {
    creator,
    amount: { amount: '5', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  } as const;

  // An administrator is an operator, too; a program is nobody.
  expect(await system.paymux.payouts.createPayout({ ...request, reference: 'by-a-person' })).toMatchObject({
    state: 'awaiting_approval',
  });
  expect(
    await system.paymux.payouts.createPayout({ ...request, reference: 'by-a-program', creator: 'payroll' }),
  ).toMatchObject({ state: 'pending' });
  await system.paymux.close();
});

test('what signing in leaves behind is forgotten after a month, and who somebody is never', async () => {
  const system = await open();
  const person = await claimFirst(system);
  const kept = async () => ({
    sessions: (await system.store.listDocuments({ kind: 'session' })).records.length,
    links: (await system.store.listDocuments({ kind: 'one_time_link' })).records.length,
    people: (await system.store.listDocuments({ kind: 'person' })).records.map(({ id }) => id),
  });
  expect(await kept()).toMatchObject({ sessions: 1, people: [person] });

  await system.clock.advance(31 * DAY_MS);
  const { store } = system;
  const prune = store.prune.bind(store);
  const pruned = new Promise((resolve) => {
    store.prune = async (limits) => {
      const answer = await prune(limits);
      resolve(answer);
      return answer;
    };
  });
  system.paymux.worker.start();
  await pruned;

  expect(await kept()).toEqual({ sessions: 0, links: 0, people: [person] });
  await system.paymux.close();
});
