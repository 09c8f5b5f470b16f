import type { Problem } from '@paymux/core';

/** Where references in a configuration lead. */
export interface ReferenceSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

/** An account's options with references replaced by what they lead to, and those that lead nowhere. */
export interface ResolvedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** Options nest no deeper than this; what lies below is left to the provider's own check. */
const MAX_DEPTH = 4;

/**
 * Replaces every reference in an account's options, in lists and inner objects as well:
 * `env:NAME`, `file:path`, and functions, each of which is called once. Never throws.
 *
 * @param at - The path that the paths of problems begin with.
 * @param functions - Names of options that stay what they are where they are functions.
 */
export async function resolveReferences(
  options: Readonly<Record<string, unknown>>,
  sources: ReferenceSources,
  at: string,
  functions: readonly string[] = [],
): Promise<ResolvedOptions> {
  const problems: Problem[] = [];

  async function resolve(value: unknown, path: string, depth: number): Promise<unknown> {
    if (typeof value === 'string' || typeof value === 'function') {
      const result = await follow(value as string | (() => unknown), sources);
      if (result.ok) return result.value;
      problems.push({ path, message: result.message });
      return undefined;
    }
    if (depth >= MAX_DEPTH) return value;
    if (Array.isArray(value)) {
      return Promise.all(value.map((item, index) => resolve(item, `${path}.${index}`, depth + 1)));
    }
    return isPlain(value) ? resolveFields(value, path, depth + 1) : value;
  }

  async function resolveFields(
    fields: Readonly<Record<string, unknown>>,
    path: string,
    depth: number,
  ): Promise<Readonly<Record<string, unknown>>> {
    const entries = Object.entries(fields).map(
      async ([name, value]) => [name, await resolve(value, `${path}.${name}`, depth)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  const entries = Object.entries(options);
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    typeof value === 'function' && functions.includes(name);
  const references = Object.fromEntries(entries.filter((entry) => !isKept(entry)));
  const resolved = await resolveFields(references, at, 0);
  return { options: { ...Object.fromEntries(entries.filter(isKept)), ...resolved }, problems };
}

type Followed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

async function follow(value: string | (() => unknown), { environment, readFile }: ReferenceSources): Promise<Followed> {
  if (typeof value === 'function') return call(value);
  if (value.startsWith('env:')) {
    const name = value.slice('env:'.length);
    const text = Object.hasOwn(environment, name) ? environment[name] : undefined;
    return text ? { ok: true, value: text } : missing(`the variable ${name} is not set`);
  }
  if (value.startsWith('file:')) {
    const path = value.slice('file:'.length);
    try {
      const text = readFile(path).split(/\r?\n/, 1)[0];
      return text ? { ok: true, value: text } : missing(`the first line of the file ${path} is empty`);
    } catch {
      return missing(`the file ${path} cannot be read`);
    }
  }
  return { ok: true, value };
}

async function call(source: () => unknown): Promise<Followed> {
  try {
    const value = await source();
    const nothing = value === undefined || value === null || value === '';
    return nothing ? missing('the function that gives it gave nothing') : { ok: true, value };
  } catch {
    // What it threw may quote the secret.
    return missing('the function that gives it failed');
  }
}

function missing(why: string): Followed {
  return { ok: false, message: `is missing: ${why}` };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
