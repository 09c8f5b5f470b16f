import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tools',
    include: ['*.test.mjs'],
    // Some start whole programs, which a busy machine is slow at.
    testTimeout: 60_000,
  },
});
