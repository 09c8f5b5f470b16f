import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROGRAMS, programsFor } from './programs.js';

describe('the programs', () => {
  test('answer every goal from P1 to P18, none of them twice', () => {
    const goals = PROGRAMS.flatMap(({ goals }): readonly string[] => goals).filter((goal) => goal.startsWith('P'));

    expect(goals).toEqual(Array.from({ length: 18 }, (_, index) => `P${String(index + 1)}`));
  });

  test.each(PROGRAMS.map(({ module }) => module))('%s is there', (module) => {
    expect(existsSync(new URL(module.replace(/\.js$/, '.ts'), import.meta.url))).toBe(true);
  });

  test('are all wanted where no goal is named', () => {
    expect(programsFor([])).toBe(PROGRAMS);
  });

  test('are chosen by their goals, in any case', () => {
    expect(programsFor(['p2', 'P12']).map(({ goals }) => goals[0])).toEqual(['P1', 'P12']);
  });

  test('names a goal that does not exist, and those that do', () => {
    expect(() => programsFor(['P99'])).toThrow('There is no goal P99. There are P1, P2');
  });
});
