import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example swap-in-tests', include: ['test/**/*.test.ts'] } });
