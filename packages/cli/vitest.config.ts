import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'cli',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
    // Commands load libraries when they need them, so that the first test of a file loads all of them.
    testTimeout: 30_000,
  },
});
