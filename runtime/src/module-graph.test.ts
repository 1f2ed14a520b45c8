/**
 * Who imports a subpath loads that subpath and the layers below it (`scripts/lib/layers.mjs`), and nothing else: neither what stands above
 * it nor what stands beside it. Imports of types alone are no imports at run time, and count for nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

type Layers = Readonly<Record<string, readonly string[]>>;

/** One import that a program really makes. */
interface Edge {
  readonly file: string;
  readonly specifier: string;
  /** The file that is imported, or undefined for a package. */
  readonly target: string | undefined;
}

const root = path.join(import.meta.dirname, '..');
const manifest: { exports: Record<string, unknown>; dependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
const subpaths = Object.keys(manifest.exports)
  .filter((name) => name !== './package.json')
  .map((name) => name.slice('./'.length));

/** Where the modules of a build lie. The sources always do; what was built is looked at where it is there. */
const esm = path.join(root, 'dist/esm');
const trees = [
  { name: 'the sources', folder: path.join(root, 'src'), extension: '.ts' },
  { name: 'the CommonJS build', folder: path.join(root, 'dist/cjs'), extension: '.js' },
];

/** What a file loads as soon as it is loaded itself, and, unless `now` is true, what it may load later by `import()`. */
function importsOf(file: string, now = false): readonly string[] {
  const key = `${now ? 'now' : 'ever'} ${file}`;
  const imports = parsed.get(key) ?? readImports(file, now);
  parsed.set(key, imports);
  return imports;
}

/** The results of `importsOf`, since each file is asked for many times. */
const parsed = new Map<string, readonly string[]>();

function readImports(file: string, now: boolean): string[] {
  const found: string[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node !== undefined && ts.isStringLiteral(node)) found.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword) add(node.moduleSpecifier);
    } else if (ts.isExportDeclaration(node)) {
      if (!node.isTypeOnly) add(node.moduleSpecifier);
    } else {
      const isLoad =
        !now &&
        ts.isCallExpression(node) &&
        (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
          (ts.isIdentifier(node.expression) && node.expression.text === 'require'));
      if (isLoad) add(node.arguments[0]);
      ts.forEachChild(node, visit);
    }
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

/** All imports that follow from loading one file. */
function graphOf(entry: string, extension: string): Edge[] {
  const edges: Edge[] = [];
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const specifier of importsOf(file)) {
      const isFile = specifier.startsWith('.');
      const target = isFile ? path.resolve(path.dirname(file), specifier.replace(/\.js$/, extension)) : undefined;
      edges.push({ file, specifier, target });
      if (target !== undefined) seen.add(target);
    }
  }
  return edges;
}

/** The folder of a file directly below the tree, by which layers are known; `.` for the tree itself. */
function layerOf(tree: string, file: string): string {
  const [first = '.', ...rest] = path.relative(tree, file).split(path.sep);
  return rest.length === 0 ? '.' : first;
}

/** The layers that each layer rests on, directly or not. Throws where one rests on itself. */
function belowEach(layers: Layers): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  const visit = (layer: string, above: readonly string[]): Set<string> => {
    if (above.includes(layer)) throw new Error(`a circle of layers: ${[...above, layer].join(' -> ')}`);
    const found = known.get(layer);
    if (found !== undefined) return found;
    const below = new Set(layers[layer]);
    for (const next of layers[layer] ?? []) for (const deeper of visit(next, [...above, layer])) below.add(deeper);
    known.set(layer, below);
    return below;
  };
  for (const layer of Object.keys(layers)) visit(layer, []);
  return known;
}

/** What of a graph is not allowed to whoever imports `subpath`, in words. */
function faultsOf(subpath: string, tree: string, edges: readonly Edge[], layers: Layers): string[] {
  const own = subpath.split('/')[0] ?? '';
  const below = belowEach(layers).get(own) ?? new Set();
  return edges.flatMap(({ file, specifier, target }) => {
    const where = `${path.relative(tree, file)} imports ${specifier}`;
    if (target === undefined) {
      const name = specifier.replace(/^node:/, '');
      return builtinModules.includes(name) || name in manifest.dependencies ? [] : [`${where}, which is no dependency`];
    }
    const [from, to] = [layerOf(tree, file), layerOf(tree, target)];
    if (from !== to && !layers[from]?.includes(to)) return [`${where}: ${from} may not import ${to}`];
    return to === own || below.has(to) ? [] : [`${where}: who imports ${own} does not want ${to}`];
  });
}

const { layers, together }: { layers: Layers; together: string[] } = JSON.parse(
  execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { layers, together } from ${JSON.stringify(pathToFileURL(path.join(root, '../scripts/lib/layers.mjs')).href)};
       process.stdout.write(JSON.stringify({ layers: layers['runtime/src'], together }));`,
    ],
    { encoding: 'utf8' },
  ),
);

test('no layer rests on itself, and every subpath has its place among them', () => {
  expect(() => belowEach(layers)).not.toThrow();
  const placed = new Set(Object.keys(layers));
  expect(subpaths.filter((subpath) => subpath !== '' && !placed.has(subpath.split('/')[0] ?? ''))).toEqual([]);
});

describe.each(trees.filter(({ folder }) => existsSync(folder)))('in $name', ({ folder, extension }) => {
  const entryOf = (subpath: string): string => path.join(folder, subpath, `index${extension}`);
  const built = subpaths.filter((subpath) => subpath !== '' && existsSync(entryOf(subpath)));

  test.each(built)('%s loads itself and the layers below it', (subpath) => {
    const edges = graphOf(entryOf(subpath), extension);
    expect(edges.length).toBeGreaterThan(0);
    expect(faultsOf(subpath, folder, edges, layers)).toEqual([]);
  });
});

/** What the ESM build of a subpath loads at once: its files, by their paths, and packages. */
function loadedAtOnce(subpath: string): string[] {
  const loaded = new Set([path.join(esm, subpath, 'index.js')]);
  for (const each of loaded) {
    if (!path.isAbsolute(each)) continue;
    for (const specifier of importsOf(each, true)) {
      loaded.add(specifier.startsWith('.') ? path.resolve(path.dirname(each), specifier) : specifier);
    }
  }
  return [...loaded];
}

/** In the ESM build modules are joined (`scripts/lib/join-modules.mjs`): a comment before each of them says which it was. */
describe.each(subpaths.filter((subpath) => subpath !== '' && existsSync(path.join(esm, subpath, 'index.js'))))(
  'in the ESM build, %s',
  (subpath) => {
    test('has the code of itself and the layers below it, and of what shares a file with those', () => {
      const edges = graphOf(path.join(esm, subpath, 'index.js'), '.js');
      const files = [path.join(esm, subpath, 'index.js'), ...edges.flatMap(({ target }) => target ?? [])];
      const modules = files.flatMap((file) => readFileSync(file, 'utf8').match(/^\/\/ \S+\.js$/gm) ?? []);
      const loaded = new Set(modules.map((comment) => layerOf(esm, path.join(esm, comment.slice('// '.length)))));
      const own = subpath.split('/')[0] ?? '';
      const allowed = new Set([own, ...(belowEach(layers).get(own) ?? [])]);
      if (together.some((layer) => allowed.has(layer))) for (const layer of together) allowed.add(layer);
      expect(loaded.has(own) || subpath === 'codegen/v1').toBe(true);
      expect([...loaded].filter((layer) => !allowed.has(layer))).toEqual([]);
    });

    test('loads what few programs need when they need it', () => {
      const seldom = /^node:child_process$|^js-yaml$|-provider\.js$|proxy-tunnel\.js$/;
      expect(loadedAtOnce(subpath).filter((specifier) => seldom.test(specifier))).toEqual([]);
      expect(loadedAtOnce(subpath).includes('fast-json-patch')).toBe(subpath === 'patch');
    });
  },
);

(existsSync(esm) ? test : test.skip)('what generated code imports is in at most eight files', () => {
  const files = loadedAtOnce('codegen/v1').filter((each) => path.isAbsolute(each));
  expect(files.length).toBeLessThanOrEqual(8);
});

test.each(['esm', 'cjs'].filter((format) => existsSync(path.join(root, 'dist', format))))(
  'bundlers may leave out what nobody uses of the build as %s',
  (format) => {
    // The package.json that is nearest to a file counts.
    const nearest: unknown = JSON.parse(readFileSync(path.join(root, 'dist', format, 'package.json'), 'utf8'));
    expect(nearest).toMatchObject({ sideEffects: false });
  },
);

test('every subpath has a source', () => {
  expect(subpaths.filter((subpath) => !existsSync(path.join(root, 'src', subpath, 'index.ts')))).toEqual([]);
});

describe('the check finds', () => {
  const table: Layers = { low: [], beside: ['low'], high: ['low'] };
  const edge = (from: string, to: string): Edge => ({ file: `/t/${from}/a.ts`, specifier: to, target: `/t/${to}/b.ts` });
  test.each<[string, string, Edge[], string[]]>([
    ['nothing in an import downward', 'high', [edge('high', 'low'), edge('high', 'high')], []],
    ['an import upward', 'low', [edge('low', 'high')], ['low/a.ts imports high: low may not import high']],
    ['an import sideways', 'high', [edge('high', 'beside')], ['high/a.ts imports beside: high may not import beside']],
    [
      'one that is allowed to another',
      'low',
      [edge('beside', 'low'), edge('high', 'high')],
      ['high/a.ts imports high: who imports low does not want high'],
    ],
    [
      'a package that is no dependency',
      'low',
      [{ file: '/t/low/a.ts', specifier: 'left-pad', target: undefined }],
      ['low/a.ts imports left-pad, which is no dependency'],
    ],
  ])('%s', (_what, subpath, edges, faults) => expect(faultsOf(subpath, '/t', edges, table)).toEqual(faults));

  test('a circle of layers', () =>
    expect(() => belowEach({ a: ['b'], b: ['c'], c: ['a'] })).toThrow('a circle of layers: a -> b -> c -> a'));

  test('what is loaded, in ESM and in CommonJS, and not the types', () => {
    const file = path.join(root, 'src/module-graph.test.ts');
    expect(importsOf(file)).toContain('typescript');
    expect(importsOf(path.join(root, 'src/leaderelection/resource-lock.ts'))).toEqual([]);
  });
});
