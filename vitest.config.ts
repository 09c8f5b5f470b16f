import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Packages whose tests share one PostgreSQL server each, which is started for the whole run. */
const ON_POSTGRES = ['store', 'server'];
const POSTGRES = join(import.meta.dirname, 'packages/postgres-server/test/vitest-setup.ts');

function project(name: string, root: string, ...include: readonly string[]): TestProjectInlineConfiguration {
  return { extends: true, test: { name, root, include: [...include] } };
}

function packageTests(name: string): TestProjectInlineConfiguration {
  const tests = project(name, `packages/${name}`, 'src/**/*.test.ts', 'test/**/*.test.ts');
  if (!ON_POSTGRES.includes(name)) return tests;
  return {
    ...tests,
    test: { ...tests.test, globalSetup: [POSTGRES] },
  };
}

export default defineConfig({
  test: {
    projects: [
      ...readdirSync('packages').map(packageTests),
      ...readdirSync('examples').map((name) => project(`example ${name}`, `examples/${name}`, 'test/**/*.test.ts')),
      project('tools', 'tools', '*.test.mjs'),
    ],
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    // Most of the time one of two cores would idle else.
    maxWorkers: '100%',
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
    // What other packages built is loaded as users load it, and needs no translation.
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
    // A test that hangs is to be found; one that waits for a busy machine is not to fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test marked `only` would hide all the others, on any machine.
    allowOnly: false,
    // Measured by `npm run coverage`: what is published, by every test there is.
    coverage: {
      include: ['packages/*/src/**/*.{ts,tsx}'],
      // The page is tested in a browser, and private packages are tools.
      exclude: ['packages/{admin,simulation,bench}/**', '**/*.{test,test-d}.ts', '**/*planted*'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 90 },
    },
  },
});
