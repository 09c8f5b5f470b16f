import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

/**
 * @typedef {object} CodeBlock
 * @property {string} language - What stands behind the fence: `ts`, `json`, `sh`; empty for none.
 * @property {string} text - Without the fences.
 * @property {number} line - Where the text begins, counted from 1.
 * @property {boolean} continues - Marked by `<!-- continues -->` as the rest of the block before it.
 * @property {string | undefined} from - Marked by `<!-- from: path -->` as lines of that file, which runs elsewhere.
 */

/**
 * @typedef {object} Link
 * @property {string} target
 * @property {number} line - Counted from 1.
 */

/**
 * @typedef {object} Document
 * @property {string} name - Its path from the root, with forward slashes.
 * @property {string} text
 * @property {readonly CodeBlock[]} blocks
 * @property {readonly Link[]} links - In text and in tables, not in code.
 * @property {ReadonlySet<string>} anchors - What a link can name behind `#`.
 * @property {readonly (readonly string[])[]} rows - The cells of every row of its tables, headings included.
 */

/** Files under `templates` belong to packages that are yet to be written. */
const FOREIGN_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'templates', '.git', '.turbo']);
/** Written by programs. */
const GENERATED = /\.api\.md$|(^|\/)CHANGELOG\.md$/;

/**
 * Every Markdown file of the workspace that people write.
 *
 * @returns {Document[]}
 */
export function listDocuments(root = ROOT) {
  return listNames(root, '').map((name) => readDocument(name, readFileSync(join(root, name), 'utf8')));
}

/**
 * @param {string} root
 * @param {string} folder - From the root, empty or with a slash at its end.
 * @returns {string[]}
 */
function listNames(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder + entry.name;
    if (entry.isDirectory()) return FOREIGN_FOLDERS.has(entry.name) ? [] : listNames(root, `${name}/`);
    return name.endsWith('.md') && !GENERATED.test(name) ? [name] : [];
  });
}

/**
 * Reads what the checks need to know of a Markdown text, by line.
 *
 * @param {string} name
 * @param {string} text
 * @returns {Document}
 */
export function readDocument(name, text) {
  /** @type {CodeBlock[]} */
  const blocks = [];
  /** @type {Link[]} */
  const links = [];
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  const slugs = [];
  /** @type {{ fence: string, language: string, start: number, continues: boolean, from: string | undefined } | undefined} */
  let open;
  let before = '';

  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, indent = '', fence, info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open !== undefined) {
      if (fence?.startsWith(open.fence) && info.trim() === '') {
        const content = lines.slice(open.start, index).map((each) => removeIndent(each, indent.length));
        const { language, start, continues, from } = open;
        blocks.push({ language, text: content.join('\n'), line: start + 1, continues, from });
        open = undefined;
        before = '';
      }
      continue;
    }
    if (fence !== undefined) {
      const [, from] = /^<!-- from: (\S+) -->$/.exec(before) ?? [];
      open = { fence, language: info.trim(), start: index + 1, continues: before === '<!-- continues -->', from };
      continue;
    }
    if (line.trim() !== '') before = line.trim();

    const [, heading] = /^#{1,6} +(.+?) *$/.exec(line) ?? [];
    if (heading !== undefined) slugs.push(toSlug(heading));
    if (/^\|.*\|\s*$/.test(line) && !/^\|[ :|-]+\|\s*$/.test(line)) rows.push(toCells(line));
    for (const target of listTargets(line)) links.push({ target, line: index + 1 });
  }
  return { name, text, blocks, links, rows, anchors: new Set(slugs.map(toAnchor)) };
}

/**
 * @param {string} line
 * @param {number} count
 */
function removeIndent(line, count) {
  return line.slice(0, count).trim() === '' ? line.slice(count) : line;
}

/** @param {string} line */
function toCells(line) {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** @param {string} line */
function listTargets(line) {
  const prose = line.replace(/`[^`]*`/g, (code) => 'x'.repeat(code.length));
  const [, definition] = /^ {0,3}\[[^\]]+\]:\s*(\S+)/.exec(prose) ?? [];
  const inline = [...prose.matchAll(/\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)].map(([, target = '']) => target);
  return definition === undefined ? inline : [definition, ...inline];
}

/**
 * The way GitHub makes anchors: lower case, punctuation gone, spaces turned into hyphens.
 *
 * @param {string} heading
 */
export function toSlug(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * @param {string} slug
 * @param {number} index
 * @param {readonly string[]} slugs
 */
function toAnchor(slug, index, slugs) {
  const earlier = slugs.slice(0, index).filter((each) => each === slug).length;
  return earlier === 0 ? slug : `${slug}-${earlier}`;
}
