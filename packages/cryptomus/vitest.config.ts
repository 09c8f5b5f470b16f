import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'cryptomus', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } });
