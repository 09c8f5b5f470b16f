// Draws small diagrams as SVG: states and the ways between them, and messages in the order in which they were sent.

const FONT = 'font-family="system-ui, sans-serif" font-size="13"';
const MARKER =
  '<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#445"/></marker>';

/**
 * @typedef {object} Node
 * @property {string} id - What it is called, and what is written in it.
 * @property {number} x - Of its middle.
 * @property {number} y
 * @property {'start' | 'end' | 'attention' | undefined} [look]
 */

/**
 * @typedef {object} Edge
 * @property {string} from
 * @property {string} to
 * @property {string} [label]
 * @property {number} [bend] - How far its middle is off the straight line, to the left of its direction.
 */

/**
 * @param {object} graph
 * @param {string} graph.title
 * @param {number} graph.width
 * @param {number} graph.height
 * @param {readonly Node[]} graph.nodes
 * @param {readonly Edge[]} graph.edges
 * @param {readonly { label: string, x: number, y: number, width: number, height: number }[]} [graph.frames]
 */
export function drawGraph({ edges, frames = [], height, nodes, title, width }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const looks = { start: '#e4ecf7', end: '#e3f3e6', attention: '#fbe6d2' };
  return svg(title, width, height, [
    ...frames.flatMap((frame) => [
      `<rect x="${frame.x}" y="${frame.y}" width="${frame.width}" height="${frame.height}" rx="10" fill="#f4f5f8" stroke="#c3c8d4"/>`,
      text(frame.x + 12, frame.y + 20, frame.label, 'start', '#667'),
    ]),
    ...edges.flatMap(({ bend = 0, from, label, to }) => {
      const [a, b] = [byId.get(from), byId.get(to)];
      if (a === undefined || b === undefined) throw new Error(`There is no way from ${from} to ${to}.`);
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const length = Math.hypot(dx, dy);
      const [cx, cy] = [(a.x + b.x) / 2 + (dy / length) * bend, (a.y + b.y) / 2 - (dx / length) * bend];
      const start = border(a, cx, cy);
      const end = border(b, cx, cy);
      const path = `<path d="M${start} Q${round(cx)} ${round(cy)} ${end}" fill="none" stroke="#445" marker-end="url(#arrow)"/>`;
      // The middle of the curve, and a little further out where it is bent.
      const out = 1.2;
      const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
      const [lx, ly] = [mx + ((cx - mx) / 2) * out, my + ((cy - my) / 2) * out];
      return label === undefined ? [path] : [path, text(lx, ly - 5, label, 'middle', '#445', 11)];
    }),
    ...nodes.flatMap(({ id, look, x, y }) => {
      const half = halfWidth(id);
      const fill = look === undefined ? '#fff' : looks[look];
      return [
        `<rect x="${round(x - half)}" y="${y - 16}" width="${round(2 * half)}" height="32" rx="8" fill="${fill}" stroke="#445"/>`,
        text(x, y + 5, id, 'middle', '#112'),
      ];
    }),
  ]);
}

/**
 * @param {object} sequence
 * @param {string} sequence.title
 * @param {readonly string[]} sequence.actors
 * @param {readonly { from: string, to: string, label: string, isAnswer?: boolean }[]} sequence.steps
 */
export function drawSequence({ actors, steps, title }) {
  const [gap, first, top, row] = [230, 110, 34, 40];
  const at = (/** @type {string} */ actor) => first + actors.indexOf(actor) * gap;
  const height = top + 40 + steps.length * row + 16;
  return svg(title, first * 2 + (actors.length - 1) * gap, height, [
    ...actors.flatMap((actor) => [
      `<path d="M${at(actor)} ${top + 16}V${height - 12}" stroke="#c3c8d4"/>`,
      `<rect x="${at(actor) - 80}" y="${top - 18}" width="160" height="34" rx="8" fill="#e4ecf7" stroke="#445"/>`,
      text(at(actor), top + 4, actor, 'middle', '#112'),
    ]),
    ...steps.flatMap(({ from, isAnswer = false, label, to }, index) => {
      const y = top + 60 + index * row;
      if (from === to) return [text(at(from) + 10, y + 4, label, 'start', '#445', 12)];
      const side = at(to) > at(from) ? -2 : 2;
      return [
        `<path d="M${at(from)} ${y}H${at(to) + side}" stroke="#445"${isAnswer ? ' stroke-dasharray="5 4"' : ''} marker-end="url(#arrow)"/>`,
        text((at(from) + at(to)) / 2, y - 6, label, 'middle', '#112', 12),
      ];
    }),
  ]);
}

/**
 * @param {string} title
 * @param {number} width
 * @param {number} height
 * @param {readonly string[]} lines
 */
function svg(title, width, height, lines) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${MARKER}</defs>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {'start' | 'middle'} anchor
 * @param {string} fill
 */
function text(x, y, words, anchor, fill, size = 13) {
  const font = FONT.replace('13', String(size));
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}" ${font}>${escape(words)}</text>`;
}

/** Where a line from the middle of a node towards a point leaves it. @param {Node} node @param {number} x @param {number} y */
function border({ id, x: nx, y: ny }, x, y) {
  const [dx, dy] = [x - nx, y - ny];
  const scale = Math.min(halfWidth(id) / Math.abs(dx || 1e-9), 16 / Math.abs(dy || 1e-9), 1);
  return `${round(nx + dx * scale)} ${round(ny + dy * scale)}`;
}

/** @param {string} words */
function halfWidth(words) {
  return words.length * 3.9 + 14;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {string} words */
function escape(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
