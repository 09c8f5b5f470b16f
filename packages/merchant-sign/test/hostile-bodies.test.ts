import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator, openSignedBody, verifySignedBody } from '../src/index.js';
import { countReadingSteps } from '../src/php-json/read-php-json.js';
import { signBody } from '../src/testing.js';
import { SeededChoices } from './seeded-choices.js';

const KEY = 'test-payment-key';
const DIGEST = '0'.repeat(32);
const TAIL = `,"sign":"${DIGEST}"}`;
const KIB = 1024;

/** Repeats a piece until the text is about as long as asked for. */
function fill(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length));
}

const HOSTILE: readonly (readonly [string, (length: number) => string])[] = [
  ['spaces', (length) => fill(' ', length)],
  ['spaces inside an object, before sign', (length) => `{"a":1${fill(' ', length)}${TAIL}`],
  ['spaces between the name and its colon', (length) => `{"sign"${fill(' ', length)}:"${DIGEST}"}`],
  ['open brackets', (length) => fill('[', length)],
  ['open objects', (length) => fill('{"a":', length)],
  ['quotation marks', (length) => `{"a":${fill('"', length)}`],
  ['backslashes', (length) => `{"a":"${fill('\\', length)}"${TAIL}`],
  ['a string that does not end', (length) => `{"a":"${fill('x', length)}`],
  ['slashes to be escaped', (length) => `{"a":"${fill('/', length)}"${TAIL}`],
  ['escaped surrogate pairs', (length) => `{"a":"${fill('\\ud83d\\ude00', length)}"${TAIL}`],
  ['nested members named sign', (length) => `{"a":[${fill('{"sign":"x"},', length)}0]${TAIL}`],
  ['repeated top-level sign', (length) => `{"a":0${fill(TAIL.slice(0, -1), length)}}`],
  ['one digit after another', (length) => `{"a":${fill('9', length)}${TAIL}`],
  ['a long fraction and exponent', (length) => `{"a":0.${fill('1', length)}e${fill('9', length)}${TAIL}`],
  ['many members of different names', (length) => `{${manyMembers(length)}"z":0${TAIL}`],
  ['many members of one name', (length) => `{${fill('"a":{},', length)}"z":0${TAIL}`],
  ['empty lists side by side', (length) => `{"a":[${fill('[],', length)}0]${TAIL}`],
  ['nesting around a long text', (length) => `{"a":${'['.repeat(500)}"${fill('x', length)}"${']'.repeat(500)}${TAIL}`],
  [
    'lists written as objects around a long text',
    (length) => `{"a":${'{"0":'.repeat(500)}"${fill('x', length)}"${'}'.repeat(500)}${TAIL}`,
  ],
];

function manyMembers(length: number): string {
  return Array.from(
    { length: Math.ceil(length / 12) },
    (_, index) => `"${index.toString(36).padStart(6, 'm')}":0,`,
  ).join('');
}

const NAMED: readonly (readonly [string, string | Uint8Array])[] = [
  ['an empty body', ''],
  ['one brace', '{'],
  ['one byte that is not UTF-8', Uint8Array.of(0xff)],
  ['only the tail', TAIL],
  ['the tail without its comma', TAIL.slice(1)],
  [
    'members named like those of every object',
    `{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"toString":0${TAIL}`,
  ],
  [
    'sign under every escaped spelling at once',
    `{"\\u0073ign":"","s\\u0069gn":"","si\\u0067n":"","sig\\u006e":"","sig\\u006E":""${TAIL}`,
  ],
  ['a sign inside the text of a member', `{"a":"\\"sign\\":\\"${DIGEST}\\"}"${TAIL}`],
  ['a NUL inside', `{"a":"\u0000"${TAIL}`],
  ['a NUL behind', `{"a":1${TAIL}\u0000`],
  ['a line separator between members', `{"a":1,\u2028"b":2${TAIL}`],
  ['UTF-16', Buffer.from(`{"a":1${TAIL}`, 'utf16le')],
];

describe('never throws and never accepts', () => {
  test.each(NAMED)('%s', (_title, body) => {
    expect(verifySignedBody(typeof body === 'string' ? Buffer.from(body, 'utf8') : body, KEY)).toBe(false);
  });

  test.each(HOSTILE)('8 and 64 KB of: %s', (_title, make) => {
    expect(verifySignedBody(Buffer.from(make(8 * KIB), 'utf8'), KEY)).toBe(false);
    expect(verifySignedBody(Buffer.from(make(64 * KIB), 'utf8'), KEY)).toBe(false);
  });
});

describe('accepts the same shapes once they are well-formed and rightly signed', () => {
  const wellFormed = HOSTILE.filter(([, make]) => isJson(make(KIB)) && !make(KIB).startsWith('{"a":0,"sign"'));

  test('ten of them are', () => {
    expect(wellFormed.length).toBeGreaterThanOrEqual(10);
  });

  test.each(wellFormed)('64 KB of: %s', (_title, make) => {
    const hashed = make(64 * KIB).replace(new RegExp(`,?"sign" *:"${DIGEST}"`, 'u'), '');
    const body = make(64 * KIB).replace(DIGEST, new Md5BodySignatureGenerator(KEY).sign(hashed));

    expect(verifySignedBody(Buffer.from(body, 'utf8'), KEY)).toBe(true);
  });
});

describe('reads four times the length in at most 4.2 times the steps', () => {
  test.each(HOSTILE)('%s', (_title, make) => {
    const few = countReadingSteps(make(16 * KIB));
    const many = countReadingSteps(make(64 * KIB));

    expect(many).toBeLessThanOrEqual(4.2 * few);
    expect(many).toBeLessThanOrEqual(3 * make(64 * KIB).length);
  });
});

test('never throws in 200,000 executions on arbitrary and half-right bytes', () => {
  const choices = new SeededChoices(20_261_121);
  const seeds = [
    ...[
      { type: 'payment', a: 'b/c', n: { sign: 'x' }, list: [1.5, null] },
      { type: 'payout', t: 'Заказ' },
    ].map((payload) => Buffer.from(signBody(payload, KEY))),
    ...NAMED.map(([, body]) => Buffer.from(body)),
    ...HOSTILE.map(([, make]) => Buffer.from(make(64), 'utf8')),
  ];
  let executions = 0;
  let accepted = 0;
  for (; executions < 200_000; executions += 1) {
    const body = Buffer.from(choices.of(seeds));
    for (let change = choices.below(4); change >= 0 && body.length > 0; change -= 1) {
      body[choices.below(body.length)] = choices.below(3) === 0 ? choices.below(256) : choices.of(TELLING_BYTES);
    }
    if (verifySignedBody(body.subarray(0, body.length - choices.of([0, 0, 0, choices.below(body.length + 1)])), KEY)) {
      accepted += 1;
    }
  }

  expect(executions).toBe(200_000);
  expect(accepted).toBeLessThan(executions / 100);
});

const TELLING_BYTES = Array.from(Buffer.from('"\\{}[],:/u0123eE.-+ tfnsign\n\u0000\u007f'));

test('leaves the prototypes of objects and lists as they were after 100,000 hostile bodies', () => {
  const before = prototypeMembers();
  const names = ['__proto__', 'constructor', 'prototype', '__defineGetter__', 'toJSON', 'length', '\\u005f_proto__'];
  const choices = new SeededChoices(7);
  let opened = 0;
  for (let round = 0; round < 100_000; round += 1) {
    const payload = `{"${choices.of(names)}":{"${choices.of(names)}":{"polluted":${round}}},"${choices.of(names)}":[${round}]}`;
    if (openSignedBody(signBody(payload, KEY), () => [KEY]).ok) opened += 1;
  }

  expect(opened).toBe(100_000);
  const after = prototypeMembers();
  expect(after.length).toBe(before.length);
  expect(after.every((member, index) => Object.is(member, before[index]))).toBe(true);
});

/** Names and values of all that objects and lists inherit, one after another. */
function prototypeMembers(): readonly unknown[] {
  return [Object.prototype, Array.prototype].flatMap((prototype: object): readonly unknown[] =>
    Reflect.ownKeys(prototype).flatMap((name): readonly unknown[] => {
      const descriptor = Reflect.getOwnPropertyDescriptor(prototype, name);
      return [name, descriptor?.value, descriptor?.get, descriptor?.set];
    }),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
