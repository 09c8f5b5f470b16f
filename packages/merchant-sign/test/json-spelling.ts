import fc from 'fast-check';

/** A JSON value before it is spelled: names may repeat, and numbers are text. */
export type JsonTree =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly JsonTree[] }
  | { readonly kind: 'object'; readonly members: readonly JsonTreeMember[] };

export type JsonTreeMember = readonly [name: string, value: JsonTree];

/** How {@link spell} writes: each answers for one place in the text. */
export interface Spelling {
  readonly space: () => string;
  readonly escape: (character: string) => boolean;
}

export const COMPACT: Spelling = { space: () => '', escape: () => false };

/** Writes a value as JSON text. */
export function spell(tree: JsonTree, spelling: Spelling): string {
  const { space } = spelling;
  switch (tree.kind) {
    case 'token':
      return tree.token;
    case 'string':
      return spellString(tree.value, spelling);
    case 'list':
      return `[${space()}${tree.items.map((item) => spell(item, spelling) + space()).join(`,${space()}`)}]`;
    case 'object':
      return `{${space()}${tree.members
        .map(
          ([name, value]) => `${spellString(name, spelling)}${space()}:${space()}${spell(value, spelling)}${space()}`,
        )
        .join(`,${space()}`)}}`;
  }
}

function spellString(value: string, { escape }: Spelling): string {
  const characters = Array.from(value, (character) => {
    if (!escape(character)) return JSON.stringify(character).slice(1, -1);
    return Array.from({ length: character.length }, (_, index) => toEscape(character.charCodeAt(index))).join('');
  });
  return `"${characters.join('')}"`;
}

function toEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    'a/b',
    'https://example.org/?a=b',
    '\u2028\u2029',
    '"sign":"x"',
    ',"sign":"',
    'Оплата',
    '\u0000\u001f\u007f',
    '😀',
  ),
);

const name = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom('type', 'status', 'amount', 'design', '__proto__', 'constructor', '') },
  { weight: 2, arbitrary: fc.constantFrom('0', '1', '2', '-5', '007') },
);

// Without the float -0.0: PHP writes it as -0, which it then reads as the integer 0.
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('1.0', '15.00', '1.0e-7', '-0', '1E5', '9007199254740993', '0.10'),
);

const tree = fc.letrec<{ value: JsonTree; member: JsonTreeMember }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((value): JsonTree => ({ kind: 'string', value })),
    fc.oneof(number, fc.constantFrom('true', 'false', 'null')).map((token): JsonTree => ({ kind: 'token', token })),
    fc.array(tie('value'), { maxLength: 3 }).map((items): JsonTree => ({ kind: 'list', items })),
    fc.array(tie('member'), { maxLength: 4 }).map((members): JsonTree => ({ kind: 'object', members })),
  ),
  member: fc.tuple(name, tie('value')),
}));

/** Any JSON value, nested `sign` members and repeated names included. */
export const anyTree: fc.Arbitrary<JsonTree> = tree.value;

/** The members of a webhook payload: any, but no `sign` at the outermost level. */
export const anyPayload: fc.Arbitrary<readonly JsonTreeMember[]> = fc.array(
  fc.tuple(
    name.filter((candidate) => candidate !== 'sign'),
    fc.oneof(
      tree.value,
      fc.constant<JsonTree>({ kind: 'object', members: [['sign', { kind: 'string', value: 'x' }]] }),
    ),
  ),
  { maxLength: 8 },
);
