import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type PaymuxPlugin, probeCapabilities, type Problem } from '@paymux/core';
import { accountModule } from '@paymux/core/inversify';
import { check, type Checked } from './check.js';
import type { Environment, ProviderEntry } from './providers.js';

/** A provider that is a package, or a file, which a configuration names: `npm:@acme/paymux-acme`, `module:./acme.js`. */
export type PluginSpecifier = `npm:${string}` | `module:${string}`;

const VERSION = 1;
const PLUGIN_RULE =
  'has no plugin: it must export paymuxPlugin, or a default, with id, specificationVersion and connect';

/** Whether the name of a provider is that of a package or a file. */
export function isPluginSpecifier(name: unknown): name is PluginSpecifier {
  return typeof name === 'string' && /^(?:npm|module):./.test(name);
}

/**
 * Loads a plugin. Relative files begin at `directory`; a package is looked for from there, from the working
 * directory, and beside Paymux. Never throws; nothing in the problems comes out of the plugin's own errors,
 * which may quote a secret.
 */
export async function loadPlugin(specifier: PluginSpecifier, directory: string): Promise<Checked<ProviderEntry>> {
  const url = specifier.startsWith('npm:') ? packageUrl(specifier, directory) : fileUrl(specifier, directory);
  if (!url.ok) return url;
  let loaded: unknown;
  try {
    loaded = await import(/* @vite-ignore */ url.value);
  } catch (error) {
    return refuse(`${specifier} failed while it was loaded (${kindOf(error)}): import it by itself to see why`);
  }
  const plugin = pluginIn(loaded);
  if (plugin === undefined) return refuse(`${specifier} ${PLUGIN_RULE}`);
  const { connect, id, specificationVersion: version } = plugin;
  if (version !== VERSION) {
    const written = typeof version === 'number' ? `version ${version}` : 'no version';
    const remedy = typeof version === 'number' && version > VERSION ? 'update paymux' : 'update the plugin';
    return refuse(
      `${specifier} is written for ${written} of the contract, and this Paymux speaks version ${VERSION}: ${remedy}`,
    );
  }
  if (typeof id !== 'string' || id === '' || typeof connect !== 'function')
    return refuse(`${specifier} ${PLUGIN_RULE}`);
  return { ok: true, value: entryOf(specifier, plugin as unknown as PaymuxPlugin) };
}

function entryOf(specifier: PluginSpecifier, plugin: PaymuxPlugin): ProviderEntry {
  return {
    check: (options) => connectionProblems(specifier, plugin, options),
    module: (options, account) => accountModule(account, (dependencies) => plugin.connect(options, dependencies)),
    optionsFromEnv: (environment) => optionsFromEnv(plugin, environment),
    functions: Array.isArray(plugin.functions) ? plugin.functions : [],
  };
}

function optionsFromEnv(plugin: PaymuxPlugin, environment: Environment): object {
  try {
    return Object(plugin.optionsFromEnv?.(environment)) as object;
  } catch {
    // Then they are missing, and the check of the options names them.
    return {};
  }
}

/** What the plugin says of its options, and whether what it connects is what the contract promises. */
function connectionProblems(specifier: string, plugin: PaymuxPlugin, options: unknown): readonly Problem[] {
  try {
    const connected = check(() => plugin.connect(options));
    if (!connected.ok) return connected.problems.map((problem) => named(problem, specifier));
    const { capabilities, id } = connected.value;
    const version: unknown = connected.value.specificationVersion;
    if (version !== VERSION || typeof capabilities !== 'object') {
      return [{ path: '', message: `cannot be connected: ${specifier} connects no provider of version ${VERSION}` }];
    }
    if (id !== plugin.id) {
      return [
        { path: '', message: `cannot be connected: ${specifier} connects a provider of another id than its own` },
      ];
    }
    return probeCapabilities(connected.value).map((problem) => named(problem, specifier));
  } catch (error) {
    return [{ path: '', message: `cannot be connected: ${specifier} failed (${kindOf(error)})` }];
  }
}

function named({ message, path }: Problem, specifier: string): Problem {
  return { path, message: `${message} (${specifier})` };
}

interface PluginShape {
  readonly id?: unknown;
  readonly specificationVersion?: unknown;
  readonly connect?: unknown;
  readonly optionsFromEnv?: unknown;
}

/** The plugin of a module, which an importer of CommonJS may find one `default` further in. */
function pluginIn(module: unknown): PluginShape | undefined {
  const exported = module as { readonly paymuxPlugin?: unknown; readonly default?: unknown };
  const inner = Object(exported.default) as typeof exported;
  const candidates = [exported.paymuxPlugin, inner, inner.paymuxPlugin, inner.default];
  return candidates.find(
    (candidate): candidate is PluginShape =>
      typeof candidate === 'object' &&
      candidate !== null &&
      ('connect' in candidate || 'specificationVersion' in candidate),
  );
}

function fileUrl(specifier: string, directory: string): Checked<string> {
  const path = resolve(directory, specifier.slice('module:'.length));
  return existsSync(path)
    ? { ok: true, value: pathToFileURL(path).href }
    : refuse(`${specifier} cannot be found: there is no such file; relative paths begin at ${directory}`);
}

function packageUrl(specifier: string, directory: string): Checked<string> {
  const name = specifier.slice('npm:'.length);
  const [, packageName, subpath = ''] = /^((?:@\w[\w.-]*\/)?\w[\w.-]*)(\/.*)?$/.exec(name) ?? [];
  if (packageName === undefined) return refuse(`${specifier} is not the name of a package`);
  for (const base of [directory, process.cwd(), fileURLToPath(new URL('.', import.meta.url))]) {
    const require = createRequire(join(base, 'paymux'));
    const folder = require.resolve
      .paths(packageName)
      ?.map((modules) => join(modules, packageName))
      .find((candidate) => existsSync(join(candidate, 'package.json')));
    if (folder === undefined) continue;
    try {
      const entry = entryPoint(folder, `.${subpath}`);
      return { ok: true, value: pathToFileURL(entry === undefined ? require.resolve(name) : join(folder, entry)).href };
    } catch (error) {
      return refuse(`${specifier} cannot be loaded: its package.json leads to no module (${kindOf(error)})`);
    }
  }
  return refuse(`${specifier} cannot be found: run npm install ${packageName}`);
}

/** Where a package's `exports` lead an import. `require.resolve` would not see what is exported to imports alone. */
function entryPoint(folder: string, subpath: string): string | undefined {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly exports?: unknown };
  if (subpath === '.' && !(isRecord(exports) && '.' in exports)) return importTarget(exports);
  return isRecord(exports) ? importTarget(exports[subpath]) : undefined;
}

const CONDITIONS: readonly string[] = ['node', 'import', 'default'];

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (!isRecord(target)) return undefined;
  const matching = Object.entries(target).filter(([condition]) => CONDITIONS.includes(condition));
  return matching.map(([, inner]) => importTarget(inner)).find((found) => found !== undefined);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What kind of error it was: its code, else its class. Its message stays out. */
function kindOf(error: unknown): string {
  const { code, constructor } = Object(error) as { readonly code?: unknown; readonly constructor?: unknown };
  const kind: unknown = typeof code === 'string' ? code : typeof constructor === 'function' ? constructor.name : '';
  return typeof kind === 'string' && /^\w{1,64}$/.test(kind) ? kind : 'an error';
}

function refuse(message: string): Checked<never> {
  return { ok: false, problems: [{ path: 'provider', message }] };
}
