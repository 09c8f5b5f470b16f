import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'molam', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } });
