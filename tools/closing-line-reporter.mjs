/** Comma-separated names of what failed before the tests began; `tools/test.mjs` sets it. */
export const FAILED_BEFORE = 'FAILED_BEFORE_TESTS';

/**
 * Ends a test run with one line that programs can read, `12 passed, 0 failed`, and nothing after it.
 *
 * A file or suite that broke outside its tests counts as one failure, and so do an error nobody caught and
 * each check that failed before the tests began. A run without tests fails.
 *
 * @implements {Reporter}
 * @import { Reporter, TestModule } from 'vitest/node'
 * @import { SerializedError } from 'vitest'
 */
export default class ClosingLineReporter {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  onInit() {
    // Other reporters, and vitest itself, still print while the run winds down.
    process.once('exit', () => {
      const before = (process.env[FAILED_BEFORE] ?? '').split(',').filter((name) => name !== '');
      const { passed, skipped } = this.#counts;
      const failed = this.#counts.failed + before.length;
      if (failed > 0 || passed + failed === 0) process.exitCode = process.exitCode || 1;
      if (before.length > 0) process.stdout.write(`Failed before the tests: ${before.join(', ')}\n`);
      process.stdout.write(`${closingLine(passed, failed, skipped)}\n`);
    });
  }

  /**
   * @param {readonly TestModule[]} testModules
   * @param {readonly SerializedError[]} unhandledErrors
   */
  onTestRunEnd(testModules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const testModule of testModules) {
      if (testModule.errors().length > 0) counts.failed += 1;
      for (const suite of testModule.children.allSuites()) {
        if (suite.errors().length > 0) counts.failed += 1;
      }
      for (const test of testModule.children.allTests()) {
        const { state } = test.result();
        // A test that never reached an end proved nothing.
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    this.#counts = counts;
  }
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {number} skipped
 */
export function closingLine(passed, failed, skipped = 0) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
