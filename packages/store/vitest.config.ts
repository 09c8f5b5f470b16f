import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'store',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // One PostgreSQL server for the whole run.
    globalSetup: ['test/postgres-server.ts'],
    // Racing commits and processes that are killed take seconds, and longer on a machine that is busy otherwise.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
