import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'paymux', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } });
