import { isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT, listPublicPackages } from './workspace.mjs';

/**
 * What a public entry brings along before anything of it is called.
 *
 * @typedef {object} EntrySize
 * @property {number} kib - Minified and compressed, in KiB.
 * @property {number} modules - The files that Node.js would load.
 * @property {Readonly<Record<string, number>>} parts - KiB by package, minified and not compressed; those above 1 KiB.
 * @property {readonly string[]} needs - Packages that are not counted, and have to be there all the same.
 */

/** Not counted: what is loaded when it is used, and what an application chooses by itself. */
const LEFT_OUT = ['undici', 'ky', 'libsql', 'pg', 'pg-native', 'nodemailer', 'pino', '@opentelemetry/*', 'vitest'];

/**
 * The public entries of all packages, by the name that an import gives them.
 *
 * @returns {Readonly<Record<string, string>>} The file of each.
 */
export function listEntries() {
  return Object.fromEntries(
    listPublicPackages().flatMap(({ manifest, path }) =>
      Object.entries(/** @type {Record<string, unknown>} */ (manifest.exports ?? {})).flatMap(([entry, target]) =>
        typeof target === 'object' && target !== null && 'default' in target
          ? [[`${manifest.name}${entry.slice(1)}`, join(path, String(target.default))]]
          : [],
      ),
    ),
  );
}

/**
 * @param {string} file
 * @returns {Promise<EntrySize>}
 */
export async function measureEntry(file) {
  const { metafile, outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: ROOT,
    outdir: join(ROOT, 'sizes'),
    write: false,
    bundle: true,
    // What is imported when it is used becomes a file of its own, and does not count.
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    external: LEFT_OUT,
    logLevel: 'error',
  });
  const outputs = loadedAtOnce(metafile.outputs, relative(ROOT, file).split(sep).join('/'));
  const contents = outputs.map((name) => outputFiles.find(({ path }) => path === join(ROOT, name))?.contents);
  const inputs = outputs.flatMap((name) => Object.entries(metafile.outputs[name]?.inputs ?? {}));
  return {
    kib: round(contents.reduce((sum, content) => sum + gzipSync(content ?? '', { level: 9 }).byteLength, 0)),
    modules: inputs.length,
    parts: partsOf(inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
    needs: externalsOf(outputs.flatMap((name) => metafile.outputs[name]?.imports ?? [])),
  };
}

/**
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} entry
 * @returns {string[]}
 */
function loadedAtOnce(outputs, entry) {
  /** @type {Set<string>} */
  const found = new Set();
  // What is imported when it is used is the entry of its own file.
  const waiting = Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === entry);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const output = outputs[name];
    if (found.has(name) || output === undefined) continue;
    found.add(name);
    waiting.push(...output.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path));
  }
  return [...found];
}

/** @param {readonly { path: string, kind: string, external?: boolean }[]} imports */
function externalsOf(imports) {
  const needed = imports.filter(
    ({ external, kind, path }) => external === true && kind === 'import-statement' && !isBuiltin(path),
  );
  return [...new Set(needed.map(({ path }) => path))].sort();
}

/** @param {readonly (readonly [path: string, bytes: number])[]} inputs */
function partsOf(inputs) {
  /** @type {Map<string, number>} */
  const bytes = new Map();
  for (const [path, size] of inputs) {
    const name = packageOf(path);
    bytes.set(name, (bytes.get(name) ?? 0) + size);
  }
  const large = [...bytes].filter(([, size]) => size > 1024).sort(([, one], [, other]) => other - one);
  return Object.fromEntries(large.map(([name, size]) => [name, round(size)]));
}

/** @param {string} path */
function packageOf(path) {
  const [, installed] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  const [, own] = /^packages\/([^/]+)\//.exec(path) ?? [];
  return installed ?? own ?? path;
}

/** @param {number} bytes */
function round(bytes) {
  return Math.round((bytes / 1024) * 10) / 10;
}
