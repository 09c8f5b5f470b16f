// Packs packages of this workspace as they would be published, for a project of your own:
// `pack.mjs <folder> [package…]`, all of them where none is named. They have to be built.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packPackages, withDependencies } from './packed-packages.mjs';
import { listPublicPackages } from './workspace.mjs';

const [target, ...names] = process.argv.slice(2);
const known = listPublicPackages();
const unknown = names.filter((name) => known.every(({ manifest }) => manifest.name !== name));
if (target === undefined || unknown.length > 0) {
  console.error(
    unknown.length > 0 ? `No package is called ${unknown.join(', ')}.` : 'Name a folder: npm run pack -- <folder>',
  );
  process.exitCode = 1;
} else {
  // npm starts scripts at the root of the workspace, and says where it was called.
  const folder = resolve(process.env['INIT_CWD'] ?? '.', target);
  mkdirSync(folder, { recursive: true });
  const tarballs = await packPackages(folder, names.length === 0 ? known : withDependencies(...names));
  console.log(`${tarballs.size} packages are in ${folder}. In your project:\n`);
  console.log(`npm install ${join(folder, '*.tgz')}`);
}
