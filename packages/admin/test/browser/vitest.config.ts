import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['*.browser.ts'],
    reporters: ['default', '../../../../tools/closing-line-reporter.mjs'],
    allowOnly: false,
    // One browser and one service at a time: what they wait for is each other, not the machine.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
