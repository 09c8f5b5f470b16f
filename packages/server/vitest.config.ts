import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
    // One PostgreSQL server for the whole run.
    globalSetup: ['test/postgres-server.ts'],
    // A machine that is busy otherwise takes its time to open databases.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
