import * as z from 'zod';

/** The envelope of a history page around one kind of item. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    // Strict: a cursor that could not be read would end the history early, and what is behind it would seem absent.
    paginate: z.object({
      nextCursor: z
        .string()
        .nullish()
        .transform((cursor) => cursor || undefined),
    }),
  });
}

/** The query of a further page. */
export function cursorQuery(cursor: string | undefined): Readonly<Record<string, string>> | undefined {
  return cursor === undefined ? undefined : { cursor };
}
