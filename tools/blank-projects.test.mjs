import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkedLibraries, linkTo, packPackages, withDependencies } from './packed-packages.mjs';

const folder = mkdtempSync(join(tmpdir(), 'blank-projects-'));
const PACKAGES = withDependencies('paymux', '@paymux/simulators');
/** @type {string[]} */
let specifications = [];

/** Nothing outside this machine can be reached, and nothing of this run's own Vitest is handed on. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS$)/.test(name))),
  npm_config_cache: join(folder, 'cache'),
  npm_config_offline: 'true',
};

/** The program of a newcomer: opens a payment, has it paid, hears of it, and hears of no forgery. */
const BODY = `
async function takePayment() {
  const simulator = await startCryptomusSimulator();
  const { baseUrl, control, merchantId, paymentKey } = simulator;
  const paymux = await createPaymux({
    accounts: [{ id: 'shop', provider: 'cryptomus', options: { merchantId, paymentApiKey: paymentKey, baseUrl } }],
  });
  const on = (event) => void console.log(event.kind, 'payment' in event ? event.payment.status : '');
  const server = createServer(nodeWebhooks(paymux.webhooks.handler({ on }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const payment = await paymux.payments.createPayment({
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USD' },
    webhookUrl: \`http://127.0.0.1:\${port}/webhooks/shop\`,
  });
  console.log(payment.status);
  const forged = await control.forgeWebhook({ about: 'order-42', changes: { status: 'paid' } });
  console.log(forged.attempts.at(-1)?.status);
  await control.pay(payment.providerId);
  server.close();
  server.closeAllConnections();
  await paymux.close();
  await simulator.close();
}
void takePayment();
`;

const IMPORTS = `
import { once } from 'node:events';
import { createServer } from 'node:http';
import { startCryptomusSimulator } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';
`;
const REQUIRES = IMPORTS.replace(/import (\{.*\}) from ('.*');/g, 'const $1 = require($2);');
const TYPED = BODY.replace('(event)', "(event: import('@paymux/core').VerifiedEvent)");

const ESBUILD = [
  'node_modules/esbuild/bin/esbuild',
  'main.js',
  '--bundle',
  '--platform=node',
  '--outfile=out/main.cjs',
];
const VITE_CONFIG = `export default {
  build: { ssr: 'main.js', outDir: 'out', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
  ssr: { noExternal: true, external: ['libsql', 'pg'] },
};`;

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {Readonly<Record<string, string>>} files
 * @property {readonly string[]} [tools] - Installed beside the packages.
 * @property {readonly string[]} [build] - Run with node before the program.
 * @property {string} program
 */

/** @type {readonly Project[]} */
const PROJECTS = [
  {
    name: 'TypeScript with modules',
    files: { 'main.ts': IMPORTS + TYPED },
    tools: ['typescript', '@types/node'],
    build: [
      ...['node_modules/typescript/bin/tsc', 'main.ts', '--strict', '--target', 'es2022', '--skipLibCheck'],
      ...['--module', 'nodenext', '--types', 'node', '--outDir', 'out'],
    ],
    program: 'out/main.js',
  },
  { name: 'JavaScript with modules', files: { 'main.js': IMPORTS + BODY }, program: 'main.js' },
  { name: 'CommonJS', files: { 'main.cjs': REQUIRES + BODY }, program: 'main.cjs' },
  {
    name: 'a bundle of esbuild',
    files: { 'main.js': IMPORTS + BODY },
    tools: ['esbuild'],
    build: [...ESBUILD, '--external:libsql', '--external:pg-native', '--log-level=warning'],
    program: 'out/main.cjs',
  },
  {
    name: 'a bundle of Vite',
    files: { 'main.js': IMPORTS + BODY, 'vite.config.js': VITE_CONFIG },
    tools: ['vite'],
    build: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    program: 'out/main.mjs',
  },
];

/**
 * @param {string} cwd
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @returns {Promise<string>} What it wrote to its output, and where it failed, to its errors.
 */
function run(cwd, program, programArguments) {
  return new Promise((resolve) => {
    execFile(program, [...programArguments], { cwd, env }, (error, stdout, stderr) => {
      resolve(error === null ? stdout : `failed: ${stdout}${stderr}`);
    });
  });
}

beforeAll(async () => {
  const tarballs = await packPackages(folder, PACKAGES);
  specifications = [...tarballs.values(), ...linkedLibraries(PACKAGES)];
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(PROJECTS)('a blank project: $name', ({ build, files, name, program, tools = [] }) => {
  test('installs the packed packages without a network, takes a payment and hears of it once', async () => {
    const home = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }');
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text);

    const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
    const links = tools.map((tool) => linkTo(tool));
    expect(await run(home, 'npm', ['install', ...quietly, ...specifications, ...links])).not.toContain('failed');
    if (build !== undefined) expect(await run(home, process.execPath, build)).not.toContain('failed');

    expect(await run(home, process.execPath, [program])).toBe('pending\n401\npayment succeeded\n');
  }, 240_000);
});

test('what is bundled stands on its own: neither bundle asks for one of our packages', () => {
  for (const file of ['a-bundle-of-esbuild/out/main.cjs', 'a-bundle-of-Vite/out/main.mjs']) {
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/(?:from|require\() ?["'](?:@paymux\/|paymux)/);
  }
});
