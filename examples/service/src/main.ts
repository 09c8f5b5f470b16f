import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@paymux/server';
import { openPaymux } from 'paymux';
import { DayClock } from './day-clock.js';
import { startLocalProviders } from './local-providers.js';
import { invitePeople } from './people.js';
import { rules } from './rules.js';
import { simulateDay } from './simulated-day.js';

const DAY_MS = 86_400_000;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const port = Number(process.env['PORT'] ?? '4400');
const url = `http://127.0.0.1:${String(port)}`;
const folder = process.env['DATABASE_URL'] === undefined ? await mkdtemp(join(tmpdir(), 'paymux-service-')) : undefined;
const startAt = new Date(Date.now() - DAY_MS);
const providers = await startLocalProviders(startAt, `${url}/webhooks`);
const config = {
  ...rules,
  accounts: providers.accounts,
  store: folder ?? process.env['DATABASE_URL'],
  webhookBaseUrl: `${url}/webhooks`,
};

print('Three local providers are up. A day of traffic goes through them; it takes some seconds.');
if (await isEmpty()) await simulateDay(config, { clock: new DayClock(startAt), port, providers });
else print('The database has records of an earlier start. They are shown; the providers that had them are gone.');

const server = await startServer({ config, environment: process.env, port, publicUrl: url });
const people = server.firstAdminLink === undefined ? [] : await invitePeople(server.url, server.firstAdminLink);
const ticking = setInterval(() => {
  void providers.advanceTo(new Date());
}, 1000);

print(`\nOpen ${server.url} and sign in:\n`);
for (const { email, password, role } of people) print(`  ${role.padEnd(9)} ${email.padEnd(26)} ${password}`);
print('\nWhoever asks for a payout cannot approve it: sign in as somebody else for that. Ctrl-C ends it all.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());

async function isEmpty(): Promise<boolean> {
  const paymux = await openPaymux({ ...config, worker: false });
  try {
    return (await paymux.payouts.listPayouts({ limit: 1 })).records.length === 0;
  } finally {
    await paymux.close();
  }
}

async function end(): Promise<void> {
  clearInterval(ticking);
  await server.close();
  await providers.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
