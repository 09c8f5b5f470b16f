import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'examples/*', 'tools'],
    reporters: ['default', './tools/closing-line-reporter.mjs'],
    // Most of the time one of two cores would idle else.
    maxWorkers: '100%',
    // A test marked `only` would hide all the others, on any machine.
    allowOnly: false,
  },
});
