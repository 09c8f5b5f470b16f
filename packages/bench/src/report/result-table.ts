import type { GoalResult } from '../goal.js';
import { figureText } from './report.js';

/** Colours, or their absence. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** The lines of a result: what was compared, both sides, the ratio and whether it is the wanted one. */
export function resultLines(result: GoalResult, paint: Paint): string {
  const { bound, goal, met, name, note, ours, ratio, theirs } = result;
  const wanted = `${bound === 'at_least' ? '≥' : '≤'} ${figureText(goal)}`;
  const verdict = met ? paint.good('met   ') : paint.bad('missed');
  const sides = [ours, theirs].flatMap((side) =>
    side === undefined ? [] : [`${side.name} ${figureText(side.figure)} ${side.unit}`],
  );
  const more = note === undefined ? '' : `\n${' '.repeat(25)}${paint.dim(note)}`;
  const head = `${verdict} ${figureText(ratio).padStart(7)}  ${wanted.padEnd(8)} ${name}`;
  return `${head}\n${' '.repeat(25)}${paint.dim(sides.join(' · '))}${more}`;
}
