import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @typedef {object} Manifest The members of a package.json that the tools read.
 * @property {string} name
 * @property {string} version
 * @property {string} [description]
 * @property {string} [license]
 * @property {unknown} [repository]
 * @property {string | Readonly<Record<string, string>>} [bin]
 * @property {Readonly<Record<string, string>>} [engines]
 * @property {Readonly<Record<string, string>>} [scripts]
 * @property {boolean} [private]
 * @property {Readonly<Record<string, string | Readonly<Record<string, string>>>>} [exports]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [peerDependencies]
 * @property {Readonly<Record<string, string>>} [devDependencies]
 */

/**
 * @typedef {object} WorkspacePackage
 * @property {string} group - `packages` or `examples`.
 * @property {string} folder - Its path from the root, with forward slashes: `packages/core`.
 * @property {string} shortName - The folder's own name: `core`.
 * @property {string} path - Its absolute path.
 * @property {Manifest} manifest
 */

export const ROOT = join(import.meta.dirname, '..');

/**
 * Every package of the workspace, the root itself excepted, in the order of their folders.
 *
 * @returns {WorkspacePackage[]}
 */
export function listPackages(root = ROOT) {
  return ['packages', 'examples'].flatMap((group) => {
    const parent = join(root, group);
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .sort()
      .map((name) => join(parent, name))
      .filter((path) => existsSync(join(path, 'package.json')))
      .map((path) => ({
        group,
        folder: `${group}/${basename(path)}`,
        shortName: basename(path),
        path,
        manifest: readManifest(path),
      }));
  });
}

/** Every package that is published. */
export function listPublicPackages(root = ROOT) {
  return listPackages(root).filter(({ manifest }) => manifest.private !== true);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}
