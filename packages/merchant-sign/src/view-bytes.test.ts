import { expect, test } from 'vitest';
import { viewBytes } from './view-bytes.js';

test('looks at ordinary bytes where they are', () => {
  const bytes = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);

  expect([...viewBytes(bytes)]).toEqual([1, 2]);
  expect(viewBytes(bytes).buffer).toBe(bytes.buffer);
});

test('copies shared memory, so that nobody changes it between verifying and parsing', () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(4)).subarray(1, 3);
  bytes.set([1, 2]);
  const view = viewBytes(bytes);
  bytes.set([8, 9]);

  expect([...view]).toEqual([1, 2]);
});
