import { systemRandom } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { ACCESS_POLICY } from './access-policy.js';
import { type DeriveKey, passwordProblems, Passwords } from './passwords.js';

const CHEAP = { N: 1024, r: 8, p: 1 };

function newPasswords(deriveKey?: DeriveKey): Passwords {
  return new Passwords({ random: systemRandom, cost: CHEAP, hashedAtOnce: 2, deriveKey });
}

describe('the hash of a password', () => {
  test('holds its parameters and a salt of its own, and nothing of the password', async () => {
    const passwords = newPasswords();

    const hashes = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);

    for (const hash of hashes) expect(hash).toMatch(/^scrypt\$N=1024,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
    expect(new Set(hashes).size).toBe(2);
    expect(await passwords.verify('correct horse', hashes[0])).toEqual({ isRight: true, isOutdated: false });
    expect(await passwords.verify('correct horsE', hashes[0])).toEqual({ isRight: false, isOutdated: false });
  });

  test('made with the usual parameters takes 32 MiB, and is right as well', async () => {
    const passwords = new Passwords({ random: systemRandom, cost: ACCESS_POLICY.passwordCost, hashedAtOnce: 2 });

    const hash = await passwords.hash('correct horse');

    expect(hash).toMatch(/^scrypt\$N=32768,r=8,p=1\$/);
    expect((await passwords.verify('correct horse', hash)).isRight).toBe(true);
    expect(await newPasswords().verify('correct horse', hash)).toEqual({ isRight: true, isOutdated: true });
  });

  test.each(['', 'plain text', 'scrypt$N=1024,r=8,p=1$$', 'scrypt$N=99999999,r=8,p=1$a$b'])(
    'that is damaged ("%s") fits no password, and is not quicker to refuse',
    async (hash) => {
      let derived = 0;
      const passwords = newPasswords(async (_password, _salt, length) => {
        derived += 1;
        return new Uint8Array(length);
      });

      expect(await passwords.verify('correct horse', hash)).toEqual({ isRight: false, isOutdated: false });
      expect(derived).toBe(1);
    },
  );
});

describe('hashing', () => {
  test('is done two at a time, in the order asked for, and refused beyond a queue of 64', async () => {
    const waiting: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const passwords = newPasswords(async (_password, _salt, length) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => void waiting.push(resolve));
      running -= 1;
      return new Uint8Array(length);
    });
    const asked = Array.from({ length: 66 }, () => passwords.hash('correct horse'));

    await expect(passwords.hash('one too many')).rejects.toMatchObject({ code: 'too_many_requests', status: 429 });
    const all = Promise.all(asked);
    const state = { isDone: false };
    void all.then(() => (state.isDone = true));
    while (!state.isDone) {
      for (const release of waiting.splice(0)) release();
      await Promise.resolve();
    }

    expect(await all).toHaveLength(66);
    expect(most).toBe(2);
  });

  test('goes on after a failure', async () => {
    let calls = 0;
    const passwords = newPasswords(async (_password, _salt, length) => {
      calls += 1;
      if (calls <= 2) throw new Error('no memory');
      return new Uint8Array(length);
    });

    const results = await Promise.allSettled([1, 2, 3, 4].map(() => passwords.hash('correct horse')));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });
});

test.each([
  ['twelve characters', 'abcdefghijkl', []],
  ['twelve characters beyond the usual ones', '\u{1F600}'.repeat(12), []],
  ['eleven characters beyond the usual ones', '\u{1F600}'.repeat(11), ['password']],
  ['two hundred characters', 'a'.repeat(200), []],
])('a password of %s', (_what, password, wrong) => {
  expect(passwordProblems(password, 'a@example.com').map(({ path }) => path)).toEqual(wrong);
});
