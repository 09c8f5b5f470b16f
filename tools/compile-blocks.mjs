import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT, listPackages } from './workspace.mjs';

/** @import { CodeBlock, Document } from './documents.mjs' */

/**
 * The TypeScript of a document as the programs a reader would put together: each block by
 * itself, and a block that continues another one together with it.
 *
 * @param {Pick<Document, 'blocks'>} document
 * @returns {CodeBlock[]}
 */
export function joinBlocks({ blocks }) {
  /** @type {CodeBlock[]} */
  const programs = [];
  for (const block of blocks.filter(({ from, language }) => language === 'ts' && from === undefined)) {
    const before = block.continues ? programs.pop() : undefined;
    if (before === undefined) programs.push(block);
    // Blank lines in between keep the numbers of the lines.
    else programs.push({ ...before, text: before.text + '\n'.repeat(gap(before, block)) + block.text });
  }
  return programs;
}

/**
 * @param {CodeBlock} before
 * @param {CodeBlock} block
 */
function gap(before, block) {
  return block.line - before.line - before.text.split('\n').length + 1;
}

/**
 * Compiles every TypeScript block of some documents as one program, under the options of
 * tsconfig.base.json and against the last build. A name is looked up as from the document's
 * own folder, else as from any package that lists it.
 *
 * @param {readonly Pick<Document, 'name' | 'blocks'>[]} documents
 * @returns {string[]} One sentence for each error.
 */
export function compileBlocks(documents, root = ROOT) {
  const blocks = new Map(
    documents.flatMap((document) =>
      joinBlocks(document).map(
        (block) =>
          /** @type {const} */ ([
            // A module whatever the nearest package.json says.
            join(root, `${document.name}.${block.line}.mts`),
            { document: document.name, line: block.line, text: `${block.text}\nexport {};\n` },
          ]),
      ),
    ),
  );
  const options = readOptions(root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => blocks.has(path) || fileExists(path);
  host.readFile = (path) => blocks.get(path)?.text ?? readFile(path);

  const folders = listPackages(root).map(({ path }) => path);
  const cache = ts.createModuleResolutionCache(root, (path) => path, options);
  host.resolveModuleNameLiterals = (literals, importer, _redirected, _options, file) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(file, literal, options);
      const from = blocks.has(importer) && !literal.text.startsWith('.') ? [dirname(importer), ...folders] : undefined;
      const importers = from?.map((folder) => join(folder, 'block.mts')) ?? [importer];
      for (const each of importers) {
        const resolution = ts.resolveModuleName(literal.text, each, options, host, cache, undefined, mode);
        if (resolution.resolvedModule !== undefined) return resolution;
      }
      return { resolvedModule: undefined };
    });

  const program = ts.createProgram([...blocks.keys()], options, host);
  return [...blocks].flatMap(([path, { document, line }]) => {
    const source = program.getSourceFile(path);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map(({ messageText, start = 0 }) => {
      const at = line + (source?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${document}:${at} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}

/**
 * @param {string} root
 * @returns {ts.CompilerOptions}
 */
function readOptions(root) {
  const file = join(root, 'tsconfig.base.json');
  if (!existsSync(file)) throw new Error('tsconfig.base.json is missing.');
  const { config } = /** @type {{ config: { compilerOptions: object } }} */ (ts.readConfigFile(file, ts.sys.readFile));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const emitted = {
    composite: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    inlineSources: false,
  };
  return { ...options, ...emitted, noEmit: true };
}
