// Runs before a package is packed, in its folder: refuses one that would be empty, or could not be installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readManifest } from './workspace.mjs';

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const objections = findPackingObjections(process.cwd(), process.env['npm_config_user_agent'] ?? '');
  for (const objection of objections) console.error(objection);
  if (objections.length > 0) {
    console.error('From the root of the workspace: npm run pack -- <folder>');
    process.exitCode = 1;
  }
}

/**
 * @param {string} folder - A package.
 * @param {string} packer - What npm and pnpm call themselves, such as `pnpm/10.0.0`.
 * @returns {string[]} One sentence for each objection.
 */
export function findPackingObjections(folder, packer) {
  const { bin = {}, exports = {}, name } = readManifest(folder);
  const files = [...Object.values(exports), bin].flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  return [
    ...(packer.startsWith('pnpm/')
      ? []
      : [`${name}: only pnpm writes versions in the place of workspace: and catalog:.`]),
    ...[...new Set(files)]
      .filter((file) => !existsSync(join(folder, file)))
      .map((file) => `${name}: ${file} is missing; build it first.`),
  ];
}
