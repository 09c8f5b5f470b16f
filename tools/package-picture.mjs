// Draws docs/images/packages.svg from the table of import directions (`--update`), or says whether it is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { IMPORT_DIRECTIONS } from './import-directions.mjs';
import { ROOT, listPackages } from './workspace.mjs';

/** @typedef {Readonly<Record<string, readonly string[]>>} Graph Who may import whom, by the sources. */

const PICTURE = 'docs/images/packages.svg';
const [BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN] = [150, 34, 22, 46, 16];

/**
 * The arrows that are needed: what follows from others is left out.
 *
 * @param {Graph} graph
 * @returns {Graph}
 */
export function reduceGraph(graph) {
  const reaches = (/** @type {string} */ from, /** @type {string} */ to) => {
    const seen = new Set([from]);
    for (const each of seen) for (const next of graph[each] ?? []) seen.add(next);
    return seen.has(to);
  };
  return Object.fromEntries(
    Object.entries(graph).map(([name, targets]) => [
      name,
      targets.filter((target) => !targets.some((other) => other !== target && reaches(other, target))),
    ]),
  );
}

/**
 * The row of a package, from 0 at the bottom: right below the lowest of those that import it. What nobody imports stands
 * right above the highest of those it imports.
 *
 * @param {Graph} graph
 * @param {string} name
 * @returns {number}
 */
export function rowOf(graph, name) {
  const importers = Object.keys(graph).filter((each) => graph[each]?.includes(name));
  if (importers.length > 0) return Math.min(...importers.map((importer) => rowOf(graph, importer))) - 1;
  /** @type {(each: string) => number} */
  const height = (each) => Math.max(-1, ...(graph[each] ?? []).map(height)) + 1;
  return height(name);
}

/** The packages that are published, and what they import when they run. @returns {Graph} */
function publishedGraph() {
  const there = listPackages().filter(({ group, manifest }) => group === 'packages' && manifest.private !== true);
  const names = there.map(({ manifest }) => manifest.name);
  return Object.fromEntries(
    there.map(({ manifest: { dependencies = {}, name } }) => {
      // The table says what may be; the lists say what is.
      const allowed = IMPORT_DIRECTIONS[name]?.sources ?? [];
      return [name, names.filter((target) => allowed.includes(target) && target in dependencies)];
    }),
  );
}

/** @param {Graph} graph */
function drawGraph(graph) {
  const arrows = reduceGraph(graph);
  /** @type {string[][]} */
  const rows = [];
  for (const name of Object.keys(graph)) (rows[rowOf(graph, name)] ??= []).push(name);
  const widest = Math.max(...rows.map((row) => row.length));
  const width = 2 * MARGIN + widest * BOX_WIDTH + (widest - 1) * GAP_X;
  const height = 2 * MARGIN + rows.length * BOX_HEIGHT + (rows.length - 1) * GAP_Y;

  /** @type {Map<string, { x: number, y: number }>} */
  const places = new Map();
  for (const [index, row] of rows.entries()) {
    const rowWidth = row.length * BOX_WIDTH + (row.length - 1) * GAP_X;
    for (const [column, name] of row.entries()) {
      places.set(name, {
        x: (width - rowWidth) / 2 + column * (BOX_WIDTH + GAP_X),
        y: height - MARGIN - BOX_HEIGHT - index * (BOX_HEIGHT + GAP_Y),
      });
    }
  }
  const placeOf = (/** @type {string} */ name) => places.get(name) ?? { x: 0, y: 0 };

  const lines = Object.entries(arrows).flatMap(([name, targets]) =>
    targets.map((target) => {
      const [from, to] = [placeOf(name), placeOf(target)];
      const [x1, y1, x2, y2] = [from.x + BOX_WIDTH / 2, from.y + BOX_HEIGHT, to.x + BOX_WIDTH / 2, to.y];
      return `<path d="M${x1} ${y1}C${x1} ${y1 + 24} ${x2} ${y2 - 28} ${x2} ${y2 - 5}"/>`;
    }),
  );
  const boxes = [...places].flatMap(([name, { x, y }]) => [
    `<rect x="${x}" y="${y}" width="${BOX_WIDTH}" height="${BOX_HEIGHT}" rx="6"/>`,
    `<text x="${x + BOX_WIDTH / 2}" y="${y + BOX_HEIGHT / 2 + 4}">${name.replace('@paymux/', '')}</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>The published packages; an arrow leads from a package to one that it imports</title>
<style>
  rect { fill: #eef4f8; stroke: #3d6b8c; }
  text { fill: #14344a; font: 13px system-ui, sans-serif; text-anchor: middle; }
  path { fill: none; stroke: #7d97a8; stroke-width: 1.2; marker-end: url(#head); }
  #head path { fill: #7d97a8; stroke: none; marker-end: none; }
  @media (prefers-color-scheme: dark) {
    rect { fill: #1c2c37; stroke: #7fb0cf; }
    text { fill: #dcebf5; }
  }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8Z"/></marker></defs>
${[...lines, ...boxes].join('\n')}
</svg>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = join(ROOT, PICTURE);
  const wanted = drawGraph(publishedGraph());
  if (process.argv.includes('--update')) {
    writeFileSync(path, wanted);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== wanted) {
    console.error(`${PICTURE} is not what the packages are. Run \`node tools/package-picture.mjs --update\`.`);
    process.exitCode = 1;
  }
}
