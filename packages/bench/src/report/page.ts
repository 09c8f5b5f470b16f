import type { GoalResult, Side } from '../goal.js';
import { curveChart, goalChart, goalOf } from './charts.js';
import { GOAL_TEXTS } from './goal-texts.js';
import { figureText, type Report } from './report.js';

/** A file of the result page. */
export interface PageFile {
  /** Below `docs/`. */
  readonly path: string;
  readonly text: string;
}

/** The page of a run, with its charts. */
export function pageOf(report: Report): readonly PageFile[] {
  const byUnit = groupSeries(report);
  const curves = [...byUnit.values()].map((series, index) => ({
    path: `images/benchmark-growth-${index + 1}.svg`,
    text: curveChart(series),
    alt: series.map(({ name }) => name).join(', '),
  }));
  const goals = [...new Set(report.goals.map(goalOf))];
  const { machine } = report;
  const missed = report.goals.filter(({ met }) => !met);
  const page = [
    '# Benchmark',
    '',
    'Every line compares two sides that took turns in one run, on one machine: Paymux, and a floor or a library that',
    'people use today. What counts is the ratio. Absolute figures are those of one machine on one day.',
    '',
    '```sh',
    'npm run bench                             # everything, less than an hour',
    'npm run bench -- --quick                  # shorter turns, less than ten minutes',
    'npm run bench -- --only P1,P12            # some goals',
    'npm run bench -- --json benchmark.json    # also writes the results to a file',
    '```',
    '',
    `This page was made from a run of ${report.date} on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system},`,
    `Node.js ${machine.node}, with the database and the load on the same cores: ${report.rounds} rounds, medians,`,
    `${Math.round(report.seconds / 60)} minutes. ${report.goals.length - missed.length} of ${report.goals.length} ratios are as wanted.`,
    '',
    '![The narrowest ratio of each goal, beside the goal](images/benchmark.svg)',
    '',
    'A bar shows the narrowest line of a goal: to the right of the line it is better than wanted, by the factor beside it.',
    ...goals.flatMap((goal) =>
      goalSection(
        goal,
        report.goals.filter((result) => goalOf(result) === goal),
      ),
    ),
    ...(curves.length === 0 ? [] : ['', '## Growth', '', ...curves.map(({ alt, path }) => `![${alt}](${path})\n`)]),
  ];
  return [
    { path: 'benchmark.md', text: `${page.join('\n').trimEnd()}\n` },
    { path: 'images/benchmark.svg', text: goalChart(report.goals) },
    ...curves.map(({ path, text }) => ({ path, text })),
  ];
}

function seriesGroup({ x, y }: Report['series'][number]): string {
  return JSON.stringify([x, y]);
}

function groupSeries({ series }: Report): Map<string, Report['series'][number][]> {
  const groups = new Map<string, Report['series'][number][]>();
  for (const one of series) groups.set(seriesGroup(one), [...(groups.get(seriesGroup(one)) ?? []), one]);
  return groups;
}

function goalSection(goal: string, results: readonly GoalResult[]): readonly string[] {
  const known = GOAL_TEXTS[goal];
  const notes = new Set(results.flatMap(({ note }) => (note === undefined ? [] : [note])));
  return [
    '',
    `## ${goal}${known === undefined ? '' : `: ${known.title}`}`,
    '',
    ...(known === undefined ? [] : [known.text, '']),
    '| | Paymux | Other side | Ratio | Goal | |',
    '|---|---|---|---|---|---|',
    ...results.map(resultRow),
    ...(notes.size === 0 ? [] : ['', ...[...notes].map((note) => `- ${note}`)]),
  ];
}

function resultRow({ bound, goal, met, name, ours, ratio, theirs }: GoalResult): string {
  const cells = [
    titleOf(name),
    sideText(ours),
    theirs === undefined ? '' : `${sideText(theirs)} (${theirs.name})`,
    figureText(ratio),
    `${bound === 'at_least' ? '≥' : '≤'} ${figureText(goal)}`,
    met ? 'met' : '**missed**',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('*', (star) => (cell.startsWith('**') ? star : `\\${star}`))).join(' | ')} |`;
}

/** A result's name without its goal, which the heading names. */
function titleOf(name: string): string {
  return name.slice(name.indexOf(' ') + 1);
}

function sideText({ figure, unit }: Side): string {
  return `${figureText(figure)} ${unit}`;
}
