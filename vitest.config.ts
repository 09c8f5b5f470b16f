import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'examples/*', 'tools'],
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    // Most of the time one of two cores would idle else.
    maxWorkers: '100%',
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
