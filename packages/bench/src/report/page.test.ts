import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judged, type GoalResult } from '../goal.js';
import { curveChart, goalChart, marginOf } from './charts.js';
import { pageOf } from './page.js';
import { figureText, type Report } from './report.js';

const RESULT = judged({
  name: 'P2 accept a webhook / stripe',
  ratio: 1.53,
  atLeast: 1.4,
  ours: { name: 'Paymux', figure: 109_000, unit: '/s' },
  theirs: { name: 'stripe', figure: 71_300, unit: '/s' },
});
const MISSED = judged({
  name: 'P5 refuse a <forgery>',
  ratio: 0.7,
  atMost: 0.6,
  ours: { name: 'Paymux', figure: 3.8, unit: 'µs' },
  note: 'The digest is most of it.',
});

function report(goals: readonly GoalResult[]): Report {
  return {
    date: '2026-11-21',
    machine: { cores: 2, cpu: 'A processor', memoryGiB: 8, system: 'Linux x64', node: 'v20.20.0' },
    quick: false,
    rounds: 9,
    seconds: 1800,
    goals,
    series: [
      {
        name: 'claim',
        x: { name: 'rows', unit: 'rows' },
        y: { name: 'rate', unit: '/s' },
        points: [
          [1000, 5000],
          [1_000_000, 4800],
        ],
      },
    ],
    failures: [],
  };
}

describe('the page of a run', () => {
  test('shows both sides, the ratio, its goal and whether it is met', () => {
    const [page] = pageOf(report([RESULT, MISSED]));

    expect(page?.text).toContain(
      '| accept a webhook / stripe | 109,000 /s | 71,300 /s (stripe) | 1.53 | ≥ 1.40 | met |',
    );
    expect(page?.text).toContain('| refuse a <forgery> | 3.80 µs |  | 0.70 | ≤ 0.60 | **missed** |');
    expect(page?.text).toContain('\n- The digest is most of it.\n');
    expect(page?.text).toContain('1 of 2 ratios are as wanted');
  });

  test('has a chart of the goals and one of each figure that grows', () => {
    const files = pageOf(report([RESULT])).map(({ path }) => path);

    expect(files).toEqual(['benchmark.md', 'images/benchmark.svg', 'images/benchmark-growth-1.svg']);
  });

  test('draws names as text, whatever they hold', () => {
    expect(goalChart([MISSED])).toContain('P5 refuse a &lt;forgery&gt;');
  });

  test('is what the kept run says', () => {
    const kept = JSON.parse(docs('benchmark.json')) as Report;

    expect(pageOf(kept).length).toBeGreaterThanOrEqual(2);
    for (const { path, text } of pageOf(kept)) expect(docs(path)).toBe(text);
  });
});

describe('a chart of curves', () => {
  test.each<readonly [string, readonly (readonly [number, number])[]]>([
    [
      'over several sizes',
      [
        [1000, 5000],
        [1_000_000, 4800],
      ],
    ],
    [
      'that begins at nothing',
      [
        [0, 16.7],
        [200_000, 16.8],
      ],
    ],
    [
      'that is nothing all the time',
      [
        [0, 0],
        [10, 0],
      ],
    ],
  ])('has places for every point of one %s', (_what, points) => {
    const axis = { name: 'n', unit: '' };
    const places = [
      ...curveChart([{ name: 'one', x: axis, y: axis, points }]).matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g),
    ];

    expect(places).toHaveLength(points.length);
    for (const place of places.flatMap(([, cx, cy]) => [Number(cx), Number(cy)])) {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThanOrEqual(860);
    }
  });
});

describe('the margin of a result', () => {
  test('says how many times better than wanted it is', () => {
    expect(marginOf({ ...RESULT, ratio: 2.8 })).toBeCloseTo(2);
    expect(marginOf({ ...MISSED, ratio: 1.2 })).toBeCloseTo(0.5);
  });
});

describe('a figure', () => {
  test.each([
    [1_234_567, '1,234,567'],
    [123.4, '123'],
    [12.34, '12.3'],
    [1.234, '1.23'],
    [0.0123, '0.012'],
    [0, '0'],
    [Number.NaN, '–'],
  ])('of %d reads %s', (figure, text) => {
    expect(figureText(figure)).toBe(text);
  });
});

function docs(path: string): string {
  return readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), 'utf8');
}
