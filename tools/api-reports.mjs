// Compares the API report of every public entry with the committed one; with --update, writes it.
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPublicPackages } from './workspace.mjs';

/**
 * @import { ExtractorMessage } from '@microsoft/api-extractor'
 * @import { Program } from 'typescript'
 * @import { WorkspacePackage } from './workspace.mjs'
 */

/**
 * @typedef {object} Entry
 * @property {string} report - File name of its report: `core.api.md`, `core.testing.api.md`.
 * @property {string} types - Absolute path of its declarations.
 */

/**
 * @param {WorkspacePackage} package_
 * @returns {Entry[]}
 */
function listEntries({ path, shortName, manifest }) {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const types = typeof target === 'string' ? undefined : target['types'];
    if (types === undefined) return [];
    const suffix = entry === '.' ? '' : `.${entry.slice(2).replaceAll('/', '-')}`;
    return [{ report: `${shortName}${suffix}.api.md`, types: join(path, types) }];
  });
}

const FORGOTTEN_EXPORT = 'ae-forgotten-export';

/**
 * The names that the entries export between them. api-extractor sees one entry at a time, and would ask each to
 * export what the others export already.
 *
 * @param {Program} program
 * @param {readonly Entry[]} entries
 */
function listExportedNames(program, entries) {
  const checker = program.getTypeChecker();
  const names = entries.flatMap(({ types }) => {
    const file = program.getSourceFile(types);
    const symbol = file === undefined ? undefined : checker.getSymbolAtLocation(file);
    return symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name);
  });
  return new Set(names);
}

/**
 * How the report of one entry is written into `folder`.
 *
 * @param {WorkspacePackage} package_
 * @param {Entry} entry
 * @param {string} folder
 */
function reportConfig({ path }, { report, types }, folder) {
  /** @type {{ logLevel: ExtractorLogLevel }} */
  const none = { logLevel: ExtractorLogLevel.None };
  /** @type {{ logLevel: ExtractorLogLevel }} */
  const error = { logLevel: ExtractorLogLevel.Error };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(path, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: path,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: join(path, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
      },
      messages: {
        compilerMessageReporting: { default: error },
        extractorMessageReporting: {
          default: error,
          // What an entry exports is public, and carries no tag that says so.
          'ae-missing-release-tag': none,
          // The report marks the member itself.
          'ae-undocumented': none,
          // A link may lead to another entry, which is not looked at here.
          'ae-unresolved-link': none,
        },
        tsdocMessageReporting: { default: none },
      },
    },
  });
}

/**
 * Writes the report of one entry into `folder`.
 *
 * @param {WorkspacePackage} package_
 * @param {Entry} entry
 * @param {{ state: CompilerState, exportedNames: ReadonlySet<string>, folder: string }} context
 * @returns {string[]} What is wrong with the declarations themselves.
 */
function extractReport(package_, entry, { state, exportedNames, folder }) {
  /** @type {string[]} */
  const problems = [];
  Extractor.invoke(reportConfig(package_, entry, folder), {
    localBuild: true,
    compilerState: state,
    messageCallback(message) {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error && !isExportedElsewhere(message, exportedNames)) {
        problems.push(message.formatMessageWithLocation(package_.path));
      }
    },
  });
  return problems;
}

/**
 * @param {ExtractorMessage} message
 * @param {ReadonlySet<string>} exportedNames
 */
function isExportedElsewhere({ messageId, text }, exportedNames) {
  const [, name = ''] = /^The symbol "([^"]+)"/.exec(text) ?? [];
  return messageId === FORGOTTEN_EXPORT && exportedNames.has(name);
}

/**
 * @param {WorkspacePackage} package_
 * @param {CompilerState} state
 * @param {boolean} update
 * @returns {string[]} One text for each problem.
 */
function checkReports(package_, state, update) {
  const { folder, path } = package_;
  const entries = listEntries(package_);
  const exportedNames = listExportedNames(/** @type {Program} */ (state.program), entries);
  const fresh = mkdtempSync(join(tmpdir(), 'api-reports-'));
  try {
    const stale = readdirSync(path).filter(
      (name) => name.endsWith('.api.md') && !entries.some(({ report }) => report === name),
    );
    if (update) for (const name of stale) rmSync(join(path, name));
    return [
      ...(update ? [] : stale.map((name) => `${folder}/${name} reports an entry that is gone.`)),
      ...entries.flatMap((entry) => {
        const problems = extractReport(package_, entry, { state, exportedNames, folder: fresh });
        const now = readFileSync(join(fresh, entry.report), 'utf8');
        const committed = join(path, entry.report);
        const before = existsSync(committed) ? readFileSync(committed, 'utf8') : undefined;
        if (now === before) return problems;
        if (!update) return [...problems, `${folder}/${entry.report} ${describeChange(before, now)}`];
        writeFileSync(committed, now);
        console.log(`Wrote ${folder}/${entry.report}`);
        return problems;
      }),
    ];
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

/**
 * Reads the declarations of all entries at once: most of them are each other's, and the runtime's.
 *
 * @param {readonly WorkspacePackage[]} packages
 * @param {boolean} update
 * @returns {string[]} One text for each problem.
 */
function checkAllReports(packages, update) {
  const entries = packages.flatMap((package_) => listEntries(package_).map((entry) => ({ package_, entry })));
  const unbuilt = entries.filter(({ entry }) => !existsSync(entry.types));
  const [first] = entries;
  if (first === undefined) return ['No package has an entry.'];
  if (unbuilt.length > 0) {
    return unbuilt.map(({ package_, entry }) => `${package_.folder}/${entry.report}: its entry is not built.`);
  }
  const state = CompilerState.create(reportConfig(first.package_, first.entry, first.package_.path), {
    additionalEntryPoints: entries.map(({ entry }) => entry.types),
  });
  return packages.flatMap((each) => checkReports(each, state, update));
}

/**
 * Lines that one report has and the other lacks; where they stand says the report itself.
 *
 * @param {string | undefined} before
 * @param {string} now
 */
function describeChange(before, now) {
  if (before === undefined) return 'is missing.';
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const changes = [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `  - ${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `  + ${line}`),
  ];
  return ['differs from the code:', ...changes].join('\n');
}

const update = process.argv.includes('--update');
const packages = listPublicPackages();
const problems = checkAllReports(packages, update);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  if (!update) console.error('`npm run api:update` writes the reports anew.');
  process.exitCode = 1;
} else {
  console.log(`The API reports of ${packages.length} packages are up to date.`);
}
