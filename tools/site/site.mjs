// The documentation as a site: `build` with the reference of the API, `check` without it, `dev` with live changes of the pages.
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { build, createServer } from 'vitepress';
import { PAGES, stagePages } from './stage-pages.mjs';

const [mode = 'build'] = process.argv.slice(2);
const pages = stagePages();
if (mode === 'build') await writeReference();
if (mode === 'dev') {
  const server = await createServer(import.meta.dirname);
  await server.listen();
  server.printUrls();
} else {
  await build(import.meta.dirname, mode === 'check' ? { outDir: join(PAGES, '../check') } : {});
  console.log(`${String(pages.length)} documents are pages of the site.`);
}

/** Writes the reference of every published library beside the pages. */
async function writeReference() {
  const { Application } = await import('typedoc');
  const { listPublicPackages, ROOT } = await import('../workspace.mjs');
  const libraries = listPublicPackages().filter(
    ({ manifest }) => /** @type {{ types?: string }} */ (manifest.exports?.['.'])?.types !== undefined,
  );
  const options = {
    plugin: ['typedoc-plugin-markdown'],
    // Emptied first, so it is never the folder that it would take by itself.
    out: join(PAGES, 'reference'),
    entryPoints: libraries.map(({ path }) => join(path, 'src/index.ts')),
    tsconfig: join(ROOT, 'tsconfig.tests.json'),
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    githubPages: false,
    logLevel: 'Error',
    entryFileName: 'index',
    modulesFileName: 'modules',
  };
  const app = await Application.bootstrapWithPlugins(/** @type {import('typedoc').TypeDocOptions} */ (options));
  const project = await app.convert();
  if (project === undefined) throw new Error('The sources cannot be read.');
  const folder = join(PAGES, 'reference');
  mkdirSync(folder, { recursive: true });
  await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
  for (const name of readdirSync(folder))
    if (name === 'README.md') renameSync(join(folder, name), join(folder, 'index.md'));
}
