/** Lets whatever is due in the event loop happen once: real I/O gets its turn, and no time is waited for. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
