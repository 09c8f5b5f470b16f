/** The same object with some of its methods replaced. Methods that it calls on itself are its own, as before. */
export function withMethods<Target extends object>(target: Target, replaced: Partial<Target>): Target {
  const own = new Map<PropertyKey, unknown>();
  return new Proxy(Object.create(null) as Target, {
    get(_, name) {
      if (Object.hasOwn(replaced, name)) return Reflect.get(replaced, name);
      const known = own.get(name);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      // Private members are reached by the object itself alone.
      const bound: unknown = value.bind(target);
      own.set(name, bound);
      return bound;
    },
    has: (_, name) => Reflect.has(target, name),
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
  });
}
