import fc from 'fast-check';
import { type JsonSchema, resolved, type Schemas } from './json-schema.js';

/** Values that mean something to the service, by the name of the member. */
const MEANT: Readonly<Record<string, readonly unknown[]>> = {
  account: ['main', 'other'],
  client: ['maria', 'joao'],
  creator: ['maria'],
  currency: ['USDT', 'EUR', 'USD'],
  network: ['tron'],
  reference: ['r-1', 'r-2', 'r-3', 'r-4', 'r-5', 'r-6', 'r-7', 'r-8', 'r-9'],
  timeZone: ['UTC', 'Africa/Luanda', 'Mars/Olympus'],
  amount: ['15.00', '0.000001', '250', '99999999999999999999', '0', '-1'],
  percent: ['2.5', '0'],
  time: ['09:00', '23:59'],
  email: ['new@example.com'],
  password: ['a long password of nobody'],
  per: ['day', 'month'],
  limit: [1, 50, 200],
  search: ['r-', 'nothing'],
  address: ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
};

/** What nobody should send, and somebody will. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, '', ' ', '\0', '\r\nx: y', '\ud800', 'ﷺ', '💸'],
  ...["' or 1=1 --", '../../etc/passwd', '__proto__', 'constructor', '${jndi:ldap://x}', '1e5', '+1', '01', '٣', 'NaN'],
  ...['x'.repeat(5000), '9'.repeat(500), [], {}, [[[[]]]], { __proto__: null, toString: 1 }, ['main'], { amount: '1' }],
  ...['2026-02-30T00:00:00Z', '9999-12-31T23:59:59.999Z', '0000-01-01T00:00:00Z', '2026-01-01T00:00:00+01:00'],
  JSON.parse('{"__proto__":{"polluted":true}}'),
];

const hostile = fc.constantFrom(...HOSTILE);

/** Values that mostly fit a schema, and now and then do not. */
export function arbitraryOf(given: JsonSchema, schemas: Schemas, name = '', depth = 0): fc.Arbitrary<unknown> {
  const fitting = fittingOf(given, schemas, name, depth);
  return fc.oneof({ arbitrary: fitting, weight: 40 }, { arbitrary: hostile, weight: 1 });
}

function fittingOf(given: JsonSchema, schemas: Schemas, name: string, depth: number): fc.Arbitrary<unknown> {
  const schema = resolved(given, schemas);
  const plain = plainOf(schema, schemas, name, depth);
  const meant = MEANT[name];
  const isObject = schema.type === 'object' || schema.anyOf !== undefined || schema.oneOf !== undefined;
  if (meant === undefined || isObject || schema.type === 'array') return plain;
  return fc.oneof({ arbitrary: fc.constantFrom(...meant), weight: 9 }, { arbitrary: plain, weight: 1 });
}

function plainOf(schema: JsonSchema, schemas: Schemas, name: string, depth: number): fc.Arbitrary<unknown> {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    return depth > 6
      ? fc.constant(null)
      : fc.oneof(...branches.map((branch) => arbitraryOf(branch, schemas, name, depth + 1)));
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: Math.min(schema.maximum ?? 5, 50) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 10, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return depth > 6 || schema.items === undefined
        ? fc.constant([])
        : fc.array(arbitraryOf(schema.items, schemas, name, depth + 1), {
            minLength: schema.minItems ?? 0,
            maxLength: 3,
          });
    case 'object':
      return objectOf(schema, schemas, depth);
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(schema: JsonSchema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const { additionalProperties, properties = {}, required = [] } = schema;
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object') {
    const names = fc.constantFrom('plan', 'note', 'fake', 'a.b', '__proto__', 'x'.repeat(70));
    return fc.dictionary(names, arbitraryOf(additionalProperties, schemas, '', depth + 1), { maxKeys: 2 });
  }
  const members = Object.entries(properties).map(([name, member]) => {
    const value = arbitraryOf(member, schemas, name, depth + 1);
    const isThere = required.includes(name)
      ? fc.constantFrom(...Array<boolean>(60).fill(true), false)
      : fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
    return fc.tuple(fc.constant(name), isThere, value);
  });
  return fc.tuple(fc.tuple(...members), fc.integer({ min: 0, max: 40 }), hostile).map(([entries, odd, extra]) => {
    const made: Record<string, unknown> = {};
    for (const [name, isThere, value] of entries) if (isThere) made[name] = value;
    // A member that is not described.
    if (odd === 0) made['isAdmin'] = extra;
    if (odd === 1) made['creator'] = 'somebody else';
    return made;
  });
}

function stringOf({ format, maxLength, minLength, pattern }: JsonSchema): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString());
  }
  if (format === 'date') return fc.constantFrom('2026-12-24', '2024-02-29', '2030-01-01');
  const bounds = { minLength: minLength ?? 0, maxLength: Math.min(maxLength ?? 20, 20) };
  if (pattern === undefined || pattern.includes('\\p{')) return fc.string({ unit: 'grapheme', ...bounds });
  return fc.stringMatching(new RegExp(pattern));
}
