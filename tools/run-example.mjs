// Builds one example and runs it: its program, or its tests where it is a library. Without a name, lists them all.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, listPackages } from './workspace.mjs';

/** @typedef {{ name: string, what: string, isProgram: boolean }} Example */

/** @returns {Example[]} */
export function listExamples(root = ROOT) {
  return listPackages(root)
    .filter(({ group }) => group === 'examples')
    .map(({ manifest, path, shortName }) => ({
      name: shortName,
      what: manifest.description ?? '',
      isProgram: existsSync(join(path, 'src', 'main.ts')),
    }));
}

/** @param {readonly Example[]} examples */
function describeExamples(examples) {
  const width = Math.max(...examples.map(({ name }) => name.length)) + 2;
  return ['npm run example <name>', '', ...examples.map(({ name, what }) => `  ${name.padEnd(width)}${what}`)].join(
    '\n',
  );
}

/** @param {readonly string[]} command - `node`, a file and its arguments. */
function run([file = '', ...rest]) {
  return spawnSync(process.execPath, [join(ROOT, file), ...rest], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

/**
 * @param {Example} example
 * @param {readonly string[]} programArguments
 */
function play({ isProgram, name }, programArguments) {
  const built = run(['node_modules/typescript/bin/tsc', '-b', `examples/${name}`]);
  if (built !== 0) return built;
  return isProgram
    ? run([`examples/${name}/dist/main.js`, ...programArguments])
    : run(['node_modules/vitest/vitest.mjs', 'run', `examples/${name}`, ...programArguments]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name, ...programArguments] = process.argv.slice(2);
  const examples = listExamples();
  const example = examples.find((each) => each.name === name);
  if (example !== undefined) {
    process.exitCode = play(example, programArguments);
  } else {
    if (name !== undefined) console.error(`There is no example called "${name}".\n`);
    console[name === undefined ? 'log' : 'error'](describeExamples(examples));
    process.exitCode = name === undefined ? 0 : 2;
  }
}
