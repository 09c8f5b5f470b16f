// Packs every public package as it would be published, and looks at what came out.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findForbiddenText } from './check-text.mjs';
import { packPackages } from './packed-packages.mjs';
import { runProgram } from './run-program.mjs';
import { listPublicPackages } from './workspace.mjs';

/** @import { WorkspacePackage } from './workspace.mjs' */

/**
 * What a package may hold besides what its `files` name, seen on an unpacked tarball.
 *
 * @param {string} unpacked - The folder that holds package.json.
 * @param {string} source - The package's folder in the workspace.
 * @returns {string[]} One sentence for each objection.
 */
export function findContentObjections(unpacked, source) {
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(unpacked, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const manifest = readFileSync(join(unpacked, 'package.json'), 'utf8');
  // Tests under `templates` belong to packages that are yet to be written.
  return [
    ...['LICENSE', 'README.md'].filter((name) => !files.includes(name)).map((name) => `${name} is missing.`),
    ...files
      .filter((name) => !name.startsWith('templates/') && /(^|\/)(test|fixtures)\/|\.(test|test-d)\./.test(name))
      .map((name) => `${name} is a test.`),
    ...files.filter((name) => name.startsWith('src/')).map((name) => `${name} is a source.`),
    ...files
      .filter((name) => /\.tsbuildinfo$|\.d\.ts\.map$/.test(name))
      .map((name) => `${name} serves the build alone.`),
    ...files.filter((name) => isStale(name, source)).map((name) => `${name} is built from a source that is gone.`),
    ...files
      .filter((name) => findForbiddenText(name, readFileSync(join(unpacked, name), 'utf8')).length > 0)
      .map((name) => `${name} holds a path or an address of a machine.`),
    ...(/"(catalog|workspace):/.exec(manifest) ? ['package.json keeps a catalog: or workspace: range.'] : []),
  ];
}

/**
 * @param {string} name
 * @param {string} source
 */
function isStale(name, source) {
  // What a bundler wrote is named after its contents.
  const [, module] = /^dist\/(?!assets\/|bundle\/)(.*)\.js$/.exec(name) ?? [];
  return (
    module !== undefined &&
    existsSync(join(source, 'src')) &&
    !['ts', 'tsx'].some((extension) => existsSync(join(source, 'src', `${module}.${extension}`)))
  );
}

/**
 * @param {Parameters<typeof runProgram>} call
 * @returns {Promise<string[]>} What it printed, if it failed.
 */
async function findFailure(...call) {
  const { passed, output } = await runProgram(...call);
  return passed ? [] : [output.trim()];
}

/**
 * @param {WorkspacePackage} package_
 * @param {string} tarball
 * @param {string} folder - An empty one to unpack into.
 */
async function findObjections({ path }, tarball, folder) {
  mkdirSync(folder);
  const unpacking = await findFailure('tar', ['-xzf', tarball, '-C', folder], { fromPath: true });
  if (unpacking.length > 0) return unpacking;
  return [
    ...findContentObjections(join(folder, 'package'), path),
    ...(await findFailure('publint', ['run', tarball, '--strict'])),
    ...(await findFailure('attw', [tarball, '--profile', 'esm-only', '--no-color'])),
  ];
}

async function main() {
  const packages = listPublicPackages();
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    const tarballs = await packPackages(folder);
    let objected = false;
    for (const each of packages) {
      const { name } = each.manifest;
      const objections = await findObjections(each, tarballs.get(name) ?? '', join(folder, each.shortName));
      for (const objection of objections) console.error(`${name}: ${objection}`);
      objected ||= objections.length > 0;
    }
    if (objected) process.exitCode = 1;
    else console.log(`${packages.length} packages are fit to publish.`);
  } finally {
    rmSync(folder, { recursive: true });
  }

  const versions = new Set(packages.map(({ manifest }) => manifest.version));
  if (versions.size > 1) {
    console.error(`Packages are released together under one version, and there are ${[...versions].join(', ')}.`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
