import type { RandomSource } from './random.js';

/**
 * A source of chance that answers the same for the same seed, on every machine.
 * For tests and simulations: its bytes can be foretold.
 *
 * @param seed - A 32-bit integer; other numbers are cut to one.
 */
export function createSeededRandom(seed = 1): RandomSource {
  // A Weyl sequence through the 32-bit finaliser of MurmurHash3.
  let state = seed | 0;
  function nextWord(): number {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  }
  return {
    next: () => nextWord() / 2 ** 32,
    bytes: (count) => Uint8Array.from({ length: count }, () => nextWord() >>> 24),
  };
}
