// Puts the command line together as it is published: its commands and all they use in a few files, each of which is
// loaded when a command needs it. Node.js starts one file several times as fast as the hundred that it is made of.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './workspace.mjs';

const COMMAND_LINE = join(ROOT, 'packages', 'cli');
const FOLDER = join(COMMAND_LINE, 'dist', 'bundle');

/** Left to be installed: what is native and what is optional. */
const INSTALLED = ['libsql', 'nodemailer', 'pg-native'];

/** Left to be installed as well, since it finds its page beside it, and runs for long anyway. @type {import('esbuild').Plugin} */
const SERVICE = {
  name: 'service',
  setup: ({ onResolve }) => onResolve({ filter: /^@paymux\/server$/ }, ({ path }) => ({ path, external: true })),
};

// What is not an ES module asks for a `require`, which an ES module does not have. It is made when it is asked for.
const BANNER =
  "import { createRequire as __createRequire } from 'node:module';const require = (name) => __createRequire(import.meta.url)(name);";

rmSync(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: {
    paymux: join(COMMAND_LINE, 'bin', 'paymux.js'),
    // What every command works with that has an account to work with. Named, so that it can be measured by itself.
    system: join(ROOT, 'packages', 'paymux', 'dist', 'index.js'),
  },
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  minifyWhitespace: true,
  minifySyntax: true,
  // Names stay as they are: stack traces show them, and short ones with the long ones beside them take longer to start.
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: INSTALLED,
  plugins: [SERVICE],
  banner: { js: BANNER },
  chunkNames: '[name]-[hash]',
  legalComments: 'linked',
  logLevel: 'warning',
  // The modules that only add types to an interface are empty.
  logOverride: { 'ignored-bare-import': 'silent' },
});
