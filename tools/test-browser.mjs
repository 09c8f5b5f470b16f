// Builds the page and the service, tests them in a real browser, and ends with the line that
// tools/closing-line-reporter.mjs prints. Where there is no browser the tests have failed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { closingLine } from './closing-line-reporter.mjs';

const browser = process.env['PAYMUX_CHROMIUM'] ?? '/usr/bin/chromium';

if (!existsSync(browser)) {
  console.error(`There is no browser at ${browser}. Install Chromium, or say where it is by PAYMUX_CHROMIUM.`);
  fail(1);
} else {
  const build = run('turbo', ['run', 'build:ts', 'build:page', '--log-prefix=none']);
  if (build !== 0) {
    console.error('The build failed; no test ran.');
    fail(build);
  } else {
    const config = 'packages/admin/test/browser/vitest.config.ts';
    process.exitCode = run('vitest', ['run', '--config', config, ...process.argv.slice(2)]);
  }
}

/** @param {number} status */
function fail(status) {
  console.log(closingLine(0, 1));
  process.exitCode = status;
}

/**
 * @param {string} command
 * @param {readonly string[]} commandArguments
 */
function run(command, commandArguments) {
  const result = spawnSync(command, commandArguments, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.error) throw result.error;
  return result.status ?? 1;
}
