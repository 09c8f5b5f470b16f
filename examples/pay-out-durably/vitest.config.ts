import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'example pay-out-durably', include: ['test/**/*.test.ts'] } });
