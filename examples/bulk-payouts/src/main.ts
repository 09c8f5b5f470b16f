import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startCryptomusSimulator } from '@paymux/simulators';
import { openPaymux } from 'paymux';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const HEAD = 'key,amount,address,client';
const CORRECT = [HEAD, `maria,250.00,${ADDRESS},maria`, `joao,180.50,${ADDRESS},joao`, `ines,99.90,${ADDRESS},ines`];
const MISTAKEN = [
  HEAD,
  `maria,250.00,${ADDRESS},maria`,
  `joao,"180,50",${ADDRESS},joao`,
  `maria,99.90,${ADDRESS},ines`,
];

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const simulator = await startCryptomusSimulator({ balances: { USDT: '1000' } });
const { baseUrl, control, merchantId, payoutKey } = simulator;
const folder = await mkdtemp(join(tmpdir(), 'paymux-bulk-'));
const paymux = await openPaymux({
  accounts: [{ id: 'main', provider: 'cryptomus', options: { merchantId, payoutApiKey: payoutKey, baseUrl } }],
  store: folder,
  // Here `drain` says when work is done. Leave this out, and it is done by itself.
  worker: false,
});

const mistaken = await load('payroll-2026-11', MISTAKEN);
print(`the first file is ${mistaken.state}:`);
for (const { line, problems } of mistaken.problems) {
  print(`  line ${String(line)}: ${problems.map(({ message, path }) => `${path} ${message}`).join('; ')}`);
}
print(`payouts so far: ${String(control.payouts().length)}`);

const loaded = await load('payroll-2026-11', CORRECT);
const totals = loaded.totals.map(({ amount, currency }) => `${amount} ${currency}`).join();
print(`the corrected file is ${loaded.state}: ${String(loaded.rows)} rows, ${totals}`);
await paymux.imports.start({ id: loaded.id, revision: loaded.revision, actor: 'anna' });
await paymux.worker.drain();
print(`started by anna: ${String(control.payouts().length)} payouts`);

const again = await load('payroll-2026-11-by-mistake', CORRECT);
await paymux.imports.start({ id: again.id, revision: again.revision, actor: 'anna' });
await paymux.worker.drain();
const progress = (await paymux.imports.find(again.id))?.progress;
print(
  `the same rows in another file: ${String(progress?.repeated)} repeated, ${String(control.payouts().length)} payouts`,
);

print('the result file:');
print((await text(Readable.from(paymux.imports.results('payroll-2026-11', 'csv')))).trimEnd());

await paymux.close();
await simulator.close();
await rm(folder, { recursive: true, force: true });

function load(id: string, lines: readonly string[]) {
  return paymux.imports.load({
    id,
    creator: 'anna',
    format: 'csv',
    content: Readable.from(lines.map((line) => Buffer.from(`${line}\n`))),
    prefix: 'payroll-2026-11-',
    defaults: { currency: 'USDT', network: 'tron', feeFrom: 'balance' },
  });
}
