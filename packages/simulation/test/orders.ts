/** Every order of these. */
function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

/** Every order of these, each also with every item twice in a row, and with the whole once more from its end. */
export function ordersOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return permutations(items).flatMap((order) => [
    order,
    order.flatMap((item) => [item, item]),
    [...order, ...[...order].reverse()],
  ]);
}
