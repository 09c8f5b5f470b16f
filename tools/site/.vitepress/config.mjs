import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { toSlug } from '../../documents.mjs';
import { contents } from '../contents.mjs';
import { PAGES } from '../stage-pages.mjs';

export default defineConfig({
  title: 'Paymux',
  description: 'Payments and payouts through several providers behind one set of interfaces',
  srcDir: 'dist/pages',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  cleanUrls: false,
  // What is no page was copied beside them.
  ignoreDeadLinks: [/^\/files\//],
  markdown: { anchor: { slugify: toSlug } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: contents((page) => /^# (.+)$/m.exec(readFileSync(join(PAGES, page), 'utf8'))?.[1] ?? page),
  },
});
