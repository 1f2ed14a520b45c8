import { breaches, crd, documentOf, messages, run, types } from './testdata/documents.js';
import type { CrdParts } from './testdata/documents.js';

describe('a CRD', () => {
  test('gives a resource with all verbs, its object and its list', () => {
    const analysis = run([
      crd(
        {
          group: 'cache.example.com',
          kind: 'RedisCluster',
          names: { singular: 'rediscluster', shortNames: ['redis'], categories: ['all'] },
          schema: {
            type: 'object',
            description: 'A cluster.',
            properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } },
          },
          subresources: { status: {} },
        },
        'some/folder/redis.yaml',
      ),
    ]);
    const name = (text: string): object => ({ group: 'cache.example.com', version: 'v1', name: text });
    const self = { is: 'self' };
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.model.groupVersions).toMatchObject([
      { group: 'cache.example.com', version: 'v1', accessor: 'cacheV1', sources: ['redisclusters.cache.example.com'] },
    ]);
    expect(analysis.model.groupVersions[0]?.resources).toEqual([
      {
        kind: 'RedisCluster',
        listKind: 'RedisClusterList',
        plural: 'redisclusters',
        singular: 'rediscluster',
        typeName: 'RedisCluster',
        accessor: 'redisClusters',
        namespaced: true,
        shortNames: ['redis'],
        categories: ['all'],
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
        object: name('RedisCluster'),
        list: name('RedisClusterList'),
        subresources: [
          {
            name: 'status',
            operations: [
              { verb: 'get', returns: self, parameters: [] },
              { verb: 'patch', sends: self, returns: self, parameters: [] },
              { verb: 'update', sends: self, returns: self, parameters: [] },
            ],
          },
        ],
      },
    ]);
    expect(types(analysis)).toEqual({
      RedisCluster: '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, spec?: RedisClusterSpec }',
      RedisClusterList: '{ apiVersion?: string, kind?: string, metadata?: meta.ListMeta, items: RedisCluster[] }',
      RedisClusterSpec: '{ replicas?: number }',
    });
    const roles = analysis.model.groupVersions[0]?.types.map((type) => (type.kind === 'object' ? type.role : undefined));
    expect(roles).toEqual([
      { is: 'stored', apiKind: 'RedisCluster', namespaced: true, hasStatus: true },
      { is: 'list', apiKind: 'RedisClusterList', items: name('RedisCluster') },
      undefined,
    ]);
  });

  test('gives all served versions and no other, and the warning of a deprecated one', () => {
    const version = (name: string, extra: object): object => ({
      name,
      served: true,
      storage: false,
      schema: { openAPIV3Schema: { type: 'object' } },
      ...extra,
    });
    const analysis = run([
      crd({
        versions: [
          version('v1', { storage: true }),
          version('v1beta1', { deprecated: true, deprecationWarning: 'use v1' }),
          version('v1alpha2', { deprecated: true }),
          version('v1alpha1', { served: false }),
        ],
      }),
    ]);
    const warnings = analysis.model.groupVersions.map(({ version: name, resources }) => [name, resources[0]?.deprecated]);
    expect(warnings).toEqual([
      ['v1', undefined],
      ['v1alpha2', 'x.example.com/v1alpha2 Foo is deprecated'],
      ['v1beta1', 'use v1'],
    ]);
    const ofTypes = analysis.model.groupVersions[2]?.types.map(({ documentation }) => documentation.tags);
    expect(ofTypes).toEqual([[{ name: 'deprecated', text: 'use v1' }], [{ name: 'deprecated', text: 'use v1' }]]);
  });

  test('that serves no version is warned of', () => {
    const versions = [{ name: 'v1', served: false, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
    expect(messages(run([crd({ versions })]))).toEqual([
      'warning foo.yaml: spec.versions: holds no served version, so nothing is generated (set served: true)',
    ]);
  });

  test('has scale if it says so', () => {
    const subresources = { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' }, status: {} };
    const found = run([crd({ subresources })]).model.groupVersions[0]?.resources[0]?.subresources;
    expect(found?.map(({ name, operations }) => [name, operations.map(({ verb, returns }) => `${verb} ${returns.is}`)])).toEqual([
      ['scale', ['get scale', 'patch scale', 'update scale']],
      ['status', ['get self', 'patch self', 'update self']],
    ]);
  });

  test('may be cluster-scoped, and name its lists as it likes', () => {
    const analysis = run([crd({ scope: 'Cluster', names: { listKind: 'ManyFoos' } })]);
    expect(analysis.model.groupVersions[0]?.resources[0]).toMatchObject({
      namespaced: false,
      listKind: 'ManyFoos',
      list: { name: 'ManyFoos' },
    });
  });
});

describe('what the API server would refuse is an error that says where, what and how to fix it', () => {
  const schema = { openAPIV3Schema: { type: 'object' } };
  const versions = (...all: object[]): CrdParts => ({
    versions: all.map((each) => ({ served: true, storage: false, schema, ...each })),
  });
  test.each<[string, CrdParts, string]>([
    ['a group that is a number', { spec: { group: 1.5 } }, 'spec.group: is 1.5, and must be a string'],
    ['a kind that is a list', { names: { kind: ['A'] } }, 'spec.names.kind: is ["A"], and must be a string'],
    ['no group', { spec: { group: undefined } }, 'spec.group: is missing'],
    [
      'group without a dot',
      { group: 'example' },
      'spec.group: has no dot: "example" (use a domain of your own, such as cache.example.com)',
    ],
    ['group in capitals', { group: 'X.example.com' }, 'spec.group: is no DNS name: "X.example.com"'],
    ['group that leaves a folder', { group: '../../etc' }, 'spec.group: is no DNS name: "../../etc"'],
    ['no scope', { spec: { scope: undefined } }, 'spec.scope: is missing (use Namespaced or Cluster)'],
    ['another scope', { scope: 'namespaced' }, 'spec.scope: is "namespaced" (use Namespaced or Cluster)'],
    ['no kind', { names: { kind: undefined } }, 'spec.names.kind: is missing'],
    ['kind that is no word', { names: { kind: 'Foo Bar*/' } }, 'spec.names.kind: cannot be a kind: "Foo Bar*/"'],
    ['no plural', { names: { plural: '' } }, 'spec.names.plural: is missing'],
    ['plural in capitals', { names: { plural: 'Foos' } }, 'spec.names.plural: is no DNS label: "Foos"'],
    ['singular with a blank', { names: { singular: 'a b' } }, 'spec.names.singular: is no DNS label: "a b"'],
    ['short name in capitals', { names: { shortNames: ['a', 'B'] } }, 'spec.names.shortNames[1]: is no DNS label: "B"'],
    ['listKind that is the kind', { names: { listKind: 'Foo' } }, 'spec.names.listKind: is the same as the kind (use FooList)'],
    [
      'another name',
      { metadata: { name: 'foo' } },
      'metadata.name: is "foo" (must be spec.names.plural, a dot, and spec.group: foos.x.example.com)',
    ],
    ['no versions', { versions: [] }, 'spec.versions: holds no version (list at least one version)'],
    [
      'version without a schema',
      versions({ name: 'v1', storage: true, schema: undefined }),
      'spec.versions[0]: "v1" has no schema',
    ],
    ['version that is no label', versions({ name: 'V1', storage: true }), 'spec.versions[0].name: is no DNS label: "V1"'],
    ['a version twice', versions({ name: 'v1', storage: true }, { name: 'v1' }), 'spec.versions[1].name: is there twice: "v1"'],
    [
      'no storage version',
      versions({ name: 'v1' }),
      'spec.versions: has no storage version (set storage: true on exactly one version)',
    ],
    [
      'two storage versions',
      versions({ name: 'v1', storage: true }, { name: 'v2', storage: true }),
      'spec.versions: has 2 storage versions',
    ],
    [
      'a warning for no deprecation',
      versions({ name: 'v1', storage: true, deprecationWarning: 'x' }),
      'spec.versions[0].deprecationWarning: is set for a version that is not deprecated',
    ],
    [
      'scale without a path',
      { subresources: { scale: { statusReplicasPath: '.status.replicas' } } },
      'spec.versions[0].subresources.scale.specReplicasPath: is not a path below .spec',
    ],
    [
      'preserveUnknownFields',
      { spec: { preserveUnknownFields: true } },
      'spec.preserveUnknownFields: is true, which v1 does not allow',
    ],
  ])('%s', (_name, parts, expected) => {
    const found = messages(run([crd(parts)]));
    expect(found).toContainEqual(expect.stringContaining(`error foo.yaml: ${expected}`));
    expect(run([crd(parts)]).model.groupVersions).toEqual([]);
  });

  test('v1beta1, with the way to convert it', () => {
    const document = crd();
    const value = { ...(document.value as object), apiVersion: 'apiextensions.k8s.io/v1beta1' };
    expect(messages(run([{ ...document, value }]))).toEqual([
      expect.stringMatching(
        /^error foo\.yaml: apiVersion: is apiextensions\.k8s\.io\/v1beta1, which Kubernetes 1\.22 removed \(convert it .*kubectl get crd NAME -o yaml\)$/,
      ),
    ]);
  });

  test.each([
    null,
    [],
    'x',
    3,
    {},
    { apiVersion: 'apiextensions.k8s.io/v1' },
    { apiVersion: 'apiextensions.k8s.io/v1', spec: [] },
  ])('%j', (value) => {
    expect(messages(run([documentOf('crd', 'foo.yaml', value)]))[0]).toMatch(/^error foo\.yaml: /);
  });

  test('all errors are told, and what is good is read all the same', () => {
    const analysis = run([crd({ scope: 'x', names: { singular: 'A' } }, 'a.yaml'), crd({ group: 'ok.io' }, 'b.yaml')]);
    expect(messages(analysis)).toHaveLength(2);
    expect(analysis.model.groupVersions.map(({ group }) => group)).toEqual(['ok.io']);
  });
});

describe('what is only warned of', () => {
  test('every part of a schema that an API server refuses, and where', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'object', properties: { b: { description: 'no type' }, c: {} } } },
    };
    expect(messages(run([crd({ schema })]))).toEqual([
      'warning foo.yaml: spec.versions[0].schema.openAPIV3Schema.properties.a.properties.b: has no type (an API server refuses the definition)',
      'warning foo.yaml: spec.versions[0].schema.openAPIV3Schema.properties.a.properties.c: has no type (an API server refuses the definition)',
    ]);
  });

  test('a group of k8s.io without approval', () => {
    expect(messages(run([crd({ group: 'x.k8s.io' })]))).toEqual([
      'warning foo.yaml: metadata.annotations: has no API approval (groups of k8s.io need the annotation api-approved.kubernetes.io)',
    ]);
    const metadata = { annotations: { 'api-approved.kubernetes.io': 'https://example.com' } };
    expect(messages(run([crd({ group: 'x.k8s.io', metadata })]))).toEqual([]);
    expect(messages(run([crd({ group: 'xk8s.io' })]))).toEqual([]);
  });
});

describe('several CRDs', () => {
  test('the same CRD twice is one, whatever the order of its fields', () => {
    const a = crd({ schema: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } } }, 'a.yaml');
    const b = crd({ schema: { properties: { b: { type: 'string' }, a: { type: 'string' } }, type: 'object' } }, 'b.yaml');
    const analysis = run([b, a]);
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.model.groupVersions[0]?.resources).toHaveLength(1);
    expect(analysis.model.groupVersions[0]?.sources).toEqual(['foos.x.example.com']);
  });

  test('the same CRD with another content is an error that names both files', () => {
    const other = crd({ schema: { type: 'object', properties: { a: { type: 'string' } } } }, 'b.yaml');
    const expected = [
      'error b.yaml: metadata.name: foos.x.example.com is defined differently in a.yaml (give one of the two only)',
    ];
    expect(messages(run([crd({}, 'a.yaml'), other]))).toEqual(expected);
    expect(messages(run([other, crd({}, 'a.yaml')]))).toEqual(expected);
  });

  test('a kind is one CRD of a group', () => {
    expect(messages(run([crd({}, 'a.yaml'), crd({ plural: 'fooz' }, 'b.yaml')]))).toEqual([
      expect.stringMatching(/^error b\.yaml: spec\.names\.kind: "Foo" is also the kind of foos\.x\.example\.com in a\.yaml/),
    ]);
  });

  test('two of one group and version share a folder; one kind in two groups does not', () => {
    const analysis = run([crd(), crd({ kind: 'Bar' }, 'bar.yaml'), crd({ group: 'y.example.com' })]);
    expect(analysis.model.groupVersions.map(({ group, resources }) => [group, resources.map(({ kind }) => kind)])).toEqual([
      ['x.example.com', ['Bar', 'Foo']],
      ['y.example.com', ['Foo']],
    ]);
    expect(analysis.model.groupVersions[0]?.sources).toEqual(['bars.x.example.com', 'foos.x.example.com']);
  });

  test('the model does not depend on their order', () => {
    const all = [
      crd({}, 'a.yaml'),
      crd({ kind: 'Bar' }, 'b.yaml'),
      crd({ group: 'x.other.com' }, 'c.yaml'),
      crd({ kind: 'Baz' }, 'a.yaml'),
    ];
    expect(run([...all].reverse())).toEqual(run(all));
  });

  test('groups that share a label are warned of, with the option that settles it', () => {
    const all = [crd(), crd({ group: 'x.other.com' }, 'b.yaml')];
    expect(messages(run(all))).toEqual([
      'warning clientset: x: 2 groups begin with x, so all go by their whole names: x.example.com is xExampleCom, x.other.com is xOtherCom ' +
        '(choose shorter ones with --group-name GROUP=NAME)',
    ]);
    const settled = run(all, { groupNames: { 'x.other.com': 'other' } });
    expect(settled.diagnostics).toEqual([]);
    expect(settled.model.groupVersions.map(({ accessor }) => accessor)).toEqual(['xV1', 'otherV1']);
    expect(messages(run(all, { groupNames: { 'x.other.com': 'a-b' } }))[0]).toMatch(
      /^error --group-name: x\.other\.com: "a-b" cannot be its name/,
    );
  });
});

describe('names of parts', () => {
  const object = (properties: object): object => ({ type: 'object', properties });
  const leaf = (name: string): object => object({ [name]: { type: 'string' } });

  test('every path has its own name, and equal ones are aliases of the first', () => {
    const spec = object({
      b: object({ inner: leaf('x') }),
      a: object({ inner: leaf('x') }),
      other: object({ inner: leaf('y') }),
    });
    const analysis = run([crd({ schema: object({ spec }) })]);
    expect(types(analysis)).toMatchObject({
      FooSpec: '{ a?: FooSpecA, b?: FooSpecB, other?: FooSpecOther }',
      FooSpecA: '{ inner?: FooSpecAInner }',
      FooSpecAInner: '{ x?: string }',
      FooSpecB: '= FooSpecA',
      FooSpecBInner: '= FooSpecAInner',
      FooSpecOther: '{ inner?: FooSpecOtherInner }',
      FooSpecOtherInner: '{ y?: string }',
    });
  });

  test('a difference in comments of fields is a difference; that of the part itself is its own', () => {
    const said = (text: string): object => ({ ...object({ x: { type: 'string', description: text } }) });
    expect(
      types(run([crd({ schema: object({ a: said('one'), b: said('two'), c: { ...said('one'), description: 'third' } }) })])),
    ).toMatchObject({
      FooA: '{ x?: string }',
      FooB: '{ x?: string }',
      FooC: '= FooA',
    });
  });

  test('paths that run together are numbered in the order of their names, not of the document', () => {
    const one = object({ 'a-b': leaf('x'), aB: leaf('y'), a: object({ b: leaf('z') }) });
    const two = object({ a: object({ b: leaf('z') }), aB: leaf('y'), 'a-b': leaf('x') });
    const found = types(run([crd({ schema: one })]));
    expect(found).toMatchObject({ FooAB: '{ z?: string }', FooAB2: '{ x?: string }', FooAB3: '{ y?: string }' });
    expect(types(run([crd({ schema: two })]))).toEqual(found);
  });

  test('a kind has its name before all parts, which is warned of', () => {
    const analysis = run([crd({ schema: object({ bar: leaf('x') }) }), crd({ kind: 'FooBar' }, 'bar.yaml')]);
    expect(types(analysis)).toMatchObject({ FooBar2: '{ x?: string }' });
    expect(messages(analysis)).toEqual([
      'warning foo.yaml: spec.versions[0].schema.openAPIV3Schema: a part of Foo is called FooBar2, because FooBar belongs to FooBar (use FooBar2)',
    ]);
    expect(breaches(analysis)).toEqual([]);
  });

  test.each(['FooClient', 'FooInput', 'FooLister', 'FooInformer'])(
    'the type of a kind is called %s, beside a Foo too, and renames no type',
    (kind) => {
      const schema = object({ spec: leaf('a'), status: leaf('b'), list: leaf('c'), client: leaf('d') });
      const alone = types(run([crd({ schema })]));
      expect(types(run([crd({ schema }), crd({ kind }, 'other.yaml')]))).toMatchObject({ ...alone, [kind]: expect.any(String) });
      expect(types(run([crd({ kind })]))).toMatchObject({ [kind]: expect.any(String) });
    },
  );

  test('kinds that differ in case only keep apart, in constants too', () => {
    const analysis = run([crd({ kind: 'IPPool', plural: 'ippools' }), crd({ kind: 'IpPool', plural: 'ippoolz' }, 'b.yaml')]);
    expect(analysis.model.groupVersions[0]?.resources.map(({ kind, typeName, accessor }) => [kind, typeName, accessor])).toEqual([
      ['IPPool', 'IPPool', 'ipPools'],
      ['IpPool', 'IpPool2', 'ippoolz'],
    ]);
    expect(breaches(analysis)).toEqual([]);
  });
});
