import type { Resource } from '../model/index.js';
import { parsePath } from './paths.js';
import { breaches, crd, messages, run, types } from './testdata/documents.js';
import { api, definitionName, operation, refTo } from './testdata/openapi.js';

const root = '/apis/x.example.com/v1/namespaces/{namespace}/foos/{name}';
const foo = { group: 'x.example.com', version: 'v1', kind: 'Foo' };

function resource(analysis: ReturnType<typeof run>, plural: string): Resource | undefined {
  return analysis.model.groupVersions.flatMap(({ resources }) => resources).find((each) => each.plural === plural);
}

describe('paths', () => {
  test.each([
    [
      '/api/v1/pods',
      {
        group: '',
        version: 'v1',
        plural: 'pods',
        namespaced: false,
        named: false,
        subresource: '',
        isDeep: false,
        isWatch: false,
      },
    ],
    [
      '/api/v1/namespaces/{name}/status',
      {
        group: '',
        version: 'v1',
        plural: 'namespaces',
        namespaced: false,
        named: true,
        subresource: 'status',
        isDeep: false,
        isWatch: false,
      },
    ],
    [
      '/api/v1/namespaces/{namespace}/pods/{name}/proxy/{path}',
      {
        group: '',
        version: 'v1',
        plural: 'pods',
        namespaced: true,
        named: true,
        subresource: 'proxy',
        isDeep: true,
        isWatch: false,
      },
    ],
    [
      '/apis/a.b/v1/foos/{name}/vnc/screenshot',
      {
        group: 'a.b',
        version: 'v1',
        plural: 'foos',
        namespaced: false,
        named: true,
        subresource: 'vnc/screenshot',
        isDeep: false,
        isWatch: false,
      },
    ],
    [
      '/api/v1/watch/pods',
      {
        group: '',
        version: 'v1',
        plural: 'pods',
        namespaced: false,
        named: false,
        subresource: '',
        isDeep: false,
        isWatch: true,
      },
    ],
    [
      '/api/v1/watch',
      {
        group: '',
        version: 'v1',
        plural: 'watch',
        namespaced: false,
        named: false,
        subresource: '',
        isDeep: false,
        isWatch: false,
      },
    ],
    ['/api/v1/', undefined],
    ['/apis/', undefined],
    ['/apis/apps/', undefined],
    ['/version/', undefined],
    ['/logs/{logpath}', undefined],
    ['/apis/../v1/foos', undefined],
    ['/apis/a.b/../foos', undefined],
    ['/apis/a.b/v1/{plural}', undefined],
  ])('%s', (path, expected) => {
    expect(parsePath(path)).toEqual(expected);
  });
});

describe.each([2, 3] as const)('OpenAPI v%i', (v) => {
  test('can be watched where there is a path to watch, or none in the group version and the resource is like those of CRDs', () => {
    const foos = '/apis/x.example.com/v1/foos';
    const verbs = (paths: Record<string, unknown>): unknown =>
      resource(run([api(v, { namespaced: false, resources: { foos: 'Foo', bars: 'Bar' }, paths })]), 'foos')?.verbs;
    const watch = { get: operation(v, 'watchlist', foo) };
    expect(verbs({})).toContain('watch');
    expect(verbs({ '/apis/x.example.com/v1/watch/foos': watch })).toContain('watch');
    expect(verbs({ '/apis/x.example.com/v1/watch/bars': watch })).not.toContain('watch');
    expect(verbs({ [`${foos}/{name}`]: { get: operation(v, 'get', foo) } })).toEqual([
      'create',
      'deletecollection',
      'get',
      'list',
    ]);
  });

  test('gives resources with the verbs of their paths', () => {
    const analysis = run([api(v, {})]);
    expect(analysis.diagnostics).toEqual([]);
    expect(resource(analysis, 'foos')).toMatchObject({
      kind: 'Foo',
      listKind: 'FooList',
      accessor: 'foos',
      namespaced: true,
      subresources: [],
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    });
    expect(analysis.model.groupVersions[0]?.sources).toEqual(['Kubernetes OpenAPI']);
  });

  test('gives a custom resource the same types and names as its CRD', () => {
    const properties = { spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } } };
    const ofCrd = run([crd({ schema: { type: 'object', properties } })]).model.groupVersions[0];
    const ofApi = run([api(v, {})]).model.groupVersions[0];
    expect(ofApi?.types).toEqual(
      ofCrd?.types.map((type) =>
        type.kind === 'object' && type.role?.is === 'stored' ? { ...type, role: { ...type.role, hasStatus: false } } : type,
      ),
    );
    expect(ofApi?.resources).toEqual(ofCrd?.resources);
    expect(ofApi?.accessor).toBe(ofCrd?.accessor);
  });

  test('gives subresources with their bodies, what they return and their own parameters', () => {
    const eviction = definitionName('policy', 'v1', 'Eviction');
    const scale = 'io.k8s.api.autoscaling.v1.Scale';
    const name = definitionName('x.example.com', 'v1', 'Foo');
    const parameters = [
      { in: 'query', name: 'tail', ...(v === 2 ? { type: 'integer' } : { schema: { type: 'integer' } }), description: 'Lines.' },
      { in: 'query', name: 'follow', ...(v === 2 ? { type: 'boolean' } : { schema: { type: 'boolean' } }) },
      { in: 'query', name: 'pretty' },
      { in: 'path', name: 'name' },
    ];
    const analysis = run([
      api(v, {
        definitions: {
          [eviction]: {
            type: 'object',
            properties: { apiVersion: { type: 'string' }, kind: { type: 'string' } },
            'x-kubernetes-group-version-kind': [{ group: 'policy', version: 'v1', kind: 'Eviction' }],
          },
          [scale]: { type: 'object', properties: { spec: { type: 'object' } } },
        },
        paths: {
          [`${root}/status`]: { get: operation(v, 'get', foo, name), patch: operation(v, 'patch', foo, name) },
          [`${root}/scale`]: { put: operation(v, 'put', foo, scale, scale) },
          [`${root}/eviction`]: { post: operation(v, 'post', foo, 'io.k8s.apimachinery.pkg.apis.meta.v1.Status', eviction) },
          [`${root}/log`]: { get: operation(v, 'get', foo), parameters },
          [`${root}/proxy`]: { get: operation(v, 'connect', foo), post: operation(v, 'connect', foo) },
          [`${root}/proxy/{path}`]: { put: operation(v, 'connect', foo), get: operation(v, 'connect', foo) },
        },
      }),
    ]);
    expect(analysis.diagnostics).toEqual([]);
    expect(resource(analysis, 'foos')?.subresources).toEqual([
      {
        name: 'eviction',
        operations: [
          {
            verb: 'create',
            sends: { is: 'type', type: { group: 'policy', version: 'v1', name: 'Eviction' } },
            returns: { is: 'status' },
            parameters: [],
          },
        ],
      },
      {
        name: 'log',
        operations: [
          {
            verb: 'get',
            returns: { is: 'text' },
            parameters: [
              { name: 'follow', type: 'boolean' },
              { name: 'tail', type: 'number', description: 'Lines.' },
            ],
          },
        ],
      },
      {
        name: 'proxy',
        operations: [{ verb: 'connect', methods: ['GET', 'POST', 'PUT'], returns: { is: 'text' }, parameters: [] }],
      },
      { name: 'scale', operations: [{ verb: 'update', sends: { is: 'scale' }, returns: { is: 'scale' }, parameters: [] }] },
      {
        name: 'status',
        operations: [
          { verb: 'get', returns: { is: 'self' }, parameters: [] },
          { verb: 'patch', sends: { is: 'self' }, returns: { is: 'self' }, parameters: [] },
        ],
      },
    ]);
    expect(analysis.model.groupVersions.map(({ group, resources }) => [group, resources.length])).toEqual([
      ['policy', 0],
      ['x.example.com', 1],
    ]);
    expect(breaches(analysis)).toEqual([]);
  });

  test('a kind inside another schema is embedded, in lists it is not', () => {
    const name = definitionName('x.example.com', 'v1', 'Foo');
    const holder = definitionName('x.example.com', 'v1', 'Bar');
    const analysis = run([
      api(v, {
        resources: { foos: 'Foo', bars: 'Bar' },
        definitions: {
          [holder]: {
            type: 'object',
            properties: {
              apiVersion: {},
              kind: {},
              templates: { type: 'array', items: refTo(v, name) },
              one: v === 3 ? { allOf: [refTo(v, name)], default: {} } : refTo(v, name),
            },
            'x-kubernetes-group-version-kind': [{ ...foo, kind: 'Bar' }],
          },
        },
      }),
    ]);
    expect(types(analysis)).toMatchObject({
      Bar: '{ apiVersion?: unknown, kind?: unknown, metadata?: meta.ObjectMeta, one?: Foo+, templates?: Foo+[] }',
      FooList: '{ apiVersion?: string, kind?: string, metadata?: meta.ListMeta, items: Foo[] }',
    });
  });

  test('types of meta/v1 are the runtime’s, copies of them too; what it lacks is generated', () => {
    const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
    const properties = {
      a: refTo(v, `${meta}.LabelSelector`),
      b: refTo(v, `${meta}.ObjectMeta_v2`),
      c: refTo(v, 'io.k8s.apimachinery.pkg.util.intstr.IntOrString'),
      d: refTo(v, 'io.k8s.apimachinery.pkg.runtime.RawExtension'),
      e: refTo(v, `${meta}.Novelty`),
    };
    const analysis = run([
      api(v, {
        definitions: {
          [definitionName('x.example.com', 'v1', 'Foo')]: {
            type: 'object',
            properties,
            'x-kubernetes-group-version-kind': [foo],
          },
          [`${meta}.Novelty`]: { type: 'string', format: 'new' },
        },
      }),
    ]);
    expect(types(analysis, analysis.model.groupVersions[1])).toMatchObject({
      Foo: '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, a?: meta.LabelSelector, b?: meta.ObjectMeta, c?: meta.IntOrString, d?: meta.RawExtension, e?: Novelty }',
    });
    expect(types(analysis)).toEqual({ Novelty: '= string' });
  });

  test('a cycle of references through fields is a recursive type; a reference that leads nowhere is an error that names the file', () => {
    const own = definitionName('x.example.com', 'v1', 'Node');
    const analysis = run([
      api(v, {
        definitions: {
          [definitionName('x.example.com', 'v1', 'Foo')]: {
            type: 'object',
            properties: { tree: refTo(v, own), gone: refTo(v, 'no.such') },
            'x-kubernetes-group-version-kind': [foo],
          },
          [own]: {
            type: 'object',
            properties: {
              children: { type: 'array', items: refTo(v, own) },
              $ref: { type: 'string' },
              by: { additionalProperties: refTo(v, own) },
            },
          },
        },
      }),
    ]);
    expect(types(analysis)).toMatchObject({
      Foo: '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, gone?: unknown, tree?: Node }',
      Node: '{ $ref?: string, by?: Record<Node>, children?: Node[] }',
    });
    expect(messages(analysis)).toEqual([
      expect.stringMatching(
        /^error (swagger|v3)\.json: .*Foo.*: refers to "#.*no\.such", which leads nowhere \(use a document that is complete\)$/,
      ),
    ]);
  });

  test('allOf of several is an intersection; references that loop are an error that names the file', () => {
    const of = (kind: string): string => definitionName('x.example.com', 'v1', kind);
    const properties = { all: refTo(v, of('All')), a: refTo(v, of('A')), deep: refTo(v, of('Deep')), loop: refTo(v, of('Loop')) };
    const analysis = run([
      api(v, {
        definitions: {
          [of('Foo')]: { type: 'object', properties, 'x-kubernetes-group-version-kind': [foo] },
          [of('All')]: { allOf: [refTo(v, of('Base')), { type: 'object', properties: { more: { type: 'string' } } }] },
          [of('Base')]: { type: 'object', properties: { base: { type: 'string' } } },
          [of('A')]: { allOf: [refTo(v, of('B'))] },
          [of('B')]: { type: 'object', additionalProperties: refTo(v, of('A')) },
          [of('Deep')]: { type: 'array', items: refTo(v, of('Deep')) },
          [of('Loop')]: refTo(v, of('Loop')),
        },
      }),
    ]);
    expect(types(analysis)).toMatchObject({
      All: '= (Base & AllFields)',
      AllFields: '{ more?: string }',
      A: '= B',
      B: '= Record<A>',
      Deep: '= Deep[]',
      Loop: '= unknown',
    });
    expect(messages(analysis)).toEqual([
      expect.stringMatching(/^error (swagger|v3)\.json: .*Loop.*: refers to nothing but itself, through references that loop/),
    ]);
    expect(breaches(analysis)).toEqual([]);
  });

  test('a resource whose kind no document defines is an open object, and one without a kind is left out', () => {
    const analysis = run([
      api(v, {
        resources: {},
        paths: {
          '/apis/x.example.com/v1/bars': {
            get: operation(v, 'list', { ...foo, kind: 'Bar' }),
            post: operation(v, 'post', { ...foo, kind: 'Bar' }),
          },
          '/apis/x.example.com/v1/bars/{name}': { get: operation(v, 'get', { ...foo, kind: 'Bar' }) },
          '/apis/x.example.com/v1/what/{name}/console': { get: { responses: {} } },
        },
      }),
    ]);
    expect(types(analysis)).toEqual({
      Bar: '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, []: unknown }',
      BarList: '{ apiVersion?: string, kind?: string, metadata?: meta.ListMeta, items: Bar[] }',
    });
    expect(messages(analysis)).toEqual([
      expect.stringMatching(/^warning .*: paths: does not say what kind what of x\.example\.com\/v1 is, so it is left out$/),
    ]);
  });

  test('two resources of one kind share its types, and the second is called after its plural', () => {
    const analysis = run([api(v, { resources: { foos: 'Foo', oldfoos: 'Foo' } })]);
    expect(
      analysis.model.groupVersions[0]?.resources.map(({ plural, typeName, accessor, object }) => [
        plural,
        typeName,
        accessor,
        object.name,
      ]),
    ).toEqual([
      ['foos', 'Foo', 'foos', 'Foo'],
      ['oldfoos', 'FooOldfoos', 'oldfoos', 'Foo'],
    ]);
    expect(breaches(analysis)).toEqual([]);
  });

  test('a kind that cannot be read is plain', () => {
    const name = definitionName('x.example.com', 'v1', 'Foo');
    const analysis = run([
      api(v, {
        paths: {
          '/apis/x.example.com/v1/namespaces/{namespace}/foos': { post: operation(v, 'post', foo, name, name) },
          '/apis/x.example.com/v1/foos': undefined,
          [root]: undefined,
        },
      }),
    ]);
    expect(resource(analysis, 'foos')).toMatchObject({ verbs: ['create'], namespaced: true });
    expect(resource(analysis, 'foos')).not.toHaveProperty('list');
    expect(
      analysis.model.groupVersions[0]?.types.map(({ name: type, ...rest }) => [type, 'role' in rest ? rest.role : undefined]),
    ).toEqual([
      ['Foo', { is: 'plain', apiKind: 'Foo' }],
      ['FooSpec', undefined],
    ]);
  });

  test('a group that is not asked for gives only what others refer to', () => {
    const other = api(v, { group: 'y.example.com', resources: { bars: 'Bar', bazs: 'Baz' }, file: 'y.json' });
    const name = definitionName('x.example.com', 'v1', 'Foo');
    const properties = { bar: refTo(v, definitionName('y.example.com', 'v1', 'Bar')) };
    const ours = api(v, { definitions: { [name]: { type: 'object', properties, 'x-kubernetes-group-version-kind': [foo] } } });
    const analysis = run([ours, other], { include: ['x.example.com'] });
    expect(
      analysis.model.groupVersions.map((each) => [
        each.group,
        each.resources.map(({ kind }) => kind),
        Object.keys(types(analysis, each)),
      ]),
    ).toEqual([
      ['x.example.com', ['Foo'], ['Foo', 'FooList']],
      ['y.example.com', [], ['Bar', 'BarSpec']],
    ]);
    expect(analysis.excluded).toEqual(['y.example.com/v1/Bar', 'y.example.com/v1/Baz']);
    expect(analysis.diagnostics).toEqual([]);
  });

  test('a CRD wins over the same resource, in all versions of it', () => {
    const schema = { type: 'object', properties: { mine: { type: 'string' } } };
    const documents = [
      api(v, { resources: { foos: 'Foo', bars: 'Bar' } }),
      api(v, { version: 'v2', file: 'b.json' }),
      crd({ schema }),
    ];
    const analysis = run(documents);
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.model.groupVersions.map(({ version, resources }) => [version, resources.map(({ kind }) => kind)])).toEqual([
      ['v1', ['Bar', 'Foo']],
    ]);
    expect(types(analysis)['Foo']).toBe('{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, mine?: string }');
    expect(run([...documents].reverse())).toEqual(analysis);
  });

  test('names of groups, versions and kinds that no server has are not believed', () => {
    const evil = { group: '../../x', version: 'v1', kind: 'Foo' };
    const analysis = run([
      api(v, {
        resources: {},
        definitions: {
          'a.b.Foo': { type: 'object', properties: { apiVersion: {}, kind: {} }, 'x-kubernetes-group-version-kind': [evil] },
        },
        paths: {
          '/apis/x.example.com/v1/foos': {
            get: operation(v, 'list', evil, 'a.b.Foo'),
            post: operation(v, 'post', { ...foo, kind: '*/ evil' }, 'a.b.Foo', 'a.b.Foo'),
          },
        },
      }),
    ]);
    expect(breaches(analysis)).toEqual([]);
    for (const { group, version } of analysis.model.groupVersions) expect(`${group} ${version}`).toMatch(/^[a-z0-9.-]+ v1$/);
  });

  test.each([
    null,
    [],
    'x',
    {},
    { paths: [] },
    { paths: { '/api/v1/pods': null } },
    { paths: { '/api/v1/pods': { get: [] } }, definitions: 3, components: [] },
  ])('%j gives nothing', (value) => {
    const analysis = run([{ ...api(v, {}), value }]);
    expect(analysis.model.groupVersions).toEqual([]);
  });
});

describe('several OpenAPI documents', () => {
  test('v3 documents share their definitions, which are written once', () => {
    const shared = { 'com.example.shared.v1.Part': { type: 'object', properties: { a: { type: 'string' } } } };
    const using = (group: string): object => ({
      ...shared,
      [definitionName(group, 'v1', 'Foo')]: {
        type: 'object',
        properties: { part: refTo(3, 'com.example.shared.v1.Part') },
        'x-kubernetes-group-version-kind': [{ group, version: 'v1', kind: 'Foo' }],
      },
    });
    const documents = ['a.example.com', 'b.example.com'].map((group) =>
      api(3, { group, file: `${group}.json`, definitions: using(group) as Record<string, unknown> }),
    );
    const analysis = run(documents);
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.model.groupVersions.map(({ group, types: all }) => [group, all.map(({ name }) => name)])).toEqual([
      ['a.example.com', ['Foo', 'FooList']],
      ['b.example.com', ['Foo', 'FooList']],
      ['shared.example.com', ['Part']],
    ]);
  });

  test('that define one name differently are an error that names both', () => {
    const part = (type: string, file: string) =>
      api(3, { file, definitions: { 'com.example.shared.v1.Part': { type, description: file, default: {} } } });
    expect(messages(run([part('object', 'a.json'), part('string', 'b.json')]))).toEqual([
      'error b.json: components.schemas["com.example.shared.v1.Part"]: is defined differently in a.json (give documents of one cluster at one time)',
    ]);
    expect(messages(run([part('object', 'a.json'), part('object', 'b.json')]))).toEqual([]);
  });

  test('of v2 and v3 together are read as v3, whatever the order', () => {
    const v3 = run([api(3, {})]);
    expect(run([api(2, {}), api(3, {})]).model).toEqual(v3.model);
    expect(run([api(3, {}), api(2, {})]).model).toEqual(v3.model);
  });
});

test('enums of Kubernetes itself are open, and those of custom resources stay closed', () => {
  const own = 'io.k8s.api.core.v1.Rule';
  const foreign = 'io.k8s.networking.gateway.v1.Other';
  const rule = {
    type: 'object',
    properties: { phase: { type: 'string', enum: ['Ready', 'Failed'] }, size: { type: 'integer', enum: [1, 2] } },
  };
  for (const v of [2, 3] as const) {
    const foo = {
      type: 'object',
      properties: { own: refTo(v, own), foreign: refTo(v, foreign) },
      'x-kubernetes-group-version-kind': [{ group: 'x.example.com', version: 'v1', kind: 'Foo' }],
    };
    const definitions = { [own]: rule, [foreign]: rule, [definitionName('x.example.com', 'v1', 'Foo')]: foo };
    const analysis = run([api(v, { definitions })]);
    expect(breaches(analysis)).toEqual([]);
    const all = Object.assign({}, ...analysis.model.groupVersions.map((each) => types(analysis, each))) as Record<string, string>;
    expect(all['Rule']).toBe('{ phase?: "Ready" | "Failed" | …, size?: 1 | 2 }');
    expect(all['Other']).toBe('{ phase?: "Ready" | "Failed", size?: 1 | 2 }');
  }
});

test('a definition that is a choice of types is a union, also if it refers to itself', () => {
  for (const v of [2, 3] as const) {
    const ref = refTo(v, 'com.example.x.v1.Expression');
    const and = { type: 'object', required: ['and'], properties: { and: { type: 'array', items: ref } } };
    const not = { type: 'object', required: ['not'], properties: { not: ref } };
    const foo = {
      type: 'object',
      properties: { expression: ref },
      'x-kubernetes-group-version-kind': [{ group: 'x.example.com', version: 'v1', kind: 'Foo' }],
    };
    const definitions = {
      'com.example.x.v1.Expression': { oneOf: [{ type: 'string' }, and, not] },
      [definitionName('x.example.com', 'v1', 'Foo')]: foo,
    };
    const all = types(run([api(v, { definitions })]));
    expect(all['Expression']).toBe('= (string | ExpressionVariantAnd | ExpressionVariantNot)');
    expect(all['ExpressionVariantAnd']).toBe('{ and: Expression[] }');
    expect(all['ExpressionVariantNot']).toBe('{ not: Expression }');
  }
});
