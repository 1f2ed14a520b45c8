/** The names that the packages export are an agreement with users: a change of the list is a change of the version. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { surfaceOf, type Surface } from './support/surface.js';

const root = path.resolve(import.meta.dirname, '..');
const packages: readonly (readonly [string, string, string])[] = [
  ['kube-client-gen', '.', 'generator'],
  ['kube-client-runtime', 'runtime', 'runtime/src'],
  ['kube-client-testing', 'testing', 'testing/src'],
];
const surfaces = new Map<string, Surface>(packages.map(([name, folder, sources]) => [name, surfaceOf(folder, sources)]));
const runtime = surfaces.get('kube-client-runtime')!;

/** Returns the names of a subpath of the runtime. */
function namesOf(subpath: string): readonly string[] {
  return runtime.subpaths
    .find(({ specifier }) => specifier === path.posix.join('kube-client-runtime', subpath))!
    .names.map(({ name }) => name);
}

/** Returns the text of all files below `folder` that match. */
function textsBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file) && !/node_modules|(^|\/)dist\//.test(file))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'));
}

describe.each([...surfaces])('%s', (name, { subpaths }) => {
  test('exports the names of the committed list (UPDATE_GOLDENS=1 rewrites it)', () => {
    const file = path.join(root, 'fixtures/surface', `${name}.txt`);
    const text = subpaths
      .map(({ specifier, names }) => [`${specifier}\n`, ...names.map((each) => `  ${each.kind} ${each.name}\n`)].join(''))
      .join('\n');
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('documents each name', () => {
    const undocumented = subpaths.flatMap(({ specifier, names }) =>
      names.filter(({ documented }) => !documented).map((each) => `${specifier} ${each.name}`),
    );
    expect(undocumented).toEqual([]);
  });
});

// The model that the generator's library returns is a tree of many types: only its root is exported.
test.each(['kube-client-runtime', 'kube-client-testing'])(
  'the root of %s exports the types that its declarations mention',
  (name) => {
    const surface = surfaces.get(name)!;
    const inRoot = surface.subpaths.find(({ specifier }) => specifier === name)!.names;
    const anywhere = surface.subpaths.flatMap(({ names }) => names);
    expect(surface.missingTypes(inRoot)).toEqual([]);
    expect(surface.missingTypes(anywhere)).toEqual([]);
  },
);

test('each value of the root is a value of a subpath, or one of the helpers that have no subpath', () => {
  const elsewhere = runtime.subpaths
    .filter(({ specifier }) => specifier !== 'kube-client-runtime')
    .flatMap(({ names }) => names.map(({ name }) => name));
  const own = namesOf('.').filter((name) => !elsewhere.includes(name));
  expect(own).toEqual([
    'Clock',
    'FakeClock',
    'LogFields',
    'Logger',
    'Random',
    'deepCopy',
    'defaultLogger',
    'newFakeClock',
    'setupSignalHandler',
    'silentLogger',
  ]);
});

test('each name of /internal has a user in another package of this repository', () => {
  const texts = ['generator', 'testing/src', 'conformance', 'bench'].flatMap((folder) => textsBelow(folder, /\.(ts|mjs)$/));
  const imports = texts.flatMap((text) => [
    ...text.matchAll(/import (?:type )?\{([^}]*)\} from 'kube-client-runtime\/internal'/g),
  ]);
  const used = new Set(imports.flatMap(([, list = '']) => list.split(',').map((item) => item.trim().replace(/^type /, ''))));
  expect(namesOf('internal').filter((name) => !used.has(name))).toEqual([]);
});

test('neither generated code, nor examples, nor pages import /internal', () => {
  const texts = [
    ...textsBelow('examples', /\.(ts|md)$/),
    ...textsBelow('fixtures/golden', /\.ts$/),
    ...textsBelow('templates', /\.hbs$/),
    ...textsBelow('docs', /\.md$/),
  ];
  expect(texts.filter((text) => /from ['"]kube-client-runtime\/internal/.test(text))).toEqual([]);
});
