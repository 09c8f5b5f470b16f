import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateMoney } from './allocate-money.js';
import { compareDecimals, decimalPlaces, normaliseDecimal, readDecimal, writeDecimal } from './decimal.js';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';
import {
  addMoney,
  compareMoney,
  equalMoney,
  multiplyMoney,
  roundMoney,
  subtractMoney,
  sumMoney,
} from './money-arithmetic.js';
import { type Money, parseMoney } from './money.js';
import type { Rounding } from './rounding.js';

// The reference: every decimal as a bigint of 10^-40 parts, read and written with string operations alone.
const REFERENCE_SCALE = 40;
const ONE = 10n ** BigInt(REFERENCE_SCALE);

function value(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const magnitude = BigInt(whole) * ONE + BigInt(fraction.padEnd(REFERENCE_SCALE, '0'));
  return negative ? -magnitude : magnitude;
}

/** Any decimal whose part before the point is at most `largest`, with up to `maxScale` decimals, short ones and zeros included. */
function decimal(maxScale = 18, largest = 10n ** 30n, smallest = -largest): fc.Arbitrary<string> {
  const whole = fc.oneof(
    fc.bigInt({ min: smallest, max: largest }),
    fc.bigInt({ min: smallest < 0n ? -999n : 0n, max: 999n }),
  );
  const fraction = fc.array(fc.nat(9), { maxLength: maxScale });
  return fc
    .tuple(whole, fraction)
    .map(([digits, decimals]) => (decimals.length === 0 ? String(digits) : `${String(digits)}.${decimals.join('')}`));
}

/** The same values on every run. */
const SEED = 20_260_301;

const money = (amount: string): Money => ({ amount, currency: 'ETH' });
const places = (text: string): number => text.split('.')[1]?.length ?? 0;
const sign = (units: bigint): number => (units === 0n ? 0 : units < 0n ? -1 : 1);

function holds<Values extends [unknown, ...unknown[]]>(
  runs: number,
  ...property: Parameters<typeof fc.property<Values>>
): void {
  fc.assert(fc.property<Values>(...property), { numRuns: runs, seed: SEED });
}

describe('money agrees with plain bigint arithmetic', () => {
  test('when it is parsed and printed', () => {
    holds(100_000, decimal(), (text) => {
      const parts = readDecimal(text);
      if (parts === undefined || parts.units * 10n ** BigInt(REFERENCE_SCALE - parts.scale) !== value(text))
        return false;
      // The one text that is not written back as it was read is a negative zero.
      return (
        parseMoney(money(text), { signed: true }).amount === text &&
        (parts.units === 0n || writeDecimal(parts.units, parts.scale) === text)
      );
    });
  });

  test('when it is added', () => {
    holds(100_000, decimal(), decimal(), (left, right) => {
      const { amount } = addMoney(money(left), money(right));
      return value(amount) === value(left) + value(right) && places(amount) === Math.max(places(left), places(right));
    });
  });

  test('when it is subtracted', () => {
    holds(100_000, decimal(), decimal(), (left, right) => {
      const { amount } = subtractMoney(money(left), money(right));
      return value(amount) === value(left) - value(right) && places(amount) === Math.max(places(left), places(right));
    });
  });

  test('when it is compared', () => {
    holds(100_000, decimal(3), decimal(3), (left, right) => {
      const order = sign(value(left) - value(right));
      return (
        compareMoney(money(left), money(right)) === order &&
        compareDecimals(left, right) === order &&
        equalMoney(money(left), money(right)) === (order === 0)
      );
    });
  });

  test('when it is normalised', () => {
    holds(100_000, decimal(), (text) => {
      const normal = normaliseDecimal(text);
      return (
        value(normal) === value(text) &&
        /^(?:0|-?(?!0$)[0-9]+(?:\.[0-9]*[1-9])?)$/.test(normal) &&
        places(normal) === decimalPlaces(text)
      );
    });
  });

  test('when it is multiplied', () => {
    holds(100_000, decimal(18), decimal(12, 10n ** 12n), (left, right) => {
      return value(multiplyMoney(money(left), right).amount) * ONE === value(left) * value(right);
    });
  });

  test('when it is summed', () => {
    holds(20_000, fc.array(decimal(), { maxLength: 10 }), (texts) => {
      return value(sumMoney(texts.map(money), 'ETH').amount) === texts.reduce((sum, text) => sum + value(text), 0n);
    });
  });

  test('when it turns into minor units and back', () => {
    holds(100_000, fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(18), (units, scale) => {
      const written = fromMinorUnits(units, 'ETH', { scale });
      return (
        toMinorUnits(written, { scale }) === units &&
        value(written.amount) === units * 10n ** BigInt(REFERENCE_SCALE - scale)
      );
    });
  });

  const roundings: readonly Rounding[] = ['half_even', 'half_up', 'down', 'up', 'floor', 'ceiling'];
  test.each(roundings)('when it is rounded %s', (rounding) => {
    holds(20_000, decimal(6, 10n ** 6n), fc.nat(4), (text, scale) => {
      const unit = 10n ** BigInt(REFERENCE_SCALE - scale);
      const { amount } = roundMoney(money(text), { rounding, scale });
      const result = value(amount);
      const exact = value(text);
      const distance = result - exact;
      if (places(amount) !== scale || result % unit !== 0n) return false;
      if (exact % unit === 0n) return distance === 0n;
      const twice = (distance < 0n ? -distance : distance) * 2n;
      switch (rounding) {
        case 'floor':
          return distance < 0n && -distance < unit;
        case 'ceiling':
          return distance > 0n && distance < unit;
        case 'down':
          return twice < 2n * unit && sign(distance) === -sign(exact);
        case 'up':
          return twice < 2n * unit && sign(distance) === sign(exact);
        case 'half_up':
          return twice < unit || (twice === unit && sign(distance) === sign(exact));
        case 'half_even':
          return twice < unit || (twice === unit && (result / unit) % 2n === 0n);
      }
    });
  });

  test('when it is allocated: nothing is lost, and no share is a whole unit from its exact part', () => {
    const weights = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 12n }), decimal(4, 10n ** 6n, 0n)), {
      minLength: 1,
      maxLength: 8,
    });
    const units = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const asValue = (weight: string | bigint) => value(String(weight));
    const usable = weights.filter((some) => some.some((weight) => asValue(weight) > 0n));
    holds(20_000, units, usable, (total, chosen) => {
      const shares = allocateMoney(fromMinorUnits(total, 'USD'), chosen).map((share) => toMinorUnits(share));
      const weightSum = chosen.reduce<bigint>((sum, weight) => sum + asValue(weight), 0n);
      return (
        shares.length === chosen.length &&
        shares.reduce((sum, share) => sum + share, 0n) === total &&
        shares.every((share, index) => {
          const off = share * weightSum - total * asValue(chosen[index] ?? 0n);
          return (off < 0n ? -off : off) < weightSum && (asValue(chosen[index] ?? 0n) > 0n || share === 0n);
        })
      );
    });
  });
});

test('the reference reads and orders decimals as people do', () => {
  expect(value('1.5')).toBe(15n * 10n ** 39n);
  expect(value('-0.01')).toBe(-(10n ** 38n));
});
