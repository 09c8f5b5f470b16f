import { randomBytes } from 'node:crypto';

/** Where chance comes from. Tests hand in a seeded one. */
export interface RandomSource {
  /** A number from 0 inclusive to 1 exclusive. */
  next(): number;

  /** Fresh random bytes, fit for identifiers. */
  bytes(count: number): Uint8Array;
}

/** The operating system's generator. */
export const systemRandom: RandomSource = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (count) => randomBytes(count),
};
