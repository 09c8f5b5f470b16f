import ts from 'typescript';

/**
 * @typedef {object} Named
 * @property {string} name
 * @property {string} type - As written; empty where none is.
 */

/** @param {string} text */
function parse(text) {
  return ts.createSourceFile('block.mts', text, ts.ScriptTarget.ES2022, true);
}

/**
 * @param {ts.Node} node
 * @param {ts.SyntaxKind} kind
 */
function has(node, kind) {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}

/**
 * What a program takes for granted: the values that it declares and does not have.
 *
 * @param {string} text
 * @returns {readonly Named[]}
 */
export function declaredNames(text) {
  return parse(text).statements.flatMap((statement) => {
    if (!has(statement, ts.SyntaxKind.DeclareKeyword)) return [];
    if (ts.isFunctionDeclaration(statement)) return [{ name: statement.name?.text ?? '', type: '' }];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name, type }) => ({
      name: name.getText(),
      type: type?.getText() ?? '',
    }));
  });
}

/**
 * The functions that a program exports. Running it is calling them.
 *
 * @param {string} text
 * @returns {readonly { readonly name: string, readonly parameters: readonly Named[] }[]}
 */
export function exportedFunctions(text) {
  /** @param {readonly ts.ParameterDeclaration[]} parameters */
  const toNamed = (parameters) =>
    parameters.map(({ name, type }) => ({ name: name.getText(), type: type?.getText() ?? '' }));
  return parse(text).statements.flatMap((statement) => {
    if (!has(statement, ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isFunctionDeclaration(statement)) {
      return [{ name: statement.name?.text ?? 'default', parameters: toNamed([...statement.parameters]) }];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ initializer, name }) =>
      initializer !== undefined && ts.isArrowFunction(initializer)
        ? [{ name: name.getText(), parameters: toNamed([...initializer.parameters]) }]
        : [],
    );
  });
}

/**
 * What a program says that it prints: the comment behind a `console.log`, word for word.
 *
 * @param {string} text
 * @returns {readonly string[]}
 */
export function printedLines(text) {
  return [...text.matchAll(/^\s*console\.log\(.*\); \/\/ (.+)$/gm)].map(([, line = '']) => line);
}

/**
 * @param {string} text
 * @returns {string}
 */
export function toJavaScript(text) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  });
  return outputText;
}
