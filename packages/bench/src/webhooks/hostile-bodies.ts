import { KEY_ID } from './sample-webhooks.js';

/** A delivery somebody without the key has made up to keep a receiver busy, in any size. */
export interface HostileShape {
  readonly name: string;
  /** A body of about so many bytes. */
  readonly body?: ((bytes: number) => string) | undefined;
  /** A signature header of about so many bytes. */
  readonly header?: ((bytes: number) => string) | undefined;
}

const SIGN = `"sign":"${'0'.repeat(32)}"`;
const TAIL = `,${SIGN}}`;

/** Twelve shapes that are known to cost some reader more than their length. */
export const HOSTILE_SHAPES: readonly HostileShape[] = [
  { name: 'deep nesting', body: (bytes) => `{"a":${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}${TAIL}` },
  { name: 'many members named sign', body: (bytes) => `{"a":0${repeat(`,${SIGN}`, bytes)}}` },
  { name: 'strings that do not end', body: (bytes) => `{"a":${repeat('"b\\"', bytes)}${TAIL}` },
  { name: 'escapes', body: (bytes) => `{"a":"${repeat('\\\\\\"\\/', bytes)}"${TAIL}` },
  { name: 'escaped surrogates', body: (bytes) => `{"a":"${repeat('\\ud83d\\ude00', bytes)}"${TAIL}` },
  { name: 'long numbers', body: (bytes) => `{"a":${repeat('9', bytes / 2)}.${repeat('1', bytes / 2)}e9${TAIL}` },
  { name: 'many members of one name', body: (bytes) => `{${repeat('"a":{"a":0},', bytes)}"z":0${TAIL}` },
  {
    name: 'members named __proto__',
    body: (bytes) => `{${repeat('"__proto__":{"__proto__":{}},', bytes)}"z":0${TAIL}`,
  },
  { name: 'a flood of white space', body: (bytes) => `{${repeat(' \n\t', bytes)}"a":0 , ${SIGN} }` },
  {
    name: 'sign at the head, behind a long name',
    body: (bytes) => `{${SIGN},"${repeat('n', bytes * 0.8)}":"${repeat('/', bytes / 8)}"}`,
  },
  {
    name: 'sign in the middle of many members',
    body: (bytes) => `{${manyMembers(bytes / 2, 'a')}${SIGN},${manyMembers(bytes / 2, 'b')}"z":0}`,
  },
  {
    name: 'a flood in the signature header',
    header: (bytes) => `t=${String(Date.now())},kid=${KEY_ID}${repeat(`,v1=${'0'.repeat(64)}`, bytes)}`,
  },
];

function repeat(piece: string, bytes: number): string {
  return piece.repeat(Math.ceil(bytes / piece.length));
}

function manyMembers(bytes: number, prefix: string): string {
  const members = Array.from({ length: Math.ceil(bytes / 13) }, (_, index) => {
    return `"${prefix}${index.toString(36).padStart(5, '0')}":1e5,`;
  });
  return members.join('');
}
