// Fails unless every package imports, lists and references only what tools/import-directions.mjs allows it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { EXAMPLE_DIRECTION, IMPORT_DIRECTIONS } from './import-directions.mjs';
import { listImports } from './list-imports.mjs';
import { ROOT, listPackages, readManifest } from './workspace.mjs';

/**
 * @import { Direction } from './import-directions.mjs'
 * @import { Import } from './list-imports.mjs'
 * @import { Manifest, WorkspacePackage } from './workspace.mjs'
 */

const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const TEST_FILE = /(^test\/|\.test\.[cm]?[jt]sx?$|\.test-d\.ts$|^(vite|vitest)\.config\.ts$)/;
/** Files under `templates` belong to packages that are yet to be written. */
const FOREIGN_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'fixtures', 'templates', 'vectors']);

/**
 * @param {string} root
 * @returns {string[]} One sentence for each violation.
 */
export function findImportViolations(root = ROOT) {
  const packages = listPackages(root);
  const byName = new Map(packages.map((each) => [each.manifest.name, each]));
  const rootManifest = readManifest(root);
  return [
    ...findMissingReferences(join(root, 'tsconfig.json'), packages),
    ...packages.flatMap((each) => {
      const direction = directionOf(each);
      if (direction === undefined) {
        return [`${each.folder}: ${each.manifest.name} has no line in tools/import-directions.mjs.`];
      }
      return [
        ...findManifestViolations(each, direction, byName),
        ...findReferenceViolations(each, direction, byName),
        ...listSourceFiles(each.path).flatMap((path) =>
          findFileViolations({ owner: each, direction, path, byName, rootManifest }),
        ),
      ];
    }),
  ];
}

/**
 * @param {WorkspacePackage} owner
 * @returns {Direction | undefined}
 */
function directionOf({ group, manifest }) {
  return group === 'examples' ? EXAMPLE_DIRECTION : IMPORT_DIRECTIONS[manifest.name];
}

/**
 * What a package lists must be what the table lets it import.
 *
 * @param {WorkspacePackage} owner
 * @param {Direction} direction
 * @param {ReadonlyMap<string, WorkspacePackage>} byName
 */
function findManifestViolations({ folder, manifest }, { sources, types = [], tests = [] }, byName) {
  const atRunTime = { ...manifest.dependencies, ...manifest.peerDependencies };
  const forbidden = [
    ...Object.keys(atRunTime).filter((name) => ![...sources, ...types].includes(name)),
    ...Object.keys(manifest.devDependencies ?? {}).filter((name) => ![...sources, ...types, ...tests].includes(name)),
  ];
  return forbidden
    .filter((name) => isOurs(name, byName))
    .map((name) => `${folder}/package.json lists ${name}, which the table does not allow there.`);
}

/**
 * The compiler's references must be the dependencies, else the build order is luck.
 *
 * @param {WorkspacePackage} owner
 * @param {Direction} direction
 * @param {ReadonlyMap<string, WorkspacePackage>} byName
 */
function findReferenceViolations({ folder, path, manifest }, { types = [] }, byName) {
  const file = join(path, 'tsconfig.json');
  if (!existsSync(file)) return [];
  const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const forTypes = Object.keys(manifest.devDependencies ?? {}).filter((name) => types.includes(name));
  const wanted = [...listed, ...forTypes].flatMap((name) => byName.get(name)?.path ?? []);
  const actual = listReferences(file);
  return [
    ...wanted
      .filter((target) => !actual.includes(target))
      .map((target) => `${folder}/tsconfig.json lacks the reference ../${basename(target)}, a dependency.`),
    ...actual
      .filter((target) => !wanted.includes(target))
      .map((target) => `${folder}/tsconfig.json references ${basename(target)}, which is no dependency.`),
  ];
}

/**
 * @param {string} file
 * @param {readonly WorkspacePackage[]} packages
 */
function findMissingReferences(file, packages) {
  const references = listReferences(file);
  return packages
    .filter(({ path }) => existsSync(join(path, 'tsconfig.json')) && !references.includes(path))
    .map(({ folder }) => `tsconfig.json lacks the reference ${folder}, so nothing builds it.`);
}

/**
 * @param {string} file
 * @returns {string[]} Absolute paths.
 */
function listReferences(file) {
  const { config } = /** @type {{ config?: { references?: { path: string }[] } }} */ (
    ts.readConfigFile(file, (path) => readFileSync(path, 'utf8'))
  );
  return (config?.references ?? []).map(({ path }) => resolve(file, '..', path));
}

/**
 * @typedef {object} FileContext
 * @property {WorkspacePackage} owner
 * @property {Direction} direction
 * @property {string} path
 * @property {ReadonlyMap<string, WorkspacePackage>} byName
 * @property {Manifest} rootManifest
 */

/** @param {FileContext} context */
function findFileViolations(context) {
  const { owner, path } = context;
  const name = relative(owner.path, path).split(sep).join('/');
  const isTest = TEST_FILE.test(name);
  return listImports(path, readFileSync(path, 'utf8')).flatMap((each) => {
    const objection = objectionTo(each, isTest, context);
    return objection === undefined ? [] : [`${owner.folder}/${name}:${each.line} "${each.specifier}" ${objection}`];
  });
}

/**
 * @param {Import} import_
 * @param {boolean} isTest
 * @param {FileContext} context
 * @returns {string | undefined}
 */
function objectionTo({ specifier, typesOnly }, isTest, { owner, direction, path, byName, rootManifest }) {
  if (specifier.startsWith('.')) {
    const inside = resolve(path, '..', specifier).startsWith(owner.path + sep);
    return inside ? undefined : 'leaves the package: import the other one by its name.';
  }
  if (isBuiltin(specifier)) return undefined;

  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (name === owner.manifest.name) return 'is the package itself: import by relative path.';
  if (isOurs(name, byName)) {
    const { sources, types = [], tests = [] } = direction;
    const allowed = [...sources, ...(typesOnly || isTest ? types : []), ...(isTest ? tests : [])];
    if (!allowed.includes(name)) {
      if (types.includes(name)) return 'may be imported for its types alone: write `import type`.';
      if (tests.includes(name)) return 'is for tests, and this is a source.';
      return `is not below this package. It may import: ${allowed.join(', ') || 'none of ours'}.`;
    }
    const entry = `.${specifier.slice(name.length)}`;
    const target = byName.get(name);
    if (target !== undefined && target.manifest.exports?.[entry] === undefined) {
      return `is no public entry of ${name}: export what is needed there.`;
    }
  }

  const { dependencies, peerDependencies, devDependencies } = owner.manifest;
  const atRunTime = { ...dependencies, ...peerDependencies };
  const atBuildTime = direction.isBundled === true && !isOurs(name, byName) ? devDependencies : {};
  const forTypes = direction.types?.includes(name) === true ? devDependencies : {};
  const inTests = isTest ? { ...rootManifest.devDependencies, ...devDependencies } : {};
  if (name in { ...inTests, ...atBuildTime, ...forTypes, ...atRunTime }) return undefined;
  return isTest ? 'is in no dependency list.' : 'is not in dependencies or peerDependencies, where sources need it.';
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, WorkspacePackage>} byName
 */
function isOurs(name, byName) {
  return byName.has(name) || name in IMPORT_DIRECTIONS;
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listSourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return FOREIGN_FOLDERS.has(entry.name) ? [] : listSourceFiles(path);
    return SOURCE_FILE.test(entry.name) ? [path] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const violations = findImportViolations();
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) process.exitCode = 1;
  else console.log('Imports, dependency lists and references agree with the table.');
}
