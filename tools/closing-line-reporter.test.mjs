import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAILED_BEFORE } from './closing-line-reporter.mjs';
import { plantFiles } from './planted-files.mjs';
import { ROOT } from './workspace.mjs';

const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const REPORTER = join(ROOT, 'tools', 'closing-line-reporter.mjs');

/**
 * Runs vitest as its own process on planted test files.
 *
 * @param {Readonly<Record<string, string>>} files
 * @param {NodeJS.ProcessEnv} environment
 */
function runTests(files, environment = {}) {
  const folder = plantFiles(files);
  const reporters = ['--reporter=default', `--reporter=${REPORTER}`];
  const { status, stdout } = spawnSync(process.execPath, [VITEST, 'run', '--globals', '--root', folder, ...reporters], {
    encoding: 'utf8',
    env: { ...process.env, [FAILED_BEFORE]: '', ...environment },
  });
  const lines = stdout.split('\n');
  return { status, end: lines.pop(), closingLine: lines.pop(), lineBefore: lines.pop() };
}

describe('the closing line of a test run', () => {
  test('counts what passed and comes last', () => {
    const files = {
      'a.test.js': "test('a', () => {}); describe('in', () => test('b', () => {}));",
      'b.test.js': "test('c', () => {});",
    };
    expect(runTests(files)).toMatchObject({ status: 0, closingLine: '3 passed, 0 failed', end: '' });
  });

  test('counts what failed, and the run fails', () => {
    const files = { 'a.test.js': "test('a', () => {}); test('b', () => expect(1).toBe(2));" };
    expect(runTests(files)).toMatchObject({ status: 1, closingLine: '1 passed, 1 failed' });
  });

  test('names skipped tests only where there are some', () => {
    const files = { 'a.test.js': "test('a', () => {}); test.skip('b', () => {}); test.todo('c');" };
    expect(runTests(files)).toMatchObject({ status: 0, closingLine: '1 passed, 0 failed, 2 skipped' });
  });

  test('counts a file that does not load as a failure', () => {
    const files = { 'a.test.js': "test('a', () => {});", 'b.test.js': "import './missing.js';\ntest('b', () => {});" };
    expect(runTests(files)).toMatchObject({ status: 1, closingLine: '1 passed, 1 failed' });
  });

  test('counts a suite whose preparation broke as a failure', () => {
    const files = {
      'a.test.js': "describe('s', () => { beforeAll(() => { throw new Error('no'); }); test('a', () => {}); });",
    };
    expect(runTests(files)).toMatchObject({ status: 1, closingLine: '0 passed, 1 failed, 1 skipped' });
  });

  test('counts an error that nobody caught as a failure', () => {
    const files = { 'a.test.js': "test('a', () => { void Promise.reject(new Error('lost')); });" };
    expect(runTests(files)).toMatchObject({ status: 1, closingLine: '1 passed, 1 failed' });
  });

  test('fails a run that found no tests', () => {
    expect(runTests({ 'a.js': '' })).toMatchObject({ status: 1, closingLine: '0 passed, 0 failed' });
    expect(runTests({ 'a.test.js': "test.skip('a', () => {});" })).toMatchObject({ status: 1 });
  });

  test('counts and names the checks that failed before', () => {
    expect(runTests({ 'a.test.js': "test('a', () => {});" }, { [FAILED_BEFORE]: 'lint,format' })).toMatchObject({
      status: 1,
      lineBefore: 'Failed before the tests: lint, format',
      closingLine: '1 passed, 2 failed',
    });
  });
});
