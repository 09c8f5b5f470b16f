// Writes what the code knows of each error into its page below docs/errors, and their index (`--update`), or says whether
// they are up to date. What to do is written by people, below it.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ROOT, listPublicPackages } from './workspace.mjs';

const FOLDER = 'docs/errors';
const BEGIN = '<!-- from the code -->';
const END = '<!-- by people -->';

/**
 * @typedef {object} ErrorClass
 * @property {string} name
 * @property {string} package
 * @property {readonly string[]} codes
 * @property {string} outcome - One, or several with "or".
 * @property {string} what - Its doc comment.
 * @property {readonly { name: string, type: string, what: string }[]} fields
 */

/**
 * Every error that the packages throw on purpose and that says what the provider did.
 *
 * @returns {readonly ErrorClass[]}
 */
export function listErrors() {
  const sources = listPublicPackages().filter(({ path }) => existsSync(join(path, 'src')));
  const files = sources.flatMap(({ folder, manifest }) =>
    readdirSync(join(ROOT, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /errors?\.ts$|problem\.ts$/.test(name) && !name.includes('.test.'))
      .map((name) => ({ package: manifest.name, path: join(ROOT, folder, 'src', name) })),
  );
  const program = ts.createProgram(
    files.map(({ path }) => path),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  return files
    .flatMap((file) => {
      const source = program.getSourceFile(file.path);
      return (source?.statements ?? []).flatMap((node) => {
        if (!ts.isClassDeclaration(node) || node.name === undefined) return [];
        if (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)) return [];
        const symbol = checker.getSymbolAtLocation(node.name);
        const type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
        if (symbol === undefined || type === undefined || !isPaymentsError(type)) return [];
        return [toErrorClass(checker, node, symbol, type, file.package)];
      });
    })
    .sort((one, other) => (one.package < other.package ? -1 : 1));
}

/** @param {ts.Type} type @returns {boolean} */
function isPaymentsError(type) {
  const bases = type.getBaseTypes() ?? [];
  return bases.some((base) => base.symbol.name === 'PaymentsError' || isPaymentsError(base));
}

/** What every error has. */
const COMMON = new Set([
  'name',
  'code',
  'outcome',
  'message',
  'stack',
  'cause',
  'provider',
  'operation',
  'toJSON',
  'docs',
]);

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.ClassDeclaration} node
 * @param {ts.Symbol} symbol
 * @param {ts.Type} type
 * @param {string} owner
 * @returns {ErrorClass}
 */
function toErrorClass(checker, node, symbol, type, owner) {
  const typeOf = (/** @type {string} */ member) => {
    const property = type.getProperty(member);
    return property && checker.getTypeOfSymbolAtLocation(property, node);
  };
  const literals = (/** @type {ts.Type | undefined} */ of) =>
    (of?.isUnion() ? of.types : of ? [of] : []).flatMap((each) => (each.isStringLiteral() ? [each.value] : []));
  const codes = literals(typeOf('code'));
  const own = /\bcode(?:: [^=;]+)? = '(\w+)'/.exec(node.getText())?.[1];
  return {
    name: symbol.name,
    package: owner,
    codes: own === undefined ? codes : [own],
    outcome: literals(typeOf('outcome'))
      .map((each) => `\`${each}\``)
      .sort()
      .join(' or '),
    what: docOf(checker, symbol),
    fields: type.getProperties().flatMap((property) => {
      if (COMMON.has(property.name) || property.name.startsWith('__')) return [];
      const fieldType = checker.getTypeOfSymbolAtLocation(property, node);
      if (fieldType.getCallSignatures().length > 0) return [];
      const names = literals(checker.getNonNullableType(fieldType));
      const shown =
        names.length > 1 ? names.map((each) => `\`${each}\``).join(', ') : `\`${checker.typeToString(fieldType)}\``;
      return [{ name: property.name, type: shown, what: docOf(checker, property) }];
    }),
  };
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol */
function docOf(checker, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  return text.replace(/\s+/g, ' ').trim();
}

/** @param {readonly ErrorClass[]} classes - All those with one code. */
export function renderError(classes) {
  const parts = classes.flatMap(({ fields, name, outcome, package: owner, what }) => [
    `\`${name}\` of \`${owner}\`. ${what}`,
    `Outcome: ${outcome === '' ? 'says which' : outcome}.`,
    ...(fields.length === 0
      ? []
      : [
          [
            '| Field | Values | |',
            '| --- | --- | --- |',
            ...fields.map(
              (field) =>
                `| \`${field.name}\` | ${field.type.replaceAll('|', '\\|')} | ${field.what.replaceAll('|', '\\|')} |`,
            ),
          ].join('\n'),
        ]),
  ]);
  return parts.join('\n\n');
}

/** @param {ReadonlyMap<string, readonly ErrorClass[]>} byCode */
function renderIndex(byCode) {
  const rows = [...byCode].map(
    ([code, classes]) =>
      `| [\`${code}\`](${code}.md) | ${[...new Set(classes.map(({ outcome }) => outcome))].join(', ')} | ${firstSentence(classes)} |`,
  );
  return (
    [
      '# Errors',
      'What these packages throw on purpose is a `PaymentsError`. Branch on its `code`, which stays, and on its `outcome`, which says what the provider may have done. `docs` names the page about the code, from the root of the documentation. The message is for people and may change.',
      '| Code | Outcome | What happened |\n| --- | --- | --- |\n' + rows.join('\n'),
      'What the outcomes mean is in [outcomes](../concepts/outcomes.md). The answers of the service over HTTP carry the same codes: [the service](../service.md#the-interface). The list is written from the classes by `node tools/error-pages.mjs --update`.',
    ].join('\n\n') + '\n'
  );
}

/** The library's word comes before that of the service. @param {readonly ErrorClass[]} classes */
function firstSentence(classes) {
  const best = classes.find((each) => each.codes.length === 1) ?? classes[0];
  return best?.what.split(/(?<=\.) /)[0] ?? '';
}

/** @returns {Readonly<Record<string, string>>} The text of every page, by its path. */
export function renderPages() {
  /** @type {Map<string, ErrorClass[]>} */
  const byCode = new Map();
  for (const each of listErrors()) {
    for (const code of each.codes) byCode.set(code, [...(byCode.get(code) ?? []), each]);
  }
  const sorted = [...byCode].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries([
    [`${FOLDER}/README.md`, renderIndex(new Map(sorted))],
    ...sorted.map(([code, classes]) => {
      const path = `${FOLDER}/${code}.md`;
      const there = existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';
      const people = there.slice(there.indexOf(END) + END.length).trim();
      return [path, `# ${code}\n\n${BEGIN}\n\n${renderError(classes)}\n\n${END}\n\n${people}\n`];
    }),
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const pages = Object.entries(renderPages());
  if (process.argv.includes('--update')) {
    for (const [name, text] of pages) writeFileSync(join(ROOT, name), text);
  }
  for (const [name] of pages) console.log(name);
}
