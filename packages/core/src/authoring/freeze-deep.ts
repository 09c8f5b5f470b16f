/**
 * Freezes a value and everything below it, and gives the value back. What is frozen already is
 * taken to be so at every depth.
 */
export function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value) as unknown[]) {
    // Asked here as well: most values are text, and a call for each of them would cost more than all the rest.
    if (typeof inner === 'object' && inner !== null) freezeDeep(inner);
  }
  return value;
}
