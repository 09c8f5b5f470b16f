import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'merchant-sign',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
    // Hundreds of thousands of forgeries take seconds, and longer on a machine that is busy otherwise.
    testTimeout: 60_000,
  },
});
