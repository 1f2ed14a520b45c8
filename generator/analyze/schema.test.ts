import { ExactNumber } from '../model/exact-number.js';
import { breaches, crd, run, types } from './testdata/documents.js';

/** The type of a field with a schema, and all types that come of it. */
function field(schema: unknown, extra: object = {}): Record<string, string> {
  const analysis = run([crd({ schema: { type: 'object', properties: { f: schema }, ...extra } })]);
  expect(breaches(analysis)).toEqual([]);
  const { Foo, FooList: _list, ...others } = types(analysis);
  return {
    f: (Foo ?? '').replace(/^\{ apiVersion\?: string, kind\?: string, metadata\?: meta\.ObjectMeta, (.*) \}$/, '$1'),
    ...others,
  };
}

describe('a schema becomes the type that holds all its values and as few others as can be said', () => {
  test.each<[string, unknown, string]>([
    ['string', { type: 'string' }, 'string'],
    ['formats stay strings', { type: 'string', format: 'date-time' }, 'string'],
    ['int64', { type: 'integer', format: 'int64' }, 'number'],
    ['number', { type: 'number' }, 'number'],
    ['boolean', { type: 'boolean' }, 'boolean'],
    ['nothing said', {}, 'unknown'],
    ['no schema at all', null, 'unknown'],
    ['a schema that is true', true, 'unknown'],
    ['nullable', { type: 'string', nullable: true }, 'string | null'],
    ['nullable anything', { nullable: true, 'x-kubernetes-preserve-unknown-fields': true }, 'unknown'],
    ['null among types', { type: ['string', 'null'] }, 'string | null'],
    ['several types', { type: ['string', 'integer'] }, '(string | number)'],
    ['null alone', { type: 'null' }, 'null'],
    ['enum with the empty string', { type: 'string', enum: ['', 'a'] }, '"" | "a"'],
    ['enum with twins in case', { type: 'string', enum: ['Replace', 'replace'] }, '"Replace" | "replace"'],
    ['enum of numbers', { type: 'integer', enum: [1, 2] }, '1 | 2'],
    ['enum of booleans', { type: 'boolean', enum: [true] }, 'true'],
    ['const', { const: 'a' }, '"a"'],
    ['oneOf of consts', { oneOf: [{ const: 'a' }, { const: 1 }] }, '("a" | 1)'],
    ['oneOf of consts of a type', { type: 'string', oneOf: [{ const: 'a' }, { const: 'b' }] }, '"a" | "b"'],
    ['enum without a type', { enum: ['a', 1, true, null] }, '"a" | 1 | true | null'],
    ['enum that names a member twice', { type: 'string', enum: ['a', 'a'] }, '"a"'],
    ['enum with null, nullable', { type: 'string', enum: ['a', null], nullable: true }, '"a" | null'],
    ['enum, nullable', { type: 'string', enum: ['a'], nullable: true }, '"a" | null'],
    ['enums of allOf', { type: 'string', allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, '"b"'],
    ['enums that exclude each other', { type: 'string', enum: ['a'], allOf: [{ enum: ['b'] }] }, '"a"'],
    ['enum with a number that no literal holds', { type: 'integer', enum: [new ExactNumber('9007199254740993'), 1] }, 'number'],
    ['enum with a number in another spelling', { type: 'number', enum: [new ExactNumber('1.50'), 2] }, '1.5 | 2'],
    ['empty enum', { type: 'string', enum: [] }, 'string'],
    ['enum of objects', { enum: [{ a: 1 }] }, 'unknown'],
    ['enum on items', { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, '"a" | "b"[]'],
    ['enum on an array', { type: 'array', enum: ['a'], items: { type: 'string' } }, 'string[]'],
    ['array without items', { type: 'array' }, 'unknown[]'],
    ['items without type', { items: { type: 'string' } }, 'string[]'],
    ['arrays of arrays', { type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'number[][]'],
    ['items as a list', { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] }, '(string | number)[]'],
    ['object alone', { type: 'object' }, 'Record<unknown>'],
    ['object with additionalProperties true', { type: 'object', additionalProperties: true }, 'Record<unknown>'],
    ['object with additionalProperties false', { type: 'object', additionalProperties: false }, 'Record<unknown>'],
    ['object with additionalProperties {}', { type: 'object', additionalProperties: {} }, 'Record<unknown>'],
    ['map', { type: 'object', additionalProperties: { type: 'integer' } }, 'Record<number>'],
    ['map without type', { additionalProperties: { type: 'integer' } }, 'Record<number>'],
    [
      'map that keeps unknown fields',
      { type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-preserve-unknown-fields': true },
      'Record<string>',
    ],
    ['properties: null', { type: 'object', properties: null }, 'Record<unknown>'],
    ['properties: {}', { type: 'object', properties: {} }, 'Record<unknown>'],
    ['open object', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'Record<unknown>'],
    ['anything', { 'x-kubernetes-preserve-unknown-fields': true }, 'unknown'],
    [
      'int-or-string',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: 'x' },
      'meta.IntOrString',
    ],
    ['int-or-string of OpenAPI v2', { type: 'string', format: 'int-or-string' }, 'meta.IntOrString'],
    ['int-or-string with enum', { 'x-kubernetes-int-or-string': true, enum: ['4Ki', 4096] }, '"4Ki" | 4096'],
    ['embedded resource', { type: 'object', 'x-kubernetes-embedded-resource': true }, 'meta.KubeObject'],
    [
      'open embedded resource',
      { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      '(meta.KubeObject & Record<unknown>)',
    ],
    ['anyOf of types', { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }, '(string | string[])'],
    [
      'oneOf of types',
      { oneOf: [{ type: 'boolean' }, { type: 'object', additionalProperties: { type: 'string' } }] },
      '(boolean | Record<string>)',
    ],
    ['oneOf with one that says nothing of the type', { oneOf: [{ type: 'boolean' }, { pattern: 'x' }] }, 'unknown'],
    [
      'oneOf of equal types',
      {
        oneOf: [
          { type: 'string', pattern: 'a' },
          { type: 'string', pattern: 'b' },
        ],
      },
      'string',
    ],
    ['oneOf with null', { oneOf: [{ type: 'string' }, { type: 'null' }] }, '(string | null)'],
    ['anyOf of enums', { type: 'string', anyOf: [{ enum: ['a'] }, { enum: ['b'] }] }, '"a" | "b"'],
    ['anyOf of an enum and a pattern', { type: 'string', anyOf: [{ enum: ['a'] }, { pattern: 'b' }] }, 'string'],
    ['oneOf of required lists', { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] }, 'Record<unknown>'],
    ['allOf of one', { allOf: [{ type: 'string' }] }, 'string'],
    ['allOf around oneOf', { allOf: [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }] }, '(string | number)'],
    ['$ref, which a CRD cannot have', { $ref: '#/definitions/x' }, 'unknown'],
  ])('%s', (_name, schema, expected) => {
    expect(field(schema)).toEqual({ f: `f?: ${expected}` });
  });

  test.each<[string, unknown, Record<string, string>]>([
    [
      'an object is a type by its path',
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { f: 'f?: FooF', FooF: '{ a: string }' },
    ],
    ['without type too', { properties: { a: {} } }, { f: 'f?: FooF', FooF: '{ a?: unknown }' }],
    [
      'items and values have the path of what holds them',
      { type: 'array', items: { type: 'object', additionalProperties: { properties: { a: {} } } } },
      { f: 'f?: Record<FooF>[]', FooF: '{ a?: unknown }' },
    ],
    [
      'an object that keeps unknown fields is open',
      { type: 'object', properties: { a: { type: 'string' } }, 'x-kubernetes-preserve-unknown-fields': true },
      { f: 'f?: FooF', FooF: '{ a?: string, []: unknown }' },
    ],
    [
      'additionalProperties beside properties',
      { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } },
      { f: 'f?: FooF', FooF: '{ a?: unknown, []: string }' },
    ],
    [
      'an embedded resource with what is known of it',
      {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: { kind: { type: 'string' }, spec: { type: 'string' } },
      },
      { f: 'f?: (meta.KubeObject & FooF)', FooF: '{ spec?: string }' },
    ],
    [
      'a default does not make a field required',
      { type: 'object', properties: { a: { type: 'string', default: 'x' } } },
      { f: 'f?: FooF', FooF: '{ a?: string }' },
    ],
    [
      'required names what is not there',
      { type: 'object', properties: { a: {} }, required: ['b'] },
      { f: 'f?: FooF', FooF: '{ a?: unknown }' },
    ],
    [
      'oneOf of objects',
      { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      { f: 'f?: (FooFVariantA | FooFVariantB)', FooFVariantA: '{ a?: unknown }', FooFVariantB: '{ b?: unknown }' },
    ],
    [
      'oneOf of objects in an object',
      { type: 'object', oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
      { f: 'f?: (FooFVariantA | FooFVariantB)', FooFVariantA: '{ a?: unknown }', FooFVariantB: '{ b?: unknown }' },
    ],
    [
      'a branch may add fields, which are optional',
      { type: 'object', properties: { a: {} }, oneOf: [{ properties: { b: { type: 'string' } }, required: ['b'] }] },
      { f: 'f?: FooF', FooF: '{ a?: unknown, b?: string }' },
    ],
    [
      'a branch does not change what is known',
      { type: 'object', properties: { a: { type: 'string' } }, anyOf: [{ properties: { a: { enum: ['x'] } } }] },
      { f: 'f?: FooF', FooF: '{ a?: string }' },
    ],
    [
      'allOf adds up',
      { allOf: [{ properties: { a: {} }, required: ['a'] }, { properties: { b: {} } }] },
      { f: 'f?: FooF', FooF: '{ a: unknown, b?: unknown }' },
    ],
    [
      'a nullable object',
      { type: 'object', nullable: true, properties: { a: {} } },
      { f: 'f?: FooF | null', FooF: '{ a?: unknown }' },
    ],
    [
      'names that objects have by nature',
      {
        type: 'object',
        properties: { ['__proto__']: { type: 'string' }, constructor: { type: 'object', properties: { toString: {} } } },
      },
      { f: 'f?: FooF', FooF: '{ __proto__?: string, constructor?: FooFConstructor }', FooFConstructor: '{ toString?: unknown }' },
    ],
  ])('%s', (_name, schema, expected) => {
    expect(field(schema)).toEqual(expected);
  });

  test.each<[string, object, string]>([
    ['an object without fields', { type: 'object' }, 'meta.ObjectMeta'],
    ['the same with a description', { type: 'object', description: 'Metadata of the pods.' }, 'meta.ObjectMeta'],
    ['the same, nullable', { type: 'object', nullable: true }, 'meta.ObjectMeta | null'],
    ['an object with fields', { type: 'object', properties: { labels: {} } }, 'FooFMetadata'],
    ['an object that keeps unknown fields', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'Record<unknown>'],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, 'Record<string>'],
    ['an embedded resource', { type: 'object', 'x-kubernetes-embedded-resource': true }, 'meta.KubeObject'],
    ['text', { type: 'string' }, 'string'],
  ])('the metadata of an object inside another: %s', (_name, metadata, expected) => {
    const { FooF } = field({ type: 'object', properties: { metadata } });
    expect(FooF).toBe(`{ metadata?: ${expected} }`);
  });

  test('the name of a branch comes from the branch, so that another branch renames nothing', () => {
    const branches = [
      { type: 'object', title: 'By name', properties: { x: { type: 'string' } } },
      { type: 'object', properties: { kind: { type: 'string', enum: ['file'] }, path: { type: 'string' } } },
      { type: 'object', properties: { host: { type: 'string' }, port: { type: 'integer' } }, required: ['port', 'host'] },
      { type: 'object', properties: { a: {}, b: {}, c: {}, d: {} } },
    ];
    const names = Object.keys(field({ oneOf: branches })).filter((name) => name !== 'f');
    expect(names.sort()).toEqual(['FooFVariant4', 'FooFVariantByName', 'FooFVariantFile', 'FooFVariantHostPort']);
    const more = Object.keys(field({ oneOf: [{ type: 'object', properties: { first: {} } }, ...branches] }));
    expect(more).toEqual(
      expect.arrayContaining(['FooFVariantByName', 'FooFVariantFile', 'FooFVariantHostPort', 'FooFVariantFirst']),
    );
  });

  test('the root may have oneOf, which only comments tell of', () => {
    const root = { oneOf: [{ required: ['f'] }, { required: ['g'] }] };
    expect(field({ type: 'string' }, root)).toEqual({ f: 'f?: string' });
  });

  test('the root may be open, or say nothing at all', () => {
    const open = run([crd({ schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } })]);
    expect(types(open)['Foo']).toBe('{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, []: unknown }');
    expect(types(run([crd({ schema: {} })]))['Foo']).toBe('{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta }');
  });

  test('metadata is always that of Kubernetes, and required fields of the root stay so', () => {
    const schema = {
      type: 'object',
      required: ['spec'],
      properties: { metadata: { type: 'object', properties: { name: { type: 'string' } } }, spec: { type: 'string' } },
    };
    expect(types(run([crd({ schema })]))['Foo']).toBe(
      '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, spec: string }',
    );
  });
});

test('the keys of a list are known, be it in a map or in another list', () => {
  const item = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, size: { type: 'integer' } } };
  const list = { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item };
  const properties = {
    bare: list,
    inList: { type: 'array', items: list },
    inMap: { type: 'object', additionalProperties: list },
    none: { type: 'array', items: item },
  };
  const { model } = run([crd({ schema: { type: 'object', properties } })]);
  const foo = model.groupVersions[0]?.types.find(({ name }) => name === 'Foo');
  const keys = foo?.kind === 'object' ? foo.properties.map(({ name, mapKeys }) => [name, mapKeys]) : [];
  expect(keys.slice(-4)).toEqual([
    ['bare', ['name']],
    ['inList', ['name']],
    ['inMap', ['name']],
    ['none', undefined],
  ]);
});

test('items that are told apart by different keys are different types, however equal they are', () => {
  const items = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, at: { type: 'string' } } };
  const by = (...keys: string[]) => ({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    items,
  });
  const properties = { a: by('name'), b: by('name'), c: by('at'), d: { type: 'array', items }, e: { type: 'array', items } };
  const { Foo, FooList: _list, ...parts } = types(run([crd({ schema: { type: 'object', properties } })]));
  const interfaceText = '{ at?: string, name: string }';
  expect(parts).toEqual({ FooA: interfaceText, FooB: '= FooA', FooC: interfaceText, FooD: interfaceText, FooE: '= FooD' });
});

test('the schemas of one field in allOf hold together', () => {
  const analysis = run([
    crd({
      schema: {
        type: 'object',
        properties: { mode: { type: 'string', maxLength: 9 } },
        allOf: [{ properties: { mode: { enum: ['a', 'b'] } } }, { properties: { mode: { pattern: '^a' } }, required: ['mode'] }],
      },
    }),
  ]);
  const foo = analysis.model.groupVersions[0]?.types.find(({ name }) => name === 'Foo');
  expect(foo?.kind === 'object' ? foo.properties.find(({ name }) => name === 'mode') : undefined).toEqual({
    name: 'mode',
    required: true,
    schema: { kind: 'enum', values: ['a', 'b'] },
    documentation: {
      tags: [
        { name: 'maxLength', text: '9' },
        { name: 'pattern', text: '^a' },
      ],
    },
  });
});
