import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Whole programs are started, which a busy machine is slow at.
  test: { name: 'example rotate-a-webhook-secret', include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
