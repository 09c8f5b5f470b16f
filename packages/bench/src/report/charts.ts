import type { GoalResult, Series } from '../goal.js';
import { figureText } from './report.js';

const WIDTH = 860;
const ROW = 24;
const LEFT = 330;
const RIGHT = 90;
/** Readable on white and on black alike. */
const INK = '#6b7280';
const GOOD = '#0f9d6b';
const BAD = '#d0453b';
const LINES = ['#2563eb', '#0f9d6b', '#b45309', '#9333ea', '#d0453b', '#0e7490'];

/** How far a result is beyond its goal: 2 is twice as good as wanted, 0.5 half as good. */
export function marginOf({ bound, goal, ratio }: GoalResult): number {
  return bound === 'at_least' ? ratio / goal : goal / Math.max(ratio, Number.MIN_VALUE);
}

/** The goal that a result belongs to: the first word of its name. */
export function goalOf({ name }: GoalResult): string {
  return name.split(' ', 1)[0] ?? name;
}

/** The narrowest result of each goal as a bar; the line in the middle is the goal itself. */
export function goalChart(results: readonly GoalResult[]): string {
  const narrowest = new Map<string, GoalResult>();
  for (const result of results) {
    const known = narrowest.get(goalOf(result));
    if (known === undefined || marginOf(result) < marginOf(known)) narrowest.set(goalOf(result), result);
  }
  const rows = [...narrowest.values()];
  const height = rows.length * ROW + 48;
  const middle = LEFT + (WIDTH - LEFT - RIGHT) / 4;
  // Twice as good as wanted is as far from the line as half as good, up to eight times.
  const place = (margin: number): number => {
    const doublings = Math.max(-1, Math.min(3, Math.log2(margin)));
    return middle + (doublings * (WIDTH - LEFT - RIGHT)) / 4;
  };
  const bars = rows.map((result, index) => {
    const y = 30 + index * ROW;
    const margin = marginOf(result);
    const end = place(margin);
    const [from, to] = end < middle ? [end, middle] : [middle, end];
    return [
      label(LEFT - 8, y + 15, shortened(result.name), 'end'),
      `<rect x="${from.toFixed(1)}" y="${y + 4}" width="${Math.max(1, to - from).toFixed(1)}" height="${ROW - 9}" rx="2" fill="${result.met ? GOOD : BAD}"/>`,
      label(Math.max(end, middle) + 6, y + 15, `${figureText(margin)}×`, 'start'),
    ].join('');
  });
  return svg(height, [label(middle, 18, 'the goal', 'middle'), line(middle, 26, middle, height - 12), ...bars]);
}

/** Curves of one figure, such as rates over the number of rows. */
export function curveChart(series: readonly Series[]): string {
  const height = 300;
  const [top, bottom, left, right] = [20, height - 40, 80, WIDTH - 290];
  const points = series.flatMap((one) => one.points);
  const x = axisOf(
    points.map(([value]) => value),
    left,
    right,
  );
  const y = axisOf(
    points.map(([, value]) => value),
    bottom,
    top,
  );
  const [first] = series;
  return svg(height, [
    ...x.ticks.map((tick) => label(x.place(tick), bottom + 18, figureText(tick), 'middle')),
    ...y.ticks.flatMap((tick) => [
      line(left, y.place(tick), right, y.place(tick)),
      label(left - 8, y.place(tick) + 4, figureText(tick), 'end'),
    ]),
    label((left + right) / 2, height - 4, titleOf(first?.x), 'middle'),
    label(left, 12, titleOf(first?.y), 'start'),
    ...series.flatMap((one, index) => {
      const colour = LINES[index % LINES.length] ?? INK;
      const places = one.points.map(([at, value]) => [x.place(at).toFixed(1), y.place(value).toFixed(1)] as const);
      return [
        `<polyline points="${places.map((place) => place.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
        `<rect x="${right + 20}" y="${top + index * ROW}" width="12" height="12" rx="2" fill="${colour}"/>`,
        label(right + 38, top + 11 + index * ROW, one.name, 'start'),
      ];
    }),
  ]);
}

interface Axis {
  readonly ticks: readonly number[];
  place(value: number): number;
}

/** An axis by multiples of ten where the values are that far apart, and an even one from zero on where they are not. */
function axisOf(values: readonly number[], from: number, to: number): Axis {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  if (lowest <= 0 || highest / lowest < 20) {
    const end = highest > 0 ? highest * 1.1 : 1;
    return { ticks: [0, highest / 2, highest], place: (value) => from + (value / end) * (to - from) };
  }
  const low = Math.floor(Math.log10(lowest));
  const high = Math.ceil(Math.log10(highest));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

function titleOf(axis: Series['x'] | undefined): string {
  if (axis === undefined) return '';
  return axis.unit === '' ? axis.name : `${axis.name} (${axis.unit})`;
}

function svg(height: number, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`;
  return `${head}\n${parts.join('\n')}\n</svg>\n`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${INK}">${escaped(text)}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  const at = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${at[0]}" y1="${at[1]}" x2="${at[2]}" y2="${at[3]}" stroke="${INK}" stroke-opacity="0.4"/>`;
}

function shortened(text: string): string {
  return text.length <= 46 ? text : `${text.slice(0, 45)}…`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
