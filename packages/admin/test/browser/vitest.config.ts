import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['*.browser.ts'],
    reporters: ['default', '../../../../tools/closing-line-reporter.mjs'],
    allowOnly: false,
    // A browser and a service of its own for each file: they wait for each other more than for the machine.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
