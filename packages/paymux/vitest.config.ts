import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'paymux',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
  },
});
