import type { ApiModel, GroupVersion, NamedType, Property, Resource, Schema } from '../model/index.js';
import { emit } from './emit.js';
import type { EmitOptions } from './generated-file.js';

const options: EmitOptions = {
  importExtension: '.js',
  runtime: 'kube-client-runtime',
  apply: true,
  informers: true,
  listers: true,
};
const documentation = { tags: [] };
const a = { group: 'a.example.net', version: 'v1' };
const b = { group: 'b.example.net', version: 'v1' };
const string: Schema = { kind: 'string' };

function refer(at: typeof a, name: string, embedded = false): Schema {
  return { kind: 'reference', type: { ...at, name }, embedded };
}

function property(name: string, schema: Schema, more: Partial<Property> = {}): Property {
  return { name, schema, required: false, documentation, ...more };
}

function object(
  name: string,
  properties: readonly Property[],
  more: Partial<Extract<NamedType, { kind: 'object' }>> = {},
): NamedType {
  return { kind: 'object', name, documentation, properties, ...more };
}

function stored(name: string, properties: readonly Property[]): NamedType {
  return object(name, properties, { role: { is: 'stored', apiKind: name, namespaced: true, hasStatus: false } });
}

function resource(at: typeof a, name: string, more: Partial<Resource> = {}): Resource {
  return {
    kind: name,
    listKind: `${name}List`,
    plural: `${name.toLowerCase()}s`,
    singular: name.toLowerCase(),
    typeName: name,
    accessor: `${name.toLowerCase()}s`,
    namespaced: true,
    verbs: ['get', 'patch'],
    shortNames: [],
    categories: [],
    object: { ...at, name },
    subresources: [],
    ...more,
  };
}

function group(at: typeof a, types: readonly NamedType[], resources: readonly Resource[]): GroupVersion {
  return { ...at, accessor: at === a ? 'aV1' : 'bV1', sources: ['x.yaml'], types, resources };
}

function contents(model: ApiModel, path: string, more: Partial<EmitOptions> = {}): string {
  return emit(model, { ...options, ...more }).find((file) => file.path === path)?.contents ?? '';
}

test('the same model gives the same files, sorted by path', () => {
  const model: ApiModel = { groupVersions: [group(a, [stored('Foo', [])], [resource(a, 'Foo')])] };
  const files = emit(model, options);
  expect(emit(model, options)).toEqual(files);
  const paths = files.map((file) => file.path);
  expect(paths).toEqual([...paths].sort());
});

test('only types in an object that can be patched have an apply configuration, in their own group version', () => {
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [
          stored('Foo', [property('part', refer(b, 'Part'))]),
          stored('Review', [property('x', refer(a, 'Unused'))]),
          object('Unused', []),
        ],
        [resource(a, 'Foo'), resource(a, 'Review', { verbs: ['create'] })],
      ),
      group(b, [object('Other', []), object('Part', [property('x', string)])], []),
    ],
  };
  const foo = contents(model, 'a.example.net/v1/apply.ts');
  expect(foo).toContain("import type { PartApplyConfiguration } from '../../b.example.net/v1/index.js';");
  expect(foo).toContain('part?: PartApplyConfiguration;');
  expect(foo).not.toMatch(/Review|Unused/);
  const part = contents(model, 'b.example.net/v1/index.ts');
  expect(part).toContain('export interface PartApplyConfiguration {\n  x?: string;\n}');
  expect(part).not.toContain('OtherApplyConfiguration');
  expect(contents(model, 'a.example.net/v1/index.ts')).toContain('NamespacedResource<Review, never, never, ReviewInput>');
});

test('an apply configuration requires only the keys of map lists that the schema requires', () => {
  const item = object('Item', [
    property('name', string, { required: true }),
    property('protocol', string),
    property('value', string, { required: true }),
  ]);
  const items: Schema = { kind: 'array', items: refer(a, 'ItemAlias') };
  const aliases = ['ItemAlias', 'Unused'].map((name): NamedType => ({
    kind: 'alias',
    name,
    documentation,
    of: refer(a, 'Item'),
  }));
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [stored('Foo', [property('items', items, { required: true, mapKeys: ['name', 'protocol'] })]), item, ...aliases],
        [resource(a, 'Foo')],
      ),
    ],
  };
  const text = contents(model, 'a.example.net/v1/apply.ts');
  expect(text).toContain('  name: string;\n  protocol?: string;\n  value?: string;');
  expect(text).toContain('items?: ItemAliasApplyConfiguration[];');
  expect(text).toContain('export type ItemAliasApplyConfiguration = ItemApplyConfiguration;');
  // Nothing refers to this alias, but it keeps its name.
  expect(text).toContain('export type UnusedApplyConfiguration = ItemApplyConfiguration;');
});

test('a kind inside another kind has plain metadata, and its apiVersion and kind are optional', () => {
  const model: ApiModel = {
    groupVersions: [group(a, [stored('Foo', [property('template', refer(a, 'Foo', true))])], [resource(a, 'Foo')])],
  };
  expect(contents(model, 'a.example.net/v1/types.ts')).toContain('template?: Embedded<Foo> | undefined;');
  expect(contents(model, 'a.example.net/v1/apply.ts')).toContain('template?: EmbeddedApply<FooApplyConfiguration>;');
});

test('an alias of a scalar has no form of its own in apply configurations', () => {
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [
          stored('Foo', [property('mode', refer(a, 'Mode'))]),
          { kind: 'alias', name: 'Mode', documentation, of: { kind: 'enum', values: ['x'] } },
        ],
        [resource(a, 'Foo')],
      ),
    ],
  };
  const text = contents(model, 'a.example.net/v1/apply.ts');
  expect(text).toContain("import type { Mode } from './types.js';");
  expect(text).toContain('mode?: Mode;');
});

test('a long union has one member on each line, in fields, lists and aliases', () => {
  const long: Schema = { kind: 'enum', values: ['x'.repeat(60), 'y'.repeat(60)] };
  const fields = [property('one', long), property('many', { kind: 'array', items: long })];
  const types = [stored('Foo', fields), { kind: 'alias', name: 'Mode', documentation, of: long } as const];
  const text = contents({ groupVersions: [group(a, types, [resource(a, 'Foo')])] }, 'a.example.net/v1/types.ts');
  const [x, y] = [`'${'x'.repeat(60)}'`, `'${'y'.repeat(60)}'`];
  expect(text).toContain(`  one?:\n    | ${x}\n    | ${y}\n    | undefined;\n`);
  expect(text).toContain(`  many?: (\n    | ${x}\n    | ${y}\n  )[] | undefined;\n`);
  expect(text).toContain(`export type Mode =\n  | ${x}\n  | ${y};\n`);
});

test.each<[string, Schema, string]>([
  ['anything', { kind: 'unknown' }, '[key: string]: unknown;'],
  ['the type of its fields', string, '[key: string]: string | undefined;'],
  ['another type than its fields', { kind: 'number' }, '[key: string]: number | string | undefined;'],
])('the index signature of an open object with %s includes the types of its fields', (_what, open, signature) => {
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [stored('Foo', [property('o', refer(a, 'Open'))]), object('Open', [property('known', string)], { open })],
        [resource(a, 'Foo')],
      ),
    ],
  };
  expect(contents(model, 'a.example.net/v1/types.ts')).toContain(signature);
});

test('patch metadata follows types into other group versions and through cycles', () => {
  const patch = { strategies: ['merge'] as const, mergeKey: 'name' };
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [
          stored('Foo', [property('metadata', { kind: 'runtime', type: 'ObjectMeta' }), property('tree', refer(b, 'Tree'))]),
          stored('Plain', [property('metadata', { kind: 'runtime', type: 'ObjectMeta' })]),
          stored('Holder', [property('template', refer(a, 'Template')), property('names', string, { patch })]),
          object('Template', [property('metadata', { kind: 'runtime', type: 'ObjectMeta' })]),
        ],
        [resource(a, 'Foo'), resource(a, 'Plain'), resource(a, 'Holder')],
      ),
      group(
        b,
        [
          object('Tree', [property('children', { kind: 'array', items: refer(b, 'Tree') }, { patch })]),
          object('Unused', [property('x', string, { patch })]),
        ],
        [],
      ),
    ],
  };
  const foo = contents(model, 'a.example.net/v1/index.ts');
  expect(foo).toContain("import { treePatchMeta } from '../../b.example.net/v1/index.js';");
  expect(foo).toContain('    metadata: objectMetaPatchMeta,\n    tree: () => treePatchMeta,\n');
  expect(foo).toContain('    template: () => templatePatchMeta,\n');
  expect(foo).toContain('  patchMeta: fooPatchMeta,');
  expect(foo).not.toContain('plainPatchMeta');
  // A constant that no other group version uses is not exported: it would be in each bundle that has the group as a namespace.
  expect(foo).toContain('\nconst fooPatchMeta: PatchMeta = {');
  const tree = contents(model, 'b.example.net/v1/index.ts');
  expect(tree).toContain('\nexport const treePatchMeta: PatchMeta = {');
  expect(tree).toContain("children: () => ({ ...treePatchMeta, strategies: ['merge'], key: 'name' }),");
  expect(tree).not.toContain('unused');
});

test('a kind with the same name in another group version is imported under an alias', () => {
  const model: ApiModel = {
    groupVersions: [
      group(a, [stored('Foo', [property('other', refer(b, 'Foo'))])], [resource(a, 'Foo')]),
      group(b, [stored('Foo', [])], [resource(b, 'Foo')]),
    ],
  };
  const text = contents(model, 'a.example.net/v1/types.ts');
  expect(text).toContain("import type { Foo as BV1Foo } from '../../b.example.net/v1/types.js';");
  expect(text).toContain('other?: BV1Foo | undefined;');
});

test('a client imports only names that it uses', () => {
  const bind = {
    verb: 'create',
    sends: { is: 'type', type: { ...a, name: 'Binding' } },
    returns: { is: 'status' },
    parameters: [],
  } as const;
  const binding = object('Binding', [], { role: { is: 'plain', apiKind: 'Binding' } });
  const foo = resource(a, 'Foo', { subresources: [{ name: 'binding', operations: [bind] }] });
  const text = contents({ groupVersions: [group(a, [binding, stored('Foo', [])], [foo])] }, 'a.example.net/v1/index.ts');
  expect(text).toContain('bind(name: string, body: BindingInput, options?: CreateOptions): Promise<Status>;');
  expect(text).toContain("import type { BindingInput, Foo } from './types.js';");
});

test('only the root index re-exports without code of its own', () => {
  const model: ApiModel = {
    groupVersions: [
      group(a, [stored('Foo', [property('part', refer(b, 'Part'))])], [resource(a, 'Foo')]),
      group(b, [object('Part', [])], []),
    ],
  };
  const files = emit(model, options);
  expect(files.map(({ path }) => path)).toEqual([
    'a.example.net/v1/apply.ts',
    'a.example.net/v1/index.ts',
    'a.example.net/v1/types.ts',
    'b.example.net/v1/index.ts',
    'clientset.ts',
    'index.ts',
    'informers.ts',
  ]);
  const declaring = files.filter(({ contents: text }) => /^export (interface|type \w|const|function)/m.test(text));
  expect(files.filter((file) => !declaring.includes(file)).map(({ path }) => path)).toEqual(['index.ts']);
});

test('no file refers to a part that an option omits', () => {
  const model: ApiModel = {
    groupVersions: [
      group(
        a,
        [stored('Foo', []), object('FooList', [], { role: { is: 'list', apiKind: 'FooList', items: { ...a, name: 'Foo' } } })],
        [resource(a, 'Foo', { verbs: ['get', 'list', 'patch', 'watch'], list: { ...a, name: 'FooList' } })],
      ),
    ],
  };
  const all = (more: Partial<EmitOptions>): string =>
    emit(model, { ...options, ...more })
      .map((file) => file.path + file.contents)
      .join('\n');
  expect(all({})).toMatch(/apply\.ts[^]*applyFoo[^]*FooLister[^]*FooInformer/);
  expect(all({ apply: false })).not.toMatch(/apply/i);
  expect(all({ informers: false })).not.toContain('Informer');
  expect(all({ listers: false })).not.toMatch(/Informer|Lister/);
});

test('a reference to a type that the model lacks throws an error that names it', () => {
  const model: ApiModel = { groupVersions: [group(a, [stored('Foo', [property('x', refer(a, 'Gone'))])], [resource(a, 'Foo')])] };
  expect(() => emit(model, options)).toThrow('the model refers to a.example.net/v1 Gone, and has no such type');
});
