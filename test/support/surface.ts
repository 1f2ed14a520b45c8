/** Reads what the packages export, from their sources. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One name that a subpath of a package exports. */
export interface PublicName {
  readonly name: string;
  /** The keyword of the declaration. */
  readonly kind: 'class' | 'const' | 'function' | 'interface' | 'namespace' | 'type';
  readonly documented: boolean;
  /** The declarations without bodies, to find the types that they name. */
  readonly symbol: ts.Symbol;
}

/** The exports of one subpath, sorted by name. */
export interface Subpath {
  /** The specifier of an import, such as `kube-client-runtime/cache`. */
  readonly specifier: string;
  readonly names: readonly PublicName[];
}

/** The exports of a package, and a search in the types that they name. */
export interface Surface {
  readonly subpaths: readonly Subpath[];
  /**
   * Returns the types of the package that the declarations of `names` mention and that `names` does not contain. Leaves out types
   * that only their own file knows.
   */
  missingTypes(names: readonly PublicName[]): string[];
}

const root = path.resolve(import.meta.dirname, '../..');

/** Reads the exports of a package from its sources. `folder` has package.json, `sources` the sources of its subpaths. */
export function surfaceOf(folder: string, sources: string): Surface {
  const { name, exports } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const entries = Object.keys(exports)
    .filter((subpath) => !subpath.endsWith('.json'))
    .map((subpath) => ({
      specifier: path.posix.join(name, subpath),
      file: path.join(root, sources, subpath, 'index.ts'),
    }));
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
    newHost(),
  );
  const checker = program.getTypeChecker();
  const subpaths = entries.map(({ specifier, file }) => ({ specifier, names: namesOf(checker, program.getSourceFile(file)) }));
  return { subpaths, missingTypes: (names) => missingTypes(checker, names, path.join(root, sources)) };
}

// Names need no library: symbols are resolved, types are not computed.
const options: ts.CompilerOptions = {
  noLib: true,
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

/** Creates a host that reads the package only. Names of other packages are not part of its surface, and take long to read. */
function newHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) =>
      text.startsWith('.')
        ? ts.resolveModuleName(text, file, options, host, undefined, undefined, ts.ModuleKind.ESNext)
        : { resolvedModule: undefined },
    );
  return host;
}

/** Returns the symbol that an import or a re-export stands for. */
function targetOf(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function namesOf(checker: ts.TypeChecker, file: ts.SourceFile | undefined): PublicName[] {
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error('an entry of package.json has no source');
  return checker
    .getExportsOfModule(module)
    .map((exported) => {
      const symbol = targetOf(checker, exported);
      // A namespace has the comment of its file, whose first line is not a doc comment of a declaration.
      const documented =
        symbol.getDocumentationComment(checker).length > 0 || symbol.declarations?.every(ts.isSourceFile) === true;
      return { name: exported.name, kind: kindOf(symbol), documented, symbol };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf({ flags, name }: ts.Symbol): PublicName['kind'] {
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Variable) return 'const';
  if (flags & ts.SymbolFlags.Interface) return 'interface';
  if (flags & ts.SymbolFlags.TypeAlias) return 'type';
  if (flags & ts.SymbolFlags.ValueModule) return 'namespace';
  throw new Error(`the surface has no word for the declaration of ${name}`);
}

function missingTypes(checker: ts.TypeChecker, names: readonly PublicName[], sources: string): string[] {
  const known = new Set(names.map(({ symbol }) => symbol));
  const missing = new Set<string>();
  for (const { name, symbol } of names) {
    const visit = (node: ts.Node): void => {
      if (ts.isBlock(node) || isHidden(node)) return;
      if (ts.isVariableDeclaration(node) && node.type !== undefined) {
        visit(node.type);
        return;
      }
      const used = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : undefined;
      const found = used && checker.getSymbolAtLocation(used);
      const target = found && targetOf(checker, found);
      if (target && !known.has(target) && !(target.flags & ts.SymbolFlags.TypeParameter) && isDeclaredBelow(sources, target)) {
        missing.add(`${name} mentions ${target.name}`);
      }
      ts.forEachChild(node, visit);
    };
    for (const declaration of symbol.declarations ?? []) if (!ts.isSourceFile(declaration)) visit(declaration);
  }
  return [...missing].sort();
}

/** Whether a member is private, or a value whose type the compiler does not take from it. */
function isHidden(node: ts.Node): boolean {
  const isPrivate =
    ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
  return isPrivate || (ts.isPropertyDeclaration(node) && ts.isPrivateIdentifier(node.name));
}

/** Whether a file below `folder` exports the symbol. */
function isDeclaredBelow(folder: string, { declarations = [] }: ts.Symbol): boolean {
  return declarations.some(
    (each) =>
      (ts.getCombinedModifierFlags(each) & ts.ModifierFlags.Export) !== 0 &&
      each.getSourceFile().fileName.startsWith(`${folder}${path.sep}`),
  );
}
