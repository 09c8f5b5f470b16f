// Writes docs/contributing/entries.md from what every public entry reaches (`--update`), or says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT, listPublicPackages } from './workspace.mjs';

/** @import { Plugin } from 'esbuild' */

/**
 * @typedef {object} Reach
 * @property {string} entry - As one imports it: `@paymux/core/testing`.
 * @property {readonly string[]} modules - Modules and globals of Node.js that our code asks for, without `node:`.
 * @property {readonly string[]} libraries - Modules of others that our code asks for.
 * @property {boolean} free - Neither it nor the libraries need Node.js.
 */

const DOCUMENT = 'docs/contributing/entries.md';
const OURS = /^(?:@paymux\/[\w-]+|paymux)(?:\/|$)/;
/** What Node.js has beside its modules. */
const GLOBALS = ['Buffer', 'process', 'global', 'setImmediate', 'require', '__dirname', '__filename'];

/**
 * What a module of ours reaches, whatever of it is used, through our packages and up to the libraries of others.
 *
 * @param {string} specifier
 * @param {string} folder - Whose dependencies it may import.
 */
export async function reachOf(specifier, folder) {
  const { code, named } = await bundle(specifier, folder, (path) => !OURS.test(path));
  const globals = GLOBALS.filter((name) => code.includes(`NODE_${name}`));
  return {
    modules: [...named.filter(isOfNode), ...globals].map((name) => name.replace('node:', '')).sort(),
    libraries: named.filter((name) => !isOfNode(name)).sort(),
  };
}

/**
 * Whether a library of others, as it is loaded elsewhere than on Node.js, asks for a module of it.
 *
 * @param {string} specifier
 * @param {string} folder
 */
async function isFree(specifier, folder) {
  const { named } = await bundle(specifier, folder, isOfNode);
  return named.length === 0;
}

/**
 * One module out of many, with nothing left out.
 *
 * @param {string} specifier
 * @param {string} folder
 * @param {(path: string) => boolean} isOutside - What is named and not entered.
 * @returns {Promise<{ code: string, named: string[] }>} The text, and what it names.
 */
export async function bundle(specifier, folder, isOutside) {
  /** @type {Set<string>} */
  const named = new Set();
  /** @type {Plugin} */
  const border = {
    name: 'border',
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ kind, path }) => {
        // What is imported while it runs is imported by those who ask for it.
        const isLate = kind === 'dynamic-import';
        if (isAbsolute(path) || !(isLate || isOutside(path))) return undefined;
        if (!isLate) named.add(path);
        return { path, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: `import ${JSON.stringify(specifier)};`, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: ['import', 'default'],
    mainFields: ['browser', 'module', 'main'],
    // Reading one of these anywhere shows in the text.
    define: Object.fromEntries(GLOBALS.map((name) => [name, `NODE_${name}`])),
    // Packages say that they may be left out where nothing of them is used. Here everything counts.
    ignoreAnnotations: true,
    treeShaking: false,
    logLevel: 'silent',
    plugins: [border],
  });
  return { code: outputFiles[0]?.text ?? '', named: [...named] };
}

/** @param {string} name */
function isOfNode(name) {
  return name.startsWith('node:') || isBuiltin(name);
}

/**
 * Every entry that is a module, in the order of packages.
 *
 * @returns {Promise<Reach[]>}
 */
export async function listReaches() {
  const entries = listPublicPackages().flatMap(({ manifest, path }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([name, target]) =>
      typeof target === 'string'
        ? []
        : [{ entry: manifest.name + name.slice(1), file: join(path, target['default'] ?? ''), path }],
    ),
  );
  const reaches = [];
  for (const { entry, file, path } of entries) {
    const reach = await reachOf(file, path);
    const free = reach.modules.length === 0 && (await areFree(reach.libraries, path));
    reaches.push({ entry, ...reach, free });
  }
  return reaches;
}

/**
 * @param {readonly string[]} libraries
 * @param {string} folder
 */
async function areFree(libraries, folder) {
  for (const library of libraries) if (!(await isFree(library, folder))) return false;
  return true;
}

/** @param {readonly Reach[]} reaches */
function render(reaches) {
  const free = reaches.filter((each) => each.free);
  const bound = reaches.filter((each) => !each.free);
  return `# Entries, and where they run

Every public entry of every package, and what is loaded with it: written by \`node tools/entry-reach.mjs --update\`, and
compared by a test. A module that is imported only when it is asked for is not counted.

## Without Node.js

These reach no module of Node.js, nor does anything they load: they run in workers, at the edge and in browsers, and a
test runs them there. An entry of this list stays in it; taking it out is a breaking change.

| Entry | Libraries of others |
| --- | --- |
${free.map(({ entry, libraries }) => `| \`${entry}\` | ${listing(libraries)} |`).join('\n')}

\`verify\` decides on webhooks by the same rules as the main entry: Cryptomus and Heleket with \`@paymux/merchant-sign/verify\`,
Molam with \`@paymux/molam/verify\`. It hands over a verdict and no event: look-ups, the inbox and handlers are of Node.js.

## On Node.js

| Entry | Libraries of others |
| --- | --- |
${bound.map(({ entry, libraries }) => `| \`${entry}\` | ${listing(libraries)} |`).join('\n')}
`;
}

/** @param {readonly string[]} names */
function listing(names) {
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(', ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = render(await listReaches());
  const path = join(ROOT, DOCUMENT);
  if (process.argv.includes('--update')) {
    writeFileSync(path, wanted);
  } else if (readFileSync(path, 'utf8') !== wanted) {
    console.error(`${DOCUMENT} is not what the entries reach. Run \`node tools/entry-reach.mjs --update\`.`);
    process.exitCode = 1;
  }
}
