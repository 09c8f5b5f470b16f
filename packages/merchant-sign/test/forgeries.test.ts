import { HmacSha256SignatureGenerator } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator, openSignedBody, verifySignedBody } from '../src/index.js';
import { readPhpJson } from '../src/php-json/read-php-json.js';
import { signBody } from '../src/testing.js';
import { SeededChoices } from './seeded-choices.js';

const KEY = 'test-payment-key';
const HEX = Array.from('0123456789abcdef');
const generator = new Md5BodySignatureGenerator(KEY);

const GENUINE: readonly Buffer[] = [
  '{"type":"payment","uuid":"0b8f6f0e","order_id":"order-1001","amount":"25.00","is_final":true,"status":"paid","txid":null}',
  '{"type":"payment","additional_data":"https://example.org/ – Заказ №7","status":"wrong_amount","rate":1.5}',
  '{"type":"wallet","convert":{"to_currency":"USDT","commission":null,"rate":"0.077","amount":"0.22"},"list":[1,2.50,{}]}',
  '{"type":"payout","note":"{\\"sign\\":\\"x\\"}","nested":{"sign":"y"},"big":9007199254740993}',
].flatMap((payload) => [
  Buffer.from(signBody(payload, KEY)),
  Buffer.from(signBody(payload, KEY, { escapeNonAscii: true })),
]);

/** What PHP reads in a body, spelled in one way only; `undefined` where it reads nothing. */
function meaningOf(body: Buffer): string | undefined {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? readPhpJson(text)?.encoded : undefined;
}

function mutate(body: Buffer, choices: SeededChoices): Buffer {
  const at = choices.below(body.length);
  const until = Math.min(body.length, at + 1 + choices.below(12));
  switch (choices.below(7)) {
    case 0:
      return Buffer.concat([body.subarray(0, at), body.subarray(until)]);
    case 1:
      return Buffer.concat([body.subarray(0, until), body.subarray(at)]);
    case 2:
      return Buffer.concat([body.subarray(0, at), Buffer.from(choices.of(INSERTED)), body.subarray(at)]);
    case 3: {
      const digitAt = body.findIndex((byte, index) => index >= at && byte >= 0x30 && byte <= 0x39);
      const changed = Buffer.from(body);
      if (digitAt !== -1) changed[digitAt] = 0x30 + choices.below(10);
      return changed;
    }
    case 4:
      return Buffer.from(body.toString('utf8').replace(choices.of(REPLACED), choices.of(REPLACED)), 'utf8');
    case 5: {
      const changed = Buffer.from(body);
      changed[at] = (changed[at] ?? 0) ^ (1 << choices.below(8));
      return changed;
    }
    default: {
      const changed = Buffer.from(body);
      changed[at] = choices.below(256);
      return changed;
    }
  }
}

const INSERTED = [
  '"',
  '{',
  '}',
  ',',
  ':',
  '0',
  ' ',
  '\\',
  '/',
  '"a":1,',
  '"status":"paid",',
  ',"sign":"x"',
  '"__proto__":{},',
  '\u2028',
  '-',
];
const REPLACED = [
  'paid',
  'wrong_amount',
  'true',
  'false',
  'null',
  '"25.00"',
  '"250.00"',
  'payment',
  'payout',
  '1.5',
  '15',
  '"sign"',
  '"sing"',
  '[]',
  '{}',
  ',',
];

test('refuses each of 10,000 mutations of genuine bodies that PHP would read as something else', () => {
  const choices = new SeededChoices(20_261_121);
  let changed = 0;
  for (let round = 0; changed < 10_000; round += 1) {
    const genuine = choices.of(GENUINE);
    const mutated = mutate(genuine, choices);
    if (meaningOf(mutated) === meaningOf(genuine)) continue;
    changed += 1;
    if (verifySignedBody(mutated, KEY)) throw new Error(`accepted in round ${round}: ${mutated.toString('base64')}`);
  }

  expect(changed).toBe(10_000);
  expect(GENUINE.every((body) => verifySignedBody(body, KEY))).toBe(true);
});

test('agrees with itself on 20,000 mutations, whether a body ends in its signature or has to be searched for it', () => {
  const choices = new SeededChoices(9);
  let accepted = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const body = choices.below(10) === 0 ? choices.of(GENUINE) : mutate(choices.of(GENUINE), choices);
    // A space behind the last brace belongs to no text that is hashed with the bytes before it, but for recipe A.
    const searched = Buffer.concat([body.subarray(0, -1), Buffer.from(' }')]);
    const [quick, slow] = [openSignedBody(body, () => [KEY]), openSignedBody(searched, () => [KEY])];
    if (!quick.ok || !slow.ok) continue;
    accepted += 1;
    expect(slow.payload).toEqual(quick.payload);
  }

  expect(accepted).toBeGreaterThan(500);
});

test('reads what it accepts as JSON.parse reads the whole body, but for sign', () => {
  const choices = new SeededChoices(10);
  let accepted = 0;
  for (let round = 0; round < 50_000; round += 1) {
    const body = choices.below(4) === 0 ? choices.of(GENUINE) : mutate(choices.of(GENUINE), choices);
    const opened = openSignedBody(body, () => [KEY]);
    if (!opened.ok) continue;
    accepted += 1;
    const { sign, ...expected } = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    expect(sign).toMatch(/^[0-9a-f]{32}$/u);
    expect(opened.payload).toEqual(expected);
  }

  expect(accepted).toBeGreaterThan(10_000);
});

describe('100,000 forgeries without the key', () => {
  const payloads = GENUINE.map((body) => body.toString('utf8').replace(/,"sign":"[0-9a-f]{32}"\}$/u, '}'));
  const hmac = new HmacSha256SignatureGenerator(KEY);
  const otherKeys = ['test-payout-key', `${KEY} `, KEY.toUpperCase(), KEY.slice(1), 'key'].map(
    (key) => new Md5BodySignatureGenerator(key),
  );

  const forgers: readonly (readonly [string, (choices: SeededChoices, payload: string) => string])[] = [
    ['random digits', (choices) => Array.from({ length: 32 }, () => choices.of(HEX)).join('')],
    ['the digest of another body', (choices) => generator.sign(`{"a":${choices.below(1e9)}}`)],
    ['the digest under another key', (choices, payload) => choices.of(otherKeys).sign(payload)],
    [
      'the HMAC of the body under the right key, cut to length',
      (choices, payload) => hmac.sign(payload).slice(choices.below(33)).slice(0, 32),
    ],
    [
      'the right digest with one digit changed',
      (choices, payload) => {
        const digits = Array.from(generator.sign(payload));
        const at = choices.below(32);
        digits[at] = HEX[(HEX.indexOf(digits[at] ?? '') + 1 + choices.below(15)) % 16] ?? '';
        return digits.join('');
      },
    ],
    [
      'the right digest, shortened or spelled otherwise',
      (choices, payload) => choices.of(SPOILERS)(generator.sign(payload)),
    ],
    ['the digest of the empty text, which signs an empty request', () => generator.sign('')],
    [
      'the digest of a body that still holds a sign',
      (_choices, payload) => generator.sign(`${payload.slice(0, -1)},"sign":""}`),
    ],
  ];

  test.each(forgers)('none of 12,500 is accepted: %s', (_title, forge) => {
    const choices = new SeededChoices(8);
    let accepted = 0;
    for (let round = 0; round < 12_500; round += 1) {
      const payload = choices.of(payloads);
      const body = `${payload.slice(0, -1)},"sign":"${forge(choices, payload)}"}`;
      if (verifySignedBody(Buffer.from(body, 'utf8'), KEY)) accepted += 1;
    }

    expect(accepted).toBe(0);
  });
});

const SPOILERS: readonly ((signature: string) => string)[] = [
  () => '',
  (signature) => signature.slice(0, -1),
  (signature) => signature.slice(1),
  (signature) => `${signature}0`,
  (signature) => ` ${signature}`,
  (signature) => `${signature}\\n`,
  (signature) => `${signature}\\u0000`,
  (signature) => `0x${signature}`,
  (signature) => signature.replace(/[a-f]/u, (digit) => digit.toUpperCase()),
  (signature) => Buffer.from(signature, 'hex').toString('base64'),
];
