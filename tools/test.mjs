// Builds, runs every check and every test, and ends with the line that tools/closing-line-reporter.mjs prints.
// Tests run even when a check failed; they do not run on a build that failed.
import { spawnSync } from 'node:child_process';
import { runChecks } from './check.mjs';
import { FAILED_BEFORE, closingLine } from './closing-line-reporter.mjs';

const build = run('turbo', ['run', 'build:ts', 'build:page', '--log-prefix=none']);
if (build !== 0) {
  console.error('The build failed; no test ran.');
  console.log(closingLine(0, 1));
  process.exitCode = build;
} else {
  const failedChecks = await runChecks();
  process.exitCode = run('vitest', ['run', ...process.argv.slice(2)], {
    [FAILED_BEFORE]: failedChecks.join(','),
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {NodeJS.ProcessEnv} environment
 */
function run(command, commandArguments, environment = {}) {
  const result = spawnSync(command, commandArguments, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  });
  if (result.error) throw result.error;
  return result.status ?? 1;
}
