import { describe, expect, test } from 'vitest';
import { type Contestant, playRounds } from './rounds.js';

/** A contestant whose rounds give these figures, one after the other. */
function scripted(name: string, figures: readonly number[], turns: string[] = []): Contestant<'perSecond'> {
  const left = [...figures];
  return {
    name,
    round: () => {
      turns.push(name);
      return { perSecond: left.shift() ?? Number.NaN };
    },
  };
}

describe('rounds', () => {
  test('leave out the one that warms up', async () => {
    const comparison = await playRounds({ ours: scripted('ours', [1000, 1, 2, 3]) }, { rounds: 3 });

    expect(comparison.figure('ours', 'perSecond')).toBe(2);
  });

  test('compare what happened in one round, so that a slow round slows both sides', async () => {
    const comparison = await playRounds(
      { ours: scripted('ours', [0, 20, 2, 200]), theirs: scripted('theirs', [0, 10, 1, 100]) },
      { rounds: 3 },
    );

    expect(comparison.ratio('ours', 'theirs', 'perSecond')).toBe(2);
  });

  test('let everybody begin in turn', async () => {
    const turns: string[] = [];
    await playRounds(
      { a: scripted('a', [], turns), b: scripted('b', [], turns), c: scripted('c', [], turns) },
      { rounds: 2 },
    );

    expect(turns).toEqual(['a', 'b', 'c', 'b', 'c', 'a', 'c', 'a', 'b']);
  });

  test('tell whose turn it is', async () => {
    const seen: string[] = [];
    await playRounds(
      { ours: scripted('ours', []) },
      { rounds: 1, onTurn: (name, round, rounds) => void seen.push(`${name} ${String(round)}/${String(rounds)}`) },
    );

    expect(seen).toEqual(['ours 0/1', 'ours 1/1']);
  });
});
