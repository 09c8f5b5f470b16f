import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

/** @import { WorkspacePackage } from './workspace.mjs' */

/**
 * Packs public packages as they would be published.
 *
 * @param {string} folder - Where the tarballs go.
 * @param {readonly WorkspacePackage[]} packages
 * @returns {Promise<Map<string, string>>} The tarball of each, by its package's name.
 */
export async function packPackages(folder, packages = listPublicPackages()) {
  const pnpm = join(ROOT, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  const filters = packages.map(({ manifest }) => `--filter=${manifest.name}`);
  const packing = await runProgram('node', [pnpm, '--recursive', ...filters, 'pack', '--pack-destination', folder]);
  if (!packing.passed) throw new Error(`pnpm pack failed:\n${packing.output}`);
  return new Map(
    packages.map(({ manifest: { name, version } }) => [
      name,
      join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    ]),
  );
}

/**
 * Packages of ours and all of ours that they depend on.
 *
 * @param {readonly string[]} names
 * @returns {WorkspacePackage[]}
 */
export function withDependencies(...names) {
  const wanted = new Set(names);
  const all = listPublicPackages();
  for (const name of wanted) {
    const { manifest } = all.find((each) => each.manifest.name === name) ?? {};
    for (const dependency of Object.keys(manifest?.dependencies ?? {})) {
      if (all.some((each) => each.manifest.name === dependency)) wanted.add(dependency);
    }
  }
  return all.filter(({ manifest }) => wanted.has(manifest.name));
}

/**
 * What these packages need of others, as npm can link it without a registry.
 *
 * @param {readonly WorkspacePackage[]} packages
 * @returns {string[]}
 */
export function linkedLibraries(packages) {
  const ours = new Set(listPublicPackages().map(({ manifest }) => manifest.name));
  return packages.flatMap(({ manifest, path }) =>
    Object.keys(manifest.dependencies ?? {})
      .filter((name) => !ours.has(name))
      .map((name) => linkTo(name, path)),
  );
}

/**
 * @param {string} name
 * @param {string} home - Whose dependency it is.
 */
export function linkTo(name, home = ROOT) {
  return `${name}@file:${realpathSync(join(home, 'node_modules', name))}`;
}
