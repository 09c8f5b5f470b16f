import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tools',
    include: ['*.test.mjs'],
    // No file keeps state in its modules, so that files may share them: most of a file's time goes into loading.
    isolate: false,
    // Some start whole programs, which a busy machine is slow at.
    testTimeout: 60_000,
  },
});
