import ts from 'typescript';

/**
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} typesOnly - It leaves no trace in the emitted code.
 * @property {number} line - Counted from 1.
 */

/**
 * Every module that a source text names: imports, re-exports, dynamic imports, `require` and import types.
 *
 * @param {string} fileName - Decides how the text is read.
 * @param {string} text
 */
export function listImports(fileName, text) {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest);
  /** @type {Import[]} */
  const imports = [];

  /**
   * @param {ts.Node | undefined} specifier
   * @param {boolean} typesOnly
   */
  function add(specifier, typesOnly) {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const { line } = file.getLineAndCharacterOfPosition(specifier.getStart(file));
    imports.push({ specifier: specifier.text, typesOnly, line: line + 1 });
  }

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, false);
    } else if (ts.isCallExpression(node) && loadsModule(node.expression)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  }

  visit(file);
  return imports;
}

/** @param {ts.Expression} callee */
function loadsModule(callee) {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}
