import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'heleket', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } });
