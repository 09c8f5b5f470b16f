// Fails when a file of the repository names a place that exists on one machine only, or a package registry.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from './run-program.mjs';
import { ROOT } from './workspace.mjs';

/** Where this checkout and whoever runs it live. A home at the top of the file system would be in every path. */
const HERE = [ROOT, homedir()].filter((path) => path.length > 1).map((path) => join(path, '/'));

// Not inside an address, where the same words follow a host.
const PATH_OF_A_MACHINE = /(?<![\w.:/-])(?:\/(?:home|root|Users|work|workspaces?)\/[\w.-]+|[A-Za-z]:\\{1,2}Users\\)/;
const PRIVATE_ADDRESS = /https?:\/\/(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;
const REGISTRY = /_auth(?=Token)|registry\s*[=:]\s*['"]?https?:|tarball:\s*http/;
const TEST_FILE = /(^|\/)test\/|\.test\./;

/**
 * @param {string} name - The file's path from the root.
 * @param {string} text
 * @returns {string[]} One sentence for each place found.
 */
export function findForbiddenText(name, text) {
  // Tests of address checks name private addresses on purpose.
  const mayNameAddresses = TEST_FILE.test(name);
  return text.split('\n').flatMap((line, index) => {
    const found = [];
    if (HERE.some((path) => line.includes(path)) || PATH_OF_A_MACHINE.test(line)) found.push('a path of one machine');
    if (!mayNameAddresses && PRIVATE_ADDRESS.test(line)) found.push('an address of a private network');
    if (REGISTRY.test(line)) found.push('a registry or its token');
    return found.map((what) => `${name}:${index + 1} names ${what}.`);
  });
}

async function main() {
  const listing = await runProgram('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    fromPath: true,
  });
  if (!listing.passed) throw new Error(`git could not list the files:\n${listing.output}`);
  const names = listing.output.split('\0').filter((name) => name !== '');
  const found = names.flatMap((name) => {
    const text = readText(join(ROOT, name));
    return text === undefined ? [] : findForbiddenText(name, text);
  });
  for (const sentence of found) console.error(sentence);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`${names.length} files name no machine and no registry.`);
}

/**
 * @param {string} path
 * @returns {string | undefined} Nothing for a file that is deleted and not yet committed so.
 */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
