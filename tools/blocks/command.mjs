// Stands in front of the commands that documents name: `command.mjs <name> <arguments>`. What belongs to this workspace is
// run; what has a test of its own is looked up there; anything else fails.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, listPublicPackages, readManifest } from '../workspace.mjs';

/** Where each npm script is run that would do the whole work of the workspace, or ask for too much here. */
export const SCRIPTS = {
  'api:update': 'tools/check.test.mjs',
  build: 'tools/test.mjs',
  changeset: 'tools/check-packages.test.mjs',
  check: 'tools/check.test.mjs',
  demo: 'examples/demo/test/demo.test.ts',
  'docs:build': 'tools/site.test.mjs',
  'docs:dev': 'tools/site.test.mjs',
  'docs:test': 'tools/documents.test.mjs',
  format: 'tools/check.test.mjs',
  lint: 'tools/check.test.mjs',
  pack: 'tools/pack.test.mjs',
  bench: 'packages/bench/src/programs.test.ts',
  sim: 'packages/simulation/test/seeds.test.ts',
  start: 'examples/service/test',
  test: 'tools/test.mjs',
  'test:browser': 'tools/test-browser.mjs',
  'test:only': 'tools/test.mjs',
};

const CLI = join(ROOT, 'packages/cli/bin/paymux.js');
/** Commands that go on until they are stopped. */
const ENDLESS = new Set(['serve', 'worker', 'simulate', 'capture', 'listen']);
const READY_MS = 30_000;

/** What people install beside our packages. */
const PEERS = new Set([
  '@hono/node-server',
  'express',
  'fastify',
  'hono',
  'inversify',
  'pino',
  'reflect-metadata',
  'pg',
  'nodemailer',
  'tsx',
  'typescript',
  '@types/node',
]);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name = '', ...rest] = process.argv.slice(2);
  process.exitCode = await run(name, rest);
}

/**
 * @param {string} name
 * @param {readonly string[]} given
 * @returns {Promise<number>} The exit code.
 */
async function run(name, given) {
  switch (name) {
    case 'npm':
      return npm(given);
    case 'npx':
      return npx(given);
    case 'node':
      return isEndless(given) ? untilReady(given) : pass(process.execPath, given);
    case 'paymux':
      return run('node', [CLI, ...given]);
    case 'curl':
      return pass('curl', given.map(toService));
    case 'git':
      return given[0] === 'diff' ? 0 : refuse(`git ${given.join(' ')}`);
    default:
      return refuse(name);
  }
}

/** @param {readonly string[]} given */
function npm([command = '', ...rest]) {
  if (command === 'create' && rest[0] === '@paymux/provider') {
    return pass(process.execPath, [join(ROOT, 'packages/create-provider/bin/create-provider.js'), ...rest.slice(1)]);
  }
  // Both write a package.json where the block runs, and nothing else.
  if (command === 'init' || command === 'pkg') return pass('npm', [command, ...rest]);
  if (command === 'install' || command === 'i') {
    const known = new Set(listPublicPackages().map(({ manifest }) => manifest.name));
    const unknown = rest.filter((each) => !/^-|\.tgz$/.test(each) && !known.has(each) && !PEERS.has(each));
    return unknown.length === 0 ? 0 : refuse(`npm install ${unknown.join(' ')}`);
  }
  const script = command === 'run' ? (rest[0] ?? '') : command;
  const { scripts } = /** @type {{ scripts: Readonly<Record<string, string>> }} */ (
    /** @type {unknown} */ (readManifest(ROOT))
  );
  if (!Object.hasOwn(scripts, script)) return refuse(`npm run ${script}`);
  const example = join(ROOT, 'examples', rest[1] ?? '');
  // An example without a program of its own is its tests, and these run with all others.
  if (script === 'example' && existsSync(join(example, 'test')) && !existsSync(join(example, 'src/main.ts'))) return 0;
  if (script === 'example') return pass(process.execPath, [join(ROOT, 'tools/run-example.mjs'), ...rest.slice(1)]);
  const where = Object.entries(SCRIPTS).find(([each]) => each === script)?.[1];
  if (where === undefined || !existsSync(join(ROOT, where))) return refuse(`npm run ${script}, which no test runs`);
  const missing =
    script === 'test:only' ? rest.slice(1).find((each) => /\//.test(each) && !existsSync(each)) : undefined;
  return missing === undefined ? 0 : refuse(`npm run ${script} ${missing}`);
}

/** @param {readonly string[]} given */
function npx([command = '', ...rest]) {
  if (command === 'paymux') return run('paymux', rest);
  const project = rest[rest.indexOf('--project') + 1] ?? '';
  if (command === 'vitest' && existsSync(join(ROOT, 'packages', project))) return 0;
  return refuse(`npx ${command}`);
}

/** @param {readonly string[]} given */
function isEndless([file = '', command = '', second = '']) {
  return file.endsWith('paymux.js') && (ENDLESS.has(command) || ENDLESS.has(second));
}

/**
 * Starts what goes on until it is stopped, and stops it once it has said that it is ready.
 *
 * @param {readonly string[]} given
 * @returns {Promise<number>}
 */
function untilReady(given) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS);
    const stop = (/** @type {Buffer} */ chunk) => {
      const wasReady = said.includes('\n');
      said += String(chunk);
      // A second signal would end it without an answer.
      if (!wasReady && said.includes('\n')) child.kill('SIGTERM');
    };
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      process.stdout.write(chunk);
      stop(chunk);
    });
    child.stderr.on('data', stop);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const wasStopped = code === 0 || signal === 'SIGTERM';
      if (!wasStopped) process.stderr.write(said);
      resolve(wasStopped ? 0 : (code ?? 1));
    });
  });
}

/** The service of the documents, which listens here. @param {string} argument */
function toService(argument) {
  return argument.replace('https://pay.example.com', process.env['SERVICE_URL'] ?? 'https://pay.example.com');
}

/**
 * @param {string} program
 * @param {readonly string[]} given
 * @returns {number}
 */
function pass(program, given) {
  // Behind the folder of the commands that stand in.
  const path = (process.env['PATH'] ?? '').split(delimiter).slice(1).join(delimiter);
  const env = program === process.execPath ? process.env : { ...process.env, PATH: path };
  return spawnSync(program, given, { stdio: 'inherit', env }).status ?? 1;
}

/** @param {string} what */
function refuse(what) {
  console.error(`Nothing here runs "${what}".`);
  return 1;
}
