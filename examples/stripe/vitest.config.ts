import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example stripe', include: ['test/**/*.test.ts'] } });
