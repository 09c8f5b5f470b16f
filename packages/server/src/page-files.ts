import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { MisconfiguredError } from '@paymux/core';

/** One file of the page, as it is answered. */
export interface PageFile {
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** The files of a page by their path, such as `/index.html`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Whatever else lies in the folder is none of the page's. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Reads a page that was built: all of it, so that no path of a request ever leads to a file of the machine.
 *
 * @throws {@link MisconfiguredError} There is no `index.html` in the folder.
 */
export async function readPage(folder: string): Promise<PageFiles> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new MisconfiguredError('the server', [{ path: 'page', message: 'must be a folder with an index.html' }]);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const parts = relative(folder, file).split(sep);
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined || parts.some((part) => part.startsWith('.'))) continue;
    files.set(`/${parts.join('/')}`, { type, content: new Uint8Array(await readFile(file)) });
  }
  return files;
}

/** Where the page is, if `@paymux/admin` is installed where the process runs, or beside this package. */
export function installedPage(): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      const index = createRequire(from).resolve('@paymux/admin/index.html');
      if (existsSync(index)) return dirname(index);
    } catch {
      // Not there.
    }
  }
  return undefined;
}
