// Runs the checks of the workspace on its last build: all of them, or those named as arguments.
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { runProgram } from './run-program.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} what - What holds when it passes.
 * @property {readonly string[]} command - A program of `node_modules/.bin`, or `node`, and its arguments.
 * @property {string} help - What to do when it fails.
 */

/** The slow ones first, so that none of them is left over to run alone. @type {readonly Check[]} */
const CHECKS = [
  {
    name: 'lint',
    what: 'no finding of the linter',
    command: ['eslint', '--max-warnings', '0', '.'],
    help: 'Mend the code; `npm run lint -- <path>` looks at one place.',
  },
  {
    name: 'packages',
    what: 'what would be published is whole and clean',
    command: ['node', 'tools/check-packages.mjs'],
    help: 'The packed files are those of `files` in package.json; `npm run clean` removes a stale build.',
  },
  {
    name: 'sizes',
    what: 'every public entry keeps its budget of size and modules',
    command: ['node', 'tools/check-sizes.mjs'],
    help: 'Load it when it is used, or, where it is worth it, run `node tools/check-sizes.mjs --update` and say why.',
  },
  {
    name: 'api',
    what: 'the committed API reports match the code',
    command: ['node', 'tools/api-reports.mjs'],
    help: 'If the change of the public surface is wanted, run `npm run api:update` and commit the reports.',
  },
  {
    name: 'unused',
    what: 'no unused code, no unused or unlisted dependency',
    command: ['knip', '--no-config-hints'],
    help: 'Remove what nothing uses, list what is imported.',
  },
  {
    name: 'only-tested',
    what: 'no source that tests alone use',
    command: ['knip', '--no-config-hints', '--production', '--include', 'files,dependencies'],
    help: 'Use it, export it from an entry, or remove it together with its test.',
  },
  {
    name: 'types',
    what: 'sources and tests compile',
    command: ['tsc', '-p', 'tsconfig.tests.json'],
    help: 'Tests and type tests compile under the same options as the sources.',
  },
  {
    name: 'tool-types',
    what: 'the tools compile',
    command: ['tsc', '-p', 'tools/tsconfig.json'],
    help: 'The tools are JavaScript whose doc comments carry the types.',
  },
  {
    name: 'imports',
    what: 'packages import in one direction only',
    command: ['node', 'tools/check-imports.mjs'],
    help: 'tools/import-directions.mjs holds the table; a new package needs a line there.',
  },
  {
    name: 'licences',
    what: 'every licence was agreed to, and those shipped are listed',
    command: ['node', 'tools/licences.mjs'],
    help: 'Read the licence before tools/licences.mjs allows it; `node tools/licences.mjs --update` lists what is shipped.',
  },
  {
    name: 'changes',
    what: 'changes of the public surface since the last release are announced',
    command: ['node', 'tools/change-size.mjs'],
    help: '`npm run changeset` announces a change; docs/contributing/versions.md says of which size.',
  },
  {
    name: 'text',
    what: 'no machine path or registry address in any file',
    command: ['node', 'tools/check-text.mjs'],
    help: 'Name the place by a relative path or a placeholder.',
  },
  {
    name: 'format',
    what: 'one layout everywhere',
    command: ['biome', 'format', '--max-diagnostics=20', '.'],
    help: '`npm run format` formats everything.',
  },
];

/**
 * Runs checks side by side, and prints one line for each: all of its output as well when it failed.
 *
 * @param {readonly Check[]} checks
 * @param {(line: string) => void} print
 * @returns {Promise<string[]>} The names of those that failed.
 */
export async function runChecks(checks = CHECKS, print = console.log) {
  const waiting = [...checks];
  /** @type {string[]} */
  const failed = [];

  async function worker() {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const [program = '', ...programArguments] = check.command;
      const { passed, output } = await runProgram(program, programArguments);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      if (passed) {
        print(`ok      ${check.name.padEnd(12)}${seconds.padStart(5)} s  ${check.what}`);
      } else {
        failed.push(check.name);
        print(`FAILED  ${check.name.padEnd(12)}${seconds.padStart(5)} s\n${output.trimEnd()}\n→ ${check.help}\n`);
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, worker));
  print(failed.length === 0 ? `All ${checks.length} checks passed.` : `Failed checks: ${failed.join(', ')}`);
  return failed;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    console.error(`No check is called ${unknown.join(', ')}. There are: ${CHECKS.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 2;
  } else {
    const failed = await runChecks(names.length === 0 ? CHECKS : CHECKS.filter(({ name }) => names.includes(name)));
    process.exitCode = failed.length === 0 ? 0 : 1;
  }
}
