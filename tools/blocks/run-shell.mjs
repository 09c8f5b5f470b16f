import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '../../packages/simulators/dist/index.js';
import { ROOT } from '../workspace.mjs';
import { ENVIRONMENT, KEYS } from './environment.mjs';
import { startService } from './service.mjs';

const COMMANDS = ['npm', 'npx', 'node', 'paymux', 'curl', 'git'];

/** What a command takes for granted. */
const BEFORE = [
  { when: /^npx paymux (?:payout|webhook) list/, commands: 'npx paymux migrate > before.txt' },
  {
    when: /payout show salary-2026-11-maria/,
    commands:
      'npx paymux payout create --reference salary-2026-11-maria --amount 15.00 --currency USDT --network tron ' +
      '--address TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t --fee-from balance --as ana --yes > before.txt',
  },
];

const CONFIG = {
  accounts: [
    {
      id: 'main',
      provider: 'heleket',
      options: {
        merchantId: 'env:HELEKET_MERCHANT_ID',
        paymentApiKey: 'env:HELEKET_PAYMENT_API_KEY',
        payoutApiKey: 'env:HELEKET_PAYOUT_API_KEY',
      },
    },
  ],
  store: './paymux-data',
  server: { host: '127.0.0.1', port: 8080, publicUrl: 'https://pay.shop.example' },
};

const PLUGIN = `
import { connectionFields, defineProvider } from '@paymux/core';
import { z } from 'zod';
const id = 'acme';
const options = z.looseObject(connectionFields('https://api.acme.example'));
const capabilities = () => ({ operations: {}, partialRefunds: false, payoutMemo: false });
export default { id, specificationVersion: 1, connect: defineProvider({ id, options, capabilities, connect: () => ({}) }) };
`;
/** The plugins of the documents. */
const PLUGINS = {
  'node_modules/@acme/paymux-acme/index.js': PLUGIN,
  'node_modules/@acme/paymux-acme/package.json': '{"name":"@acme/paymux-acme","type":"module","exports":"./index.js"}',
  'providers/tidepay.js': PLUGIN,
  'providers/package.json': '{"type":"module"}',
};

/**
 * Runs a block of shell commands in a folder of its own, against simulators: with the packages and examples in it, and a
 * configuration unless the block makes one.
 *
 * @param {string} text
 * @param {object} [options]
 * @param {string | undefined} [options.walkThrough] - The provider whose simulator answers at `$BASE`.
 * @param {Readonly<Record<string, string>>} [options.files] - What is in the folder besides, by relative path.
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export async function runShell(text, { files = {}, walkThrough } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'shell-of-'));
  const home = join(folder, 'work');
  const bin = join(folder, 'bin');
  mkdirSync(home);
  mkdirSync(bin);
  for (const name of COMMANDS) {
    const script = `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, 'command.mjs')}" ${name} "$@"\n`;
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ['packages', 'examples', 'tools', 'docs']) symlinkSync(join(ROOT, name), join(home, name));
  for (const [name, content] of Object.entries({ ...PLUGINS, ...files })) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), content);
  }
  if (!/ init /.test(text) && files['paymux.config.json'] === undefined) {
    writeFileSync(join(home, 'paymux.config.json'), JSON.stringify(CONFIG));
  }

  const asksProviders = walkThrough !== undefined || /paymux/.test(text);
  const simulators = asksProviders
    ? {
        cryptomus: await startCryptomusSimulator(walkThrough === 'cryptomus' ? {} : KEYS),
        heleket: await startHeleketSimulator(walkThrough === 'heleket' ? {} : KEYS),
        molam: await startMolamSimulator(),
      }
    : {};
  const service = text.includes('https://pay.example.com') ? await startService() : undefined;
  try {
    const outside = Object.entries(simulators).map(([name, { baseUrl }]) => [`api.${name}.com`, baseUrl]);
    const before = BEFORE.filter(({ when }) => when.test(text)).map(({ commands }) => commands);
    return await run([...before, text].join('\n'), home, {
      ...ENVIRONMENT,
      PATH: bin + delimiter + (process.env['PATH'] ?? ''),
      HOME: home,
      BLOCKS_OUTSIDE: JSON.stringify(Object.fromEntries(outside)),
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'outside.mjs')).href}`,
      ...(service && { SERVICE_URL: service.url, PAYMUX_TOKEN: service.token }),
      ...(walkThrough !== undefined && {
        BASE: Object.entries(simulators).find(([name]) => name === walkThrough)?.[1].baseUrl,
      }),
    });
  } finally {
    await service?.close();
    await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * @param {string} text
 * @param {string} cwd
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function run(text, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-eu', '-c', text], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
