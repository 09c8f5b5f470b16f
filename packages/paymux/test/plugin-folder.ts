import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CORE = fileURLToPath(new URL('../../core', import.meta.url));

/**
 * A folder of somebody's application until the test ends, with files by their path: packages below
 * `node_modules` and modules beside it. Whatever it imports as `@paymux/core` is a copy of its own.
 */
export function plantApplication(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'paymux-plugins-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const core = join(folder, 'node_modules/@paymux/core');
  mkdirSync(core, { recursive: true });
  for (const part of ['package.json', 'dist']) cpSync(join(CORE, part), join(core, part), { recursive: true });
  symlinkSync(join(CORE, 'node_modules'), join(core, 'node_modules'));
  symlinkSync(join(CORE, 'node_modules/zod'), join(folder, 'node_modules/zod'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A gateway in memory behind a plugin that checks its options. */
export const ACME_MODULE = `
import { parseOptions, secretSchema } from '@paymux/core';
import { createFakeProvider } from '@paymux/core/testing';
import { z } from 'zod';

const options = z.strictObject({
  webhookSecret: secretSchema,
  colour: z.enum(['blue', 'green'], 'must be "blue" or "green"').default('blue'),
});

export const paymuxPlugin = {
  id: 'fake',
  specificationVersion: 1,
  connect(given, dependencies) {
    const { webhookSecret } = parseOptions('acme', options, given);
    return createFakeProvider({ webhookSecret }, { logger: dependencies?.logger });
  },
  optionsFromEnv: (environment) => ({ webhookSecret: environment.ACME_SECRET }),
};
`;

/** A package as a registry would deliver it, for imports alone. */
export const ACME_PACKAGE: Readonly<Record<string, string>> = {
  'node_modules/@acme/paymux-acme/package.json': JSON.stringify({
    name: '@acme/paymux-acme',
    version: '1.0.0',
    type: 'module',
    exports: { '.': { types: './index.d.ts', import: './lib/index.js' }, './eu': { default: './lib/eu.js' } },
  }),
  'node_modules/@acme/paymux-acme/lib/index.js': ACME_MODULE,
  'node_modules/@acme/paymux-acme/lib/eu.js': "export { paymuxPlugin as default } from './index.js';",
};

/** A plugin whose `connect` is what `defineProvider` returns. */
export const TIDEPAY_MODULE = `
import { connectionFields, defineProvider } from '@paymux/core';
import { z } from 'zod';

export default {
  id: 'tidepay',
  specificationVersion: 1,
  connect: defineProvider({
    id: 'tidepay',
    options: z.strictObject({ ...connectionFields('https://api.tidepay.example'), shop: z.string('is missing') }),
    capabilities: () => ({ operations: {}, partialRefunds: false, payoutMemo: false }),
    connect: ({ shop }) => ({ shop: { name: shop } }),
  }),
};
`;

/** A plugin in the older format, as a compiler writes it. */
export const COMMON_MODULE = `
const operations = {};
const provider = {
  id: 'common',
  specificationVersion: 1,
  capabilities: { operations, partialRefunds: false, payoutMemo: false },
  close: async () => {},
};
Object.defineProperty(exports, '__esModule', { value: true });
exports.default = { id: 'common', specificationVersion: 1, connect: () => provider };
`;
