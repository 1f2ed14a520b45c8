import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, type Client } from '../testdata/api-client.js';
import { widgetCrd } from '../testdata/widgets.js';

const folder = path.resolve(__dirname, '../../../../shared/data/openapi-v1.36/v3');

let server: ApiServer;
let api: Client;
beforeAll(async () => {
  server = await startApiServer({ crds: [widgetCrd] });
  api = clientOf(server);
});
afterAll(() => server.stop());

interface Index {
  readonly paths: Record<string, { readonly serverRelativeURL: string }>;
}

type Paths = Record<
  string,
  Record<string, { 'x-kubernetes-action'?: string; 'x-kubernetes-group-version-kind'?: unknown; operationId?: string }>
>;

function operations(document: unknown): string[] {
  return Object.entries((document as { paths: Paths }).paths)
    .filter(([name]) => !/\/(proxy|exec|attach|portforward)\b/.test(name) && !name.includes('componentstatuses'))
    .flatMap(([name, item]) =>
      Object.entries(item)
        .filter(([, operation]) => operation['x-kubernetes-action'] !== undefined)
        .map(
          ([method, o]) =>
            `${method} ${name} ${o['x-kubernetes-action'] ?? ''} ${o.operationId ?? ''} ${JSON.stringify(Object.entries(o['x-kubernetes-group-version-kind'] ?? {}).sort())}`,
        ),
    )
    .sort();
}

test('the index contains every group version with the hash of its document', async () => {
  const body: Index = (await api.get('/openapi/v3')).body;
  expect(body.paths['api/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{128}$/);
  for (const { serverRelativeURL } of Object.values(body.paths)) {
    expect((await api.get(serverRelativeURL)).body.openapi).toBe('3.0.0');
  }
});

test.each([
  'api__v1',
  'apis__apps__v1',
  'apis__apiextensions.k8s.io__v1',
  'apis__authentication.k8s.io__v1',
  'apis__autoscaling__v2',
  'apis__batch__v1',
  'apis__certificates.k8s.io__v1',
  'apis__coordination.k8s.io__v1',
  'apis__discovery.k8s.io__v1',
  'apis__events.k8s.io__v1',
  'apis__networking.k8s.io__v1',
  'apis__policy__v1',
  'apis__rbac.authorization.k8s.io__v1',
  'apis__resource.k8s.io__v1',
  'apis__scheduling.k8s.io__v1',
  'apis__storage.k8s.io__v1',
  'apis__flowcontrol.apiserver.k8s.io__v1',
  'apis__admissionregistration.k8s.io__v1',
  'apis__node.k8s.io__v1',
  'apis__authorization.k8s.io__v1',
  'apis__apiregistration.k8s.io__v1',
])('%s has the operations of a real server', async (name) => {
  const file = path.join(folder, `${name}_openapi.json`);
  if (!existsSync(file)) {
    process.stdout.write('skipped: the documents of a real server are not here\n');
    return;
  }
  const real: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const ours = await api.get(`/openapi/v3/${name.replaceAll('__', '/')}`);
  expect(operations(ours.body)).toEqual(operations(real));
});

test('a custom resource has its schema with the fields of all objects', async () => {
  const { body } = await api.get('/openapi/v3/apis/example.com/v1');
  const schema = body.components.schemas['com.example.v1.Widget'];
  expect(schema['x-kubernetes-group-version-kind']).toEqual([{ group: 'example.com', kind: 'Widget', version: 'v1' }]);
  expect(schema.properties.metadata).toEqual({
    allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
  });
  expect(schema.properties.spec.properties.size).toEqual({ type: 'integer', minimum: 1, maximum: 20 });
  const { paths }: { paths: object } = body;
  expect(Object.keys(paths)).toEqual([
    '/apis/example.com/v1/namespaces/{namespace}/widgets',
    '/apis/example.com/v1/widgets',
    '/apis/example.com/v1/namespaces/{namespace}/widgets/{name}',
    '/apis/example.com/v1/namespaces/{namespace}/widgets/{name}/status',
    '/apis/example.com/v1/namespaces/{namespace}/widgets/{name}/scale',
  ]);
});

test('every reference has a schema', async () => {
  const index: Index = (await api.get('/openapi/v3')).body;
  for (const { serverRelativeURL } of Object.values(index.paths)) {
    const { body } = await api.get(serverRelativeURL);
    const used = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect([...new Set(used)].filter((name) => !(name in body.components.schemas))).toEqual([]);
  }
});

test('aggregated and unaggregated discovery agree', async () => {
  const groups = await api.get('/apis');
  const aggregated = await api.get('/apis', {
    accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json',
  });
  expect(aggregated.headers.get('content-type')).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
  expect(aggregated.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(
    groups.body.groups.map((group: { name: string }) => group.name),
  );
  const apps = await api.get('/apis/apps/v1');
  expect(apps.body.resources.find((r: { name: string }) => r.name === 'deployments/scale')).toEqual({
    name: 'deployments/scale',
    singularName: '',
    namespaced: true,
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: ['get', 'patch', 'update'],
  });
  const custom = await api.get('/apis/example.com');
  expect(custom.body.versions.map((v: { version: string }) => v.version)).toEqual(['v1', 'v1alpha1']);
});
