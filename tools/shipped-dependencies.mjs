import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { IMPORT_DIRECTIONS } from './import-directions.mjs';
import { listImports } from './list-imports.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

/** @import { WorkspacePackage } from './workspace.mjs' */

/**
 * @typedef {object} Shipped A library of others that is installed with our packages, or bundled into one of them.
 * @property {string} id - `name@version`.
 * @property {string} name
 * @property {string} version
 * @property {string} integrity - `sha512-…`, as the registry vouches for it.
 * @property {boolean} optional - Installed where it fits the platform.
 * @property {string | undefined} licence - Unknown of what is not installed on this platform.
 * @property {readonly string[]} needs - Ids.
 */

/**
 * @typedef {Readonly<Record<string, string>>} Versions
 *
 * @typedef {object} Lockfile
 * @property {Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, { version: string }>>>>>>} importers
 * @property {Readonly<Record<string, { resolution: { integrity?: string } }>>} packages
 * @property {Readonly<Record<string, { dependencies?: Versions, optionalDependencies?: Versions }>>} snapshots
 */

/**
 * Every library that users of the public packages get, in order of names, and who of ours needs which.
 *
 * @returns {{ libraries: Shipped[], needs: Map<string, string[]> }} `needs` is by the name of our package.
 */
export function listShipped() {
  const lockfile = /** @type {Lockfile} */ (parse(readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')));
  const licences = listInstalledLicences();
  /** @type {Map<string, Shipped>} */
  const found = new Map();
  /** @type {Map<string, string[]>} */
  const needs = new Map();

  /**
   * @param {string} name
   * @param {string} resolved - A version, and in brackets the peers that it was resolved with.
   * @param {boolean} optional
   * @returns {string}
   */
  function add(name, resolved, optional) {
    const version = resolved.replace(/\(.*$/, '');
    const id = `${name}@${version}`;
    const known = found.get(id);
    if (known !== undefined) {
      known.optional &&= optional;
      return id;
    }
    const library = {
      ...{ id, name, version, optional, licence: licences.get(id) },
      integrity: lockfile.packages[id]?.resolution.integrity ?? '',
      needs: /** @type {string[]} */ ([]),
    };
    found.set(id, library);
    const { dependencies = {}, optionalDependencies = {} } = lockfile.snapshots[`${name}@${resolved}`] ?? {};
    for (const [each, at] of Object.entries(dependencies)) library.needs.push(add(each, at, optional));
    for (const [each, at] of Object.entries(optionalDependencies)) library.needs.push(add(each, at, true));
    return id;
  }

  for (const { folder, manifest, path } of listPublicPackages()) {
    const importer = lockfile.importers[folder] ?? {};
    const direct = [...Object.keys(manifest.dependencies ?? {}), ...listBundled({ manifest, path })];
    needs.set(
      manifest.name,
      direct.flatMap((name) => {
        const { version = 'link:' } = importer['dependencies']?.[name] ?? importer['devDependencies']?.[name] ?? {};
        return version.startsWith('link:') ? [] : [add(name, version, false)];
      }),
    );
  }
  return { libraries: [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), needs };
}

/**
 * What a package's build takes in: it is a development dependency, and is given away all the same.
 *
 * @param {Pick<WorkspacePackage, 'manifest' | 'path'>} package_
 */
function listBundled({ manifest, path }) {
  if (IMPORT_DIRECTIONS[manifest.name]?.isBundled !== true) return [];
  const specifiers = readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .flatMap((name) => listImports(name, readFileSync(join(path, 'src', name), 'utf8')))
    .filter(({ typesOnly }) => !typesOnly)
    .map(({ specifier }) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '');
  return [...new Set(specifiers)].filter((name) => name in (manifest.devDependencies ?? {})).sort();
}

/**
 * The licence of everything that is installed, tools included.
 *
 * @returns {Map<string, string>} By `name@version`.
 */
export function listInstalledLicences() {
  const store = join(ROOT, 'node_modules', '.pnpm');
  const require = createRequire(import.meta.url);
  /** @type {Map<string, string>} */
  const licences = new Map();
  for (const folder of readdirSync(store)) {
    const [, name = ''] = /^((?:@[^+]+\+)?[^@]+)@/.exec(folder) ?? [];
    if (name === '') continue;
    const path = join(store, folder, 'node_modules', name.replace('+', '/'), 'package.json');
    /** @type {{ name: string, version: string, license?: string | { type: string }, licenses?: { type: string }[] }} */
    const manifest = require(realpathSync(path));
    const { license = manifest.licenses?.[0] ?? 'none stated' } = manifest;
    licences.set(`${manifest.name}@${manifest.version}`, typeof license === 'string' ? license : license.type);
  }
  return licences;
}
