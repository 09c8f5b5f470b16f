import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'merchant-sign',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Hundreds of thousands of forgeries take seconds, and longer on a machine that is busy otherwise.
    testTimeout: 60_000,
  },
});
