#!/usr/bin/env node
// Makes the workspace ready with Node.js and npm alone, then starts the command it is given.
// Once the installed packages match the lockfile it touches neither npx nor the network.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: a Node.js that is too old shall get as far as saying so.
const root = fileURLToPath(new URL('..', import.meta.url));
const onWindows = process.platform === 'win32';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.version}.`);

const manifest = /** @type {{ packageManager: string }} */ (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
);
const pnpmVersion = /^pnpm@([^+]+)/.exec(manifest.packageManager)?.[1] ?? fail('package.json names no pnpm version.');

/** The workspace's own pnpm, there once something was installed. */
const ownPnpm = join(root, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');

// turbo looks for pnpm on PATH, and only an absolute folder serves it.
const environment = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  npm_config_manage_package_manager_versions: 'false',
  PATH: join(root, 'node_modules', '.bin') + delimiter + (process.env['PATH'] ?? ''),
};

const stampFile = join(root, 'node_modules', '.bootstrap');
const stamp = createHash('sha256')
  .update(readFileSync(join(root, 'pnpm-lock.yaml')))
  .update(`${process.platform}-${process.arch}-${process.versions.modules}`)
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  if (install() !== 0) fail('pnpm install failed; its output above says why.');
  writeFileSync(stampFile, stamp);
}

const [command, ...commandArguments] = process.argv.slice(2);
if (command !== undefined) {
  const result = spawnSync(command, commandArguments, {
    cwd: root,
    stdio: 'inherit',
    shell: onWindows,
    env: environment,
  });
  if (result.error) fail(result.error.message);
  process.exitCode = result.status ?? 1;
}

/** Installs what the lockfile says. Never asks: an unattended run has nobody to answer. */
function install() {
  const install = ['install', '--frozen-lockfile'];
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: root, stdio: 'inherit', env: { ...environment, CI: 'true' } };
  const result = existsSync(ownPnpm)
    ? spawnSync(process.execPath, [ownPnpm, ...install], options)
    : spawnSync('npx', ['--yes', '--prefer-offline', `--package=pnpm@${pnpmVersion}`, '--', 'pnpm', ...install], {
        ...options,
        // An outer npx hands its own packages and its own command down, and this one would take them for its own.
        env: { ...options.env, npm_config_package: undefined, npm_config_call: undefined },
        shell: onWindows,
      });
  return result.status ?? 1;
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
