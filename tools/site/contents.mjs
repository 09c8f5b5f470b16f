import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './stage-pages.mjs';

/** The sections of the site, each with its pages or the folders that are listed whole. */
const SECTIONS = [
  { text: 'Start', pages: ['index.md', 'start.md', 'contents.md', 'comparison.md', 'benchmark.md'] },
  { text: 'Concepts', folders: ['concepts'] },
  {
    text: 'Tasks',
    folders: ['guides'],
    pages: ['webhooks.md', 'payouts.md', 'approvals.md', 'schedules.md', 'imports.md', 'routing.md'],
  },
  {
    text: 'Operation',
    pages: ['deployment.md', 'service.md', 'operations.md', 'runbook.md', 'observability.md', 'command-line.md'],
  },
  { text: 'Security', pages: ['security-model.md', 'security-checklist.md', 'SECURITY.md'], folders: ['security'] },
  { text: 'Providers', folders: ['providers'], pages: ['conformance.md'] },
  { text: 'Errors', folders: ['errors'] },
  { text: 'Packages', folders: ['packages'] },
  { text: 'Examples', folders: ['examples'] },
  {
    text: 'Contributing',
    pages: ['CONTRIBUTING.md', 'requirements.md', 'data-mapping.md'],
    folders: ['contributing', 'decisions'],
  },
  { text: 'API reference', folders: ['reference'] },
];

/**
 * The contents of the site, in sections.
 *
 * @param {(page: string) => string} titleOf
 */
export function contents(titleOf) {
  return SECTIONS.map(({ folders = [], pages = [], text }) => ({
    text,
    collapsed: text !== 'Start',
    items: [...pages.filter((page) => existsSync(join(PAGES, page))), ...folders.flatMap(pagesOf)].map((page) => ({
      text: titleOf(page).replaceAll('`', ''),
      link: `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`,
    })),
  })).filter(({ items }) => items.length > 0);
}

/** @param {string} folder */
function pagesOf(folder) {
  const path = join(PAGES, folder);
  if (!existsSync(path)) return [];
  return (
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !/(?:^|\/)test\//.test(name))
      // Of the reference, what each package starts with.
      .filter((name) => folder !== 'reference' || name === 'index.md' || name.endsWith('/index.md'))
      .sort(
        (one, other) => Number(other.endsWith('index.md')) - Number(one.endsWith('index.md')) || (one < other ? -1 : 1),
      )
      .map((name) => `${folder}/${name}`)
  );
}
