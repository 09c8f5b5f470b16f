import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settle } from '@paymux/core';
import { startCryptomusSimulator } from '@paymux/simulators';
import { type DurablePaymux, openPaymux } from 'paymux';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const simulator = await startCryptomusSimulator({
  autopilot: true,
  autopilotStepMs: 100,
  balances: { USDT: '10000' },
});
const { baseUrl, merchantId, payoutKey } = simulator;
const folder = await mkdtemp(join(tmpdir(), 'paymux-approval-'));

const told: string[] = [];
let bothPaid: () => void = () => undefined;
const paid = new Promise<void>((resolve) => {
  bothPaid = resolve;
});

const paymux = await openPaymux(
  {
    accounts: [{ id: 'main', provider: 'cryptomus', options: { merchantId, payoutApiKey: payoutKey, baseUrl } }],
    store: folder,
    approvals: {
      rules: [{ account: 'main', currency: 'USDT', above: '500', approvals: 2, by: 'approver' }],
      roles: { bruno: ['approver'], carla: ['approver'] },
    },
    // Nobody wants to wait minutes for an example. Leave this out.
    payoutPolicy: { firstCheckMs: 200, checkEveryMs: 200 },
  },
  {
    handlers: {
      onPayout: ({ payout, to }) => {
        if (to === 'confirmed' && told.push(payout.reference) === 2) bothPaid();
      },
    },
  },
);

const small = await askFor('invoice-811', '80');
print(`anna asks for 80 USDT: nobody else has to agree, it is ${small.state}`);
const large = await askFor('invoice-812', '6000');
print(`anna asks for 6000 USDT: it is ${large.state}`);

await approve(paymux, large.id, 'anna');
await approve(paymux, large.id, 'bruno');
await approve(paymux, large.id, 'bruno');
print(`sent to the provider so far: ${sent()}`);
await approve(paymux, large.id, 'carla');

const mistaken = await askFor('invoice-813', '900');
const { state } = await paymux.payouts.cancelPayout({ id: mistaken.id, revision: mistaken.revision, actor: 'anna' });
print(`anna asks for 900 USDT and takes it back: it is ${state}`);

await paid;
for (const reference of told.sort()) print(`${reference} is paid`);
const { events } = await paymux.payouts.history(large.id);
print(`its history: ${events.map(({ actor, type }) => `${type} by ${actor}`).join(', ')}`);

await paymux.close();
await simulator.close();
await rm(folder, { recursive: true, force: true });

function askFor(reference: string, amount: string) {
  return paymux.payouts.createPayout({
    reference,
    creator: 'anna',
    amount: { amount, currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    feeFrom: 'balance',
  });
}

/** What a person does who has the payout before them as it is now. */
async function approve({ payouts }: DurablePaymux, id: string, actor: string): Promise<void> {
  const { revision = 0 } = (await payouts.findPayout({ id })) ?? {};
  const result = await settle(payouts.approvePayout({ id, revision, actor }));
  const refused = (await payouts.refusedApprovals(id)).find((refusal) => refusal.actor === actor);
  print(`${actor} approves: ${result.ok ? `it is ${result.value.state}` : `refused, ${refused?.reason ?? ''}`}`);
}

function sent(): string {
  const { length } = simulator.control.payouts().filter(({ orderId }) => orderId === 'invoice-812');
  return length === 0 ? 'nothing' : String(length);
}
