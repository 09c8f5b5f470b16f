import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example accept-a-payment', include: ['test/**/*.test.ts'] } });
