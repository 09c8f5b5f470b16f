/**
 * Text that a record is stored as: JSON whose instants are `{ "$at": ISO 8601 }`, so that they come back as instants.
 * What has that form without being one has its value in a list.
 */
export function toRecordText(record: unknown): string {
  return JSON.stringify(withMarks(record));
}

/** What {@link toRecordText} was made of. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- only its writer knows what it was.
export function fromRecordText<Record>(text: string): Record {
  const record: unknown = JSON.parse(text);
  return (text.includes('"$at"') ? withInstants(record) : record) as Record;
}

/**
 * The value with its instants marked, and no more of it copied than that takes: a function that `JSON.stringify` asks for
 * each member takes several times as long.
 */
function withMarks(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $at: value.toISOString() };
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === 'object') ? value.map(withMarks) : value;
  }
  // What has a form of its own may be made of instants, too.
  if (hasOwnForm(value)) return withMarks(value.toJSON());
  const members = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (typeof member !== 'object' || member === null) continue;
    const marked = withMarks(member);
    if (marked === member) continue;
    copy ??= { ...members };
    setMember(copy, name, marked);
  }
  const marked = copy ?? members;
  // What looks like a mark and is none is wrapped, so that it comes back as it was.
  return isLikeMark(marked) ? { $at: [marked.$at] } : marked;
}

function isLikeMark(value: object): value is { readonly $at: unknown } {
  return '$at' in value && value.$at !== undefined && Object.keys(value).length === 1;
}

function hasOwnForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** Puts instants in the places of their marks. */
function withInstants(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === 'object') value[index] = withInstants(item);
    }
    return value;
  }
  if (isLikeMark(value)) {
    if (typeof value.$at === 'string') return new Date(value.$at);
    if (Array.isArray(value.$at)) return { $at: withInstants(value.$at[0]) };
  }
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (typeof member === 'object' && member !== null) setMember(members, name, withInstants(member));
  }
  return value;
}

function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  // Assigned, this name would change what the object inherits from.
  if (name === '__proto__')
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  else members[name] = value;
}
