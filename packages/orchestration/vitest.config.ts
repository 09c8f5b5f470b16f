import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'orchestration', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] },
});
