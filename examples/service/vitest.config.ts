import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example service', include: ['test/**/*.test.ts'] } });
