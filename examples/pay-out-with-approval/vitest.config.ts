import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Whole programs are started, which a busy machine is slow at.
  test: { name: 'example pay-out-with-approval', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
