import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { listDocuments } from '../documents.mjs';
import { ROOT } from '../workspace.mjs';

export const PAGES = join(import.meta.dirname, 'dist/pages');

/**
 * Where a document stands on the site, from its root: `docs/payouts.md` is `payouts.md`.
 *
 * @param {string} name - Its path from the root of the workspace.
 */
export function toPage(name) {
  if (name === 'README.md') return 'index.md';
  if (name === 'docs/README.md') return 'contents.md';
  return name.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}

/** Every document but those of hidden folders, which are for tools. */
export function listPages() {
  return listDocuments().filter(({ name }) => !name.startsWith('.'));
}

/**
 * Writes every document of the workspace as a page of the site. What a document links to and is no document, such as a
 * source, goes to `files`.
 *
 * @returns {readonly string[]} The pages, by their paths from the root of the site.
 */
export function stagePages() {
  rmSync(PAGES, { recursive: true, force: true });
  const documents = listPages();
  const names = new Set(documents.map(({ name }) => name));
  for (const { name, text } of documents) {
    write(
      join(PAGES, toPage(name)),
      outsideCode(text, (prose) => moveLinks(prose, name, names)),
    );
  }
  return documents.map(({ name }) => toPage(name));
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/**
 * @param {string} text
 * @param {(prose: string) => string} change
 */
function outsideCode(text, change) {
  return text
    .split(/(^ *```[^]*?^ *```$)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}

/**
 * @param {string} prose
 * @param {string} name
 * @param {ReadonlySet<string>} names
 */
function moveLinks(prose, name, names) {
  const from = posix.dirname(toPage(name));
  return prose.replace(
    /(!?)\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/g,
    (link, /** @type {string} */ image, /** @type {string} */ label, /** @type {string} */ target) => {
      if (/^(?:[a-z]+:|#)/.test(target)) return link;
      const [path = '', anchor] = target.split('#');
      const there = posix.join(posix.dirname(name), decodeURIComponent(path));
      const hash = anchor === undefined ? '' : `#${anchor}`;
      const page = names.has(there)
        ? there
        : names.has(posix.join(there, 'README.md'))
          ? posix.join(there, 'README.md')
          : undefined;
      if (page !== undefined) return `[${label}](${relative(from, toPage(page))}${hash})`;
      const file = join(ROOT, there);
      if (!existsSync(file) || statSync(file).isDirectory()) return label;
      if (image !== '') {
        copy(file, join(PAGES, there.replace(/^docs\//, '')));
        return `![${label}](${relative(from, there.replace(/^docs\//, ''))})`;
      }
      copy(file, join(PAGES, 'public/files', there));
      return `<a href="/files/${there}" target="_self">${label.replaceAll('`', '')}</a>`;
    },
  );
}

/**
 * @param {string} from
 * @param {string} to
 */
function relative(from, to) {
  const path = posix.relative(from, to);
  return path.startsWith('.') ? path : `./${path}`;
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
