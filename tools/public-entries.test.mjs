import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { listPackages } from './workspace.mjs';

/**
 * The exports of some sources that are marked as internal.
 *
 * @param {readonly string[]} entries
 * @param {ts.CompilerHost} [host]
 */
function internalExportsOf(entries, host) {
  const program = ts.createProgram(entries, { module: ts.ModuleKind.NodeNext, noLib: true }, host);
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${entry} exports nothing.`);
    return checker
      .getExportsOfModule(module)
      .filter((symbol) => {
        const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        return meant.getJsDocTags(checker).some(({ name }) => name === 'internal');
      })
      .map(({ name }) => name);
  });
}

test('what a package exports is for everybody: nothing is marked as internal, for adapters of our own', () => {
  const entries = listPackages().flatMap(({ group, manifest, path }) => {
    const targets = Object.values(/** @type {Record<string, unknown>} */ (manifest.exports ?? {}));
    const types = targets.flatMap((target) =>
      typeof target === 'object' && target !== null && 'types' in target ? [String(target.types)] : [],
    );
    return group === 'packages' ? types.map((each) => join(path, each)) : [];
  });

  expect(entries.length).toBeGreaterThan(10);
  expect(internalExportsOf(entries)).toEqual([]);
});

test('an export that is marked as internal is found, also where it is handed on', () => {
  const files = new Map([
    ['/entry.ts', "export { back } from './inner.js';\nexport const open = 1;\n"],
    ['/inner.ts', '/** @internal For ours alone. */\nexport const back = 1;\n'],
  ]);
  const host = ts.createCompilerHost({});
  host.fileExists = (path) => files.has(path);
  host.readFile = (path) => files.get(path);
  host.getSourceFile = (path, version) => {
    const text = files.get(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version);
  };

  expect(internalExportsOf(['/entry.ts'], host)).toEqual(['back']);
});
