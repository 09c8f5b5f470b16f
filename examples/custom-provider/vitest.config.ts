import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example custom-provider', include: ['test/**/*.test.ts'] } });
