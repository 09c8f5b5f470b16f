import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example demo', include: ['test/**/*.test.ts'] } });
