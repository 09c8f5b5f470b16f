// Fails when the API reports changed since the last release, and no changeset announces a change of that size.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from './run-program.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

/** @typedef {'none' | 'patch' | 'minor' | 'major'} Size */

/** @type {readonly Size[]} */
const SIZES = ['none', 'patch', 'minor', 'major'];

/**
 * How large the change of a public surface is. A line that is gone or different may be what somebody wrote against; a
 * new line alone is an addition. A required member that is new to an interface is counted as an addition: whether callers
 * or the library fill it in, a report does not say, and the reviewer does.
 *
 * @param {string} before - An API report, empty where there was none.
 * @param {string} after - Empty where the entry is gone.
 * @returns {Size}
 */
export function changeSize(before, after) {
  const [old, now] = [before, after].map(
    (report) =>
      new Set(
        report
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => !/^(?:\/\/|$)/.test(line)),
      ),
  );
  if ([...(old ?? [])].some((line) => now?.has(line) === false)) return 'major';
  return [...(now ?? [])].some((line) => old?.has(line) === false) ? 'minor' : 'none';
}

/**
 * The largest change that changesets announce. All packages are released together, so whichever of them it names.
 *
 * @returns {Size}
 */
export function announcedSize(root = ROOT) {
  const folder = join(root, '.changeset');
  const found = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .flatMap((name) => {
      const [, head = ''] = /^---\n([^]*?)\n---/.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      return [...head.matchAll(/: *['"]?(patch|minor|major)\b/g)].map(([, size]) => /** @type {Size} */ (size));
    });
  return largest(found);
}

/** @param {readonly Size[]} sizes */
export function largest(sizes) {
  return SIZES.findLast((size) => size === 'none' || sizes.includes(size)) ?? 'none';
}

/**
 * The version after a release of that size. Before 1.0.0 a breaking change is a minor one, as npm reads `^0.1.0`.
 *
 * @param {string} version
 * @param {Size} size
 */
export function nextVersion(version, size) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (size === 'none') return version;
  if (size === 'major') return `${major + 1}.0.0`;
  return size === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/**
 * Compares with the last release.
 *
 * @param {string} root - A Git repository.
 * @returns {Promise<string[]>} One sentence for each objection.
 */
export async function findUnannounced(root = ROOT) {
  const git = (/** @type {string[]} */ ...call) => runProgram('git', ['-C', root, ...call], { fromPath: true });
  const described = await git('describe', '--tags', '--abbrev=0', '--match', 'paymux@*');
  // Before the first release nobody has written against anything.
  if (!described.passed) return [];
  const tag = described.output.trim();

  const published = listPublicPackages(root);
  const isStable = published.some(({ manifest }) => !manifest.version.startsWith('0.'));
  const announced = SIZES.indexOf(announcedSize(root));
  const listing = await git('ls-tree', '-r', '--name-only', tag, 'packages');
  const names = new Set([
    ...listing.output.split('\n'),
    ...published.flatMap(({ folder, path }) => readdirSync(path).map((name) => `${folder}/${name}`)),
  ]);
  const objections = [];
  for (const name of [...names].filter((each) => each.endsWith('.api.md')).sort()) {
    const before = await git('show', `${tag}:${name}`);
    const after = readOrEmpty(join(root, name));
    const size = changeSize(before.passed ? before.output : '', after);
    const needed = size === 'major' && !isStable ? 'minor' : size;
    if (SIZES.indexOf(needed) > announced) {
      objections.push(`${name} has changed since ${tag} in a way that needs a changeset of size "${needed}".`);
    }
  }
  return objections;
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const objections = await findUnannounced();
  for (const objection of objections) console.error(objection);
  if (objections.length > 0) {
    console.error('`npm run changeset` writes one; docs/contributing/versions.md says which size is right.');
    process.exitCode = 1;
  }
}
