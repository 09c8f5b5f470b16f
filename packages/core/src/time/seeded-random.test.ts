import { describe, expect, test } from 'vitest';
import { createSeededRandom } from './seeded-random.js';

describe('a seeded source of chance', () => {
  test('repeats itself exactly under the same seed', () => {
    const draw = () => {
      const random = createSeededRandom(42);
      return [random.next(), random.next(), ...random.bytes(8)];
    };
    expect(draw()).toEqual(draw());
  });

  test('differs under another seed', () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => createSeededRandom(seed).next());
    expect(new Set(firsts).size).toBe(1000);
  });

  test('answers numbers from 0 inclusive to 1 exclusive, spread evenly', () => {
    const random = createSeededRandom(7);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const number = random.next();
      expect(number >= 0 && number < 1).toBe(true);
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('answers as many bytes as asked, using the whole range', () => {
    const bytes = createSeededRandom(3).bytes(10_000);
    expect(bytes).toHaveLength(10_000);
    expect(new Set(bytes).size).toBe(256);
  });
});
