import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from './redactor.js';

const redact = (text: string, kind: 'json' | 'form' | 'text' = 'json', redactor = new Redactor()): string =>
  redactor.redact(text, kind);

describe('what stays', () => {
  test.each([
    '{ "amount" : 1.50,\t"currency":"EUR","url":"https:\\/\\/pay.example\\/1?lang=en", "z":1, "a":[true,null,1e3] }',
    '{"id":"pi_4242424242424242","order_id":"order-42","status":"paid","amount":"15.00000000","created_at":1767225600000}',
    '{"uuid":"26109ba0-b05b-4ee0-93d1-fd62c822ce95","txid":"0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"}',
    '{"idempotency_key":"order-42","currency_name":"Tether USD","message":"The amount is too small."}',
    '{"amount":1,"amount":2}',
    '{"payer_amount":"14.99","payerCurrency":"USDT","card_type":"debit","token_created_at":1}',
  ])('leaves %s byte for byte', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('leaves everything around a hidden value byte for byte', () => {
    expect(redact('{ "price":1.50,"e\\u006dail" :"ann\\u0040shop.example" ,\n"path":"a\\/b","price":1.500}')).toBe(
      '{ "price":1.50,"e\\u006dail" :"[redacted-1]" ,\n"path":"a\\/b","price":1.500}',
    );
  });

  test('leaves the fields of a form in their order and their own escapes', () => {
    expect(redact('amount=1%2E50&card[number]=4242+4242&note=a+b%20c&x', 'form')).toBe(
      'amount=1%2E50&card[number]=[redacted-1]&note=a+b%20c&x',
    );
  });
});

describe('what is hidden', () => {
  test.each<[what: string, text: string, expected: string]>([
    [
      'a field by its name',
      '{"api_key":"k","phone":"+1 202","first_name":"Ann"}',
      '{"api_key":"[redacted-1]","phone":"[redacted-2]","first_name":"[redacted-3]"}',
    ],
    ['a number, as text', '{"pin":1234}', '{"pin":"[redacted-1]"}'],
    [
      'all in a field that holds more, but what tells nothing',
      '{"payer":{"a":["x",{"b":7}],"currency":"EUR","ok":true}}',
      '{"payer":{"a":["[redacted-1]",{"b":"[redacted-2]"}],"currency":"EUR","ok":true}}',
    ],
    [
      'a value whose name stands beside it',
      '[{"name":"api_key","value":"k1"},{"code":"size","value":"XL"}]',
      '[{"name":"[redacted-1]","value":"[redacted-2]"},{"code":"size","value":"XL"}]',
    ],
    [
      'an e-mail address in a sentence',
      '{"message":"Sent to ann@shop.example."}',
      '{"message":"Sent to [redacted-1]."}',
    ],
    ['an e-mail address as a name', '{"ann@shop.example":1}', '{"[redacted-1]":1}'],
    [
      'a card number by its check digit',
      '{"text":"4242 4242 4242 4242, 4242424242424241","n":5555555555554444}',
      '{"text":"[redacted-1], 4242424242424241","n":"[redacted-2]"}',
    ],
    [
      'an IBAN by its check digits',
      '{"to":"DE89 3704 0044 0532 0130 00 or DE88370400440532013000"}',
      '{"to":"[redacted-1] or DE88370400440532013000"}',
    ],
    ['a wallet address by its form', '{"from":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}', '{"from":"[redacted-1]"}'],
    [
      'parameters of a URL',
      '{"url":"https:\\/\\/u:pw@localhost\\/1?id=7&%74oken=a;b"}',
      '{"url":"https:\\/\\/[redacted-1]@localhost\\/1?id=7&%74oken=[redacted-2]"}',
    ],
    [
      'JSON within text',
      '{"raw":"{\\"id\\":7,\\"secret\\":\\"s\\"}"}',
      '{"raw":"{\\"id\\":7,\\"secret\\":\\"[redacted-1]\\"}"}',
    ],
  ])('hides %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('gives equal values one placeholder, however they are written', () => {
    const redactor = new Redactor({ firstNumber: 5 });
    expect(redact('{"email":"ann@shop.example","payer":["ann\\u0040shop.example","bob"]}', 'json', redactor)).toBe(
      '{"email":"[redacted-5]","payer":["[redacted-5]","[redacted-6]"]}',
    );
    expect(redact('contact=ann%40shop.example', 'form', redactor)).toBe('contact=[redacted-5]');
    expect(redactor.count).toBe(2);
  });

  test('hides a credential everywhere once a header has shown it, and keeps the scheme', () => {
    const redactor = new Redactor();
    expect(redactor.redactHeader('Authorization', 'Bearer key-0123456789')).toBe('Bearer [redacted-1]');
    expect(redact('{"message":"key-0123456789 is unknown"}', 'json', redactor)).toBe(
      '{"message":"[redacted-1] is unknown"}',
    );
    expect(redactor.redactPath('/keys/key%2D0123456789/x')).toBe('/keys/[redacted-1]/x');
  });

  test('knows both halves of Basic credentials', () => {
    const redactor = new Redactor();
    const basic = Buffer.from('merchant-4711:pass-word-12').toString('base64');
    expect(redactor.redactHeader('authorization', `Basic ${basic}`)).toBe('Basic [redacted-1]');
    expect(redact('{"a":"pass-word-12","b":"merchant-4711"}', 'json', redactor)).toBe(
      '{"a":"[redacted-2]","b":"[redacted-3]"}',
    );
  });

  test('hides what its user names, whatever the capitals', () => {
    const redactor = new Redactor({ fields: ['Nonce'], headers: ['X-Acme'] });
    expect(redact('{"nonce":"1","once":"1"}', 'json', redactor)).toBe('{"nonce":"[redacted-1]","once":"1"}');
    expect(redactor.redactHeader('x-acme', '1')).toBe('[redacted-1]');
  });

  test.each(['sign', 'X-Api-Key', 'Cookie', 'Set-Cookie', 'X-Molam-Signature', 'Paysign', 'X-Forwarded-For'])(
    'hides the header %s',
    (name) => {
      expect(new Redactor().redactHeader(name, 'v')).toBe('[redacted-1]');
    },
  );

  test('does not take the parts of an interface for secrets that they stood in for', () => {
    const redactor = new Redactor();
    redact('{"key":"merchant_id","memo":"order-42-7"}', 'json', redactor);
    expect(redact('{"reference":"order-42-7","merchant_id":"m"}', 'json', redactor)).toBe(
      '{"reference":"order-42-7","merchant_id":"m"}',
    );
  });

  test('takes text of no known form for suspicious if it names something sensitive', () => {
    const redactor = new Redactor();
    expect(
      ['<password>x</password>', 'token x', 'ann@shop.example'].map((text) => redactor.isSuspicious(text)),
    ).toEqual([true, true, true]);
    expect(redactor.isSuspicious('OK, 15.00 EUR')).toBe(false);
  });
});

const NAMES = [
  'password',
  'apiKey',
  'X-Signature',
  'client_secret',
  'payer_email',
  'phone',
  'cardNumber',
  'name',
  'wallet_address',
];
const secret = fc
  .array(fc.constantFrom(...Array.from('abcXYZ0189 \\"/é€😀&=%+;@<>{}[]:,\n')), { minLength: 6, maxLength: 20 })
  .map((characters) => `canary${characters.join('')}7`);
const plain = fc.oneof(
  fc.constantFrom('paid', '15.00', 'order-42'),
  fc.integer({ max: 1_000_000 }),
  fc.boolean(),
  fc.constant(null),
);

/** A JSON value with secrets in sensitive fields at any depth. */
function planted(value: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    hidden: fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b'), value)),
    node: fc.oneof(
      { depthSize: 'small' },
      plain,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('id', 'data', 'items'), tie('node')),
      fc.tuple(fc.constantFrom(...NAMES), tie('hidden')).map(([name, hidden]) => ({ [name]: hidden })),
      tie('node').map((node) => ({ payload: JSON.stringify(node) })),
    ),
  })).node;
}

/** Every string and name in JSON text, JSON within strings included. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const inner = /^\s*[[{]/.test(value) ? tryParse(value) : undefined;
    return inner === undefined ? [value] : wordsIn(inner);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...wordsIn(member)]);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('for any traffic', () => {
  test('no planted value is left in JSON, which stays JSON', () => {
    fc.assert(
      fc.property(planted(secret), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const redacted = redact(text);
        expect(redacted).not.toContain('canary');
        const left = wordsIn(JSON.parse(redacted));
        expect(left.filter((word) => word.includes('canary'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('no planted value is left when all of it is written in escapes', () => {
    const escaped = (text: string): string =>
      `"${Array.from({ length: text.length }, (_, unit) => `\\u${text.charCodeAt(unit).toString(16).padStart(4, '0')}`).join('')}"`;
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), secret, fc.boolean(), (name, value, nested) => {
        const inner = `{${escaped(name)}:${escaped(value)},"id":"order-42"}`;
        const redacted = redact(nested ? `{"data":${escaped(inner)}}` : inner);
        const parsed = JSON.parse(redacted) as { readonly data?: string };
        const object = JSON.parse(nested ? (parsed.data ?? '') : redacted) as Readonly<Record<string, unknown>>;
        expect(object).toEqual({ [name]: '[redacted-1]', id: 'order-42' });
      }),
    );
  });

  test('no planted value is left in a form or a query', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...NAMES, 'amount'), secret), { minLength: 1 }), (pairs) => {
        const sensitive = pairs.map(([name, value]) => [name, name === 'amount' ? '15.00' : value] as [string, string]);
        const redacted = new URLSearchParams(redact(new URLSearchParams(sensitive).toString(), 'form'));
        expect([...redacted.values()].filter((value) => !/^(?:\[redacted-\d+\]|15\.00)$/.test(value))).toEqual([]);
        expect([...redacted.keys()]).toEqual(pairs.map(([name]) => name));
      }),
    );
  });

  test('what has no secret comes back byte for byte', () => {
    fc.assert(
      fc.property(planted(fc.constant('')), fc.constantFrom(undefined, 1), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(redact(text)).toBe(text);
      }),
    );
  });
});
