import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const ts = createRequire(import.meta.url)('typescript');

const root = path.resolve(import.meta.dirname, '../..');
const runtime = path.join(root, 'runtime/src/codegen/v1/index.ts');

const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [path.join(root, 'node_modules/@types')],
  paths: { 'kube-client-runtime/codegen/v1': [runtime] },
};

/** The parsed files of libraries and of the runtime, which all programs share. */
const shared = new Map();
const host = ts.createCompilerHost(options, true);
const read = host.getSourceFile.bind(host);
function getSourceFile(name, ...rest) {
  if (!name.startsWith(root) || name.includes('/.cache/')) return read(name, ...rest);
  if (!shared.has(name)) shared.set(name, read(name, ...rest));
  return shared.get(name);
}

/** Opens the generated files with the compiler: modules by their path below the output folder. */
export function openOutput(folder, files) {
  const program = ts.createProgram({
    rootNames: files.map((file) => path.join(folder, file)),
    options,
    host: { ...host, getSourceFile, getCurrentDirectory: () => root },
  });
  const checker = program.getTypeChecker();
  const declared = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const modules = new Map();
  const data = new Map();

  /** Returns the exports of a module by name, as declared, or undefined if the file does not exist. */
  function exportsOf(file) {
    if (!modules.has(file)) {
      const source = program.getSourceFile(path.join(folder, file));
      const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
      modules.set(file, symbol && new Map(checker.getExportsOfModule(symbol).map((one) => [one.name, declared(one)])));
    }
    return modules.get(file);
  }

  /** Returns the values of a module, which may contain only plain data: the runtime is not available when it runs. */
  function valuesOf(file) {
    if (!data.has(file)) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
      const module = { exports: {} };
      data.set(file, module.exports);
      const require = (name) =>
        name.startsWith('.') ? valuesOf(path.posix.join(path.posix.dirname(file), name).replace(/\.js$/, '.ts')) : {};
      new Function('module', 'exports', 'require', ts.transpileModule(text, { compilerOptions }).outputText)(
        module,
        module.exports,
        require,
      );
    }
    return data.get(file);
  }

  const has = (file) => existsSync(path.join(folder, file));
  return { folder, program, checker, exportsOf, valuesOf, has };
}

/**
 * Returns the text of all comments before a declaration, without characters that comments change: white space, stars and
 * backslashes.
 */
export function commentOf(declaration) {
  const text = declaration.getSourceFile().text;
  const ranges = ts.getLeadingCommentRanges(text, declaration.pos) ?? [];
  return ranges.map(({ pos, end }) => text.slice(pos + 2, end - 2)).join('\n');
}

/** Returns the node of a type, without `| undefined`, `| null` and parentheses. */
export function bareNode(node) {
  if (node === undefined) return undefined;
  if (ts.isParenthesizedTypeNode(node)) return bareNode(node.type);
  if (!ts.isUnionTypeNode(node)) return node;
  const rest = node.types.filter(
    (one) =>
      one.kind !== ts.SyntaxKind.UndefinedKeyword &&
      !(ts.isLiteralTypeNode(one) && one.literal.kind === ts.SyntaxKind.NullKeyword),
  );
  return rest.length === 1 ? bareNode(rest[0]) : node;
}

/** Whether a type is written with `| undefined` at its top. */
export function saysUndefined(node) {
  if (node === undefined) return false;
  if (ts.isParenthesizedTypeNode(node)) return saysUndefined(node.type);
  if (ts.isUnionTypeNode(node)) return node.types.some(saysUndefined);
  return node.kind === ts.SyntaxKind.UndefinedKeyword;
}

/**
 * Returns the properties of a type without those whose names are symbols, which exist only in types.
 *
 * @param {any} checker
 * @param {any} type
 * @returns {any[]}
 */
export function propertiesOfType(checker, type) {
  return checker.getPropertiesOfType(type).filter((/** @type {any} */ one) => !String(one.escapedName).startsWith('__@'));
}
