/** Text that a record is stored as: JSON whose instants are `{ "$at": ISO 8601 }`, so that they come back as instants. */
export function toRecordText(record: unknown): string {
  return JSON.stringify(record, function (this: Record<string, unknown>, name, value: unknown) {
    // `value` has been through Date's own toJSON by now.
    const original = this[name];
    return original instanceof Date ? { $at: original.toISOString() } : value;
  });
}

/** What {@link toRecordText} was made of. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- only its writer knows what it was.
export function fromRecordText<Record>(text: string): Record {
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$at' in value) || Object.keys(value).length !== 1)
      return value;
    return typeof value.$at === 'string' ? new Date(value.$at) : value;
  }) as Record;
}
