import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator, openSignedBody, verifySignedBody } from '../src/index.js';
import { isPhpSpelled } from '../src/php-json/is-php-spelled.js';
import { readPhpJson } from '../src/php-json/read-php-json.js';
import { signBody } from '../src/testing.js';
import { anyPayload, anyTree, COMPACT, type JsonTreeMember, spell, type Spelling } from './json-spelling.js';
import { SeededChoices } from './seeded-choices.js';

const KEY = 'test-payment-key';
const RUNS = { seed: 20_261_121, numRuns: 2_000 };
const generator = new Md5BodySignatureGenerator(KEY);

function anySpelling(choices: SeededChoices): Spelling {
  return {
    space: () => choices.of(['', '', ' ', '\n', '\t', '\r\n']),
    escape: () => choices.below(4) === 0,
  };
}

function textOf(members: readonly JsonTreeMember[], spelling: Spelling = COMPACT): string {
  return spell({ kind: 'object', members }, spelling);
}

/** The digest a provider computes: over what PHP writes for the payload. */
function phpSignature(members: readonly JsonTreeMember[]): string {
  return generator.sign(readPhpJson(textOf(members))?.encoded ?? 'not encodable');
}

function insertSign(members: readonly JsonTreeMember[], at: number, signature: string): readonly JsonTreeMember[] {
  return members.toSpliced(at, 0, ['sign', { kind: 'string', value: signature }]);
}

describe('a payload signed as PHP does is accepted', () => {
  test('as the provider sends it, raw or with non-ASCII escaped', () => {
    fc.assert(
      fc.property(anyPayload, fc.boolean(), (members, escapeNonAscii) => {
        expect(verifySignedBody(signBody(textOf(members), KEY, { escapeNonAscii }), KEY)).toBe(true);
      }),
      RUNS,
    );
  });

  test('however a proxy spells and spaces it, wherever it moves sign', () => {
    fc.assert(
      fc.property(anyPayload, fc.nat(), fc.nat({ max: 8 }), (members, seed, at) => {
        const choices = new SeededChoices(seed);
        const body = textOf(insertSign(members, at, phpSignature(members)), anySpelling(choices));
        expect(verifySignedBody(Buffer.from(body, 'utf8'), KEY)).toBe(true);
      }),
      RUNS,
    );
  });

  test('also when the digest is over the received bytes, however they are spelled', () => {
    fc.assert(
      fc.property(anyPayload, fc.nat(), (members, seed) => {
        const received = textOf(members, anySpelling(new SeededChoices(seed)));
        const separator = members.length === 0 ? '' : ',';
        const body = `${received.slice(0, -1)}${separator}"sign":"${generator.sign(received)}"}`;
        expect(openSignedBody(Buffer.from(body, 'utf8'), () => [KEY])).toMatchObject({
          ok: true,
          recipe: 'received',
          deduplicationKey: createHash('sha256').update(received).digest('hex'),
        });
      }),
      RUNS,
    );
  });
});

test('hands over exactly what JSON.parse reads in the received text', () => {
  fc.assert(
    fc.property(anyPayload, fc.nat(), fc.nat({ max: 8 }), (members, seed, at) => {
      const body = textOf(insertSign(members, at, phpSignature(members)), anySpelling(new SeededChoices(seed)));
      const { sign: _, ...expected } = JSON.parse(body) as Record<string, unknown>;

      expect(openSignedBody(Buffer.from(body, 'utf8'), () => [KEY])).toMatchObject({ ok: true, payload: expected });
    }),
    RUNS,
  );
});

test('refuses every payload under another key', () => {
  fc.assert(
    fc.property(anyPayload, fc.string({ minLength: 1 }), (members, otherKey) => {
      fc.pre(otherKey !== KEY);
      expect(verifySignedBody(signBody(textOf(members), KEY), otherKey)).toBe(false);
    }),
    RUNS,
  );
});

test('refuses every repetition of sign, however both are spelled', () => {
  fc.assert(
    fc.property(anyPayload, fc.nat(), fc.nat({ max: 8 }), (members, seed, at) => {
      const signature = phpSignature(members);
      const twice = insertSign(insertSign(members, at, signature), members.length + 1, signature);
      const body = textOf(twice, anySpelling(new SeededChoices(seed)));
      expect(openSignedBody(Buffer.from(body, 'utf8'), () => [KEY])).toEqual({
        ok: false,
        reason: 'duplicate_signature',
      });
    }),
    RUNS,
  );
});

test('writing what was read once more changes nothing', () => {
  fc.assert(
    fc.property(anyTree, fc.nat(), (tree, seed) => {
      const encoded = readPhpJson(spell(tree, anySpelling(new SeededChoices(seed))))?.encoded;
      fc.pre(encoded !== undefined);
      expect(readPhpJson(encoded)?.encoded).toBe(encoded);
    }),
    RUNS,
  );
});

test('takes for PHP spelling only what PHP would write the same', () => {
  let recognised = 0;
  fc.assert(
    fc.property(anyPayload, fc.nat(), (members, seed) => {
      const choices = new SeededChoices(seed);
      const spelled = textOf(members, choices.below(2) === 0 ? COMPACT : anySpelling(choices));
      for (const text of [spelled, readPhpJson(spelled)?.encoded ?? '{}']) {
        const latin1 = Buffer.from(text, 'utf8').toString('latin1');
        if (!isPhpSpelled(latin1, latin1.length)) continue;
        recognised += 1;
        expect(readPhpJson(text)?.encoded).toBe(text);
      }
    }),
    RUNS,
  );

  expect(recognised).toBeGreaterThan(200);
});
