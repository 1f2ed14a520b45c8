import { newFakeClock } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client, type Reply } from '../testdata/api-client.js';
import { widget, widgetCrd } from '../testdata/widgets.js';

const clock = newFakeClock(Date.UTC(2030, 0, 1));
let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ crds: [widgetCrd], clock });
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const widgets = '/apis/example.com/v1/namespaces/default/widgets';

function apply(path: string, manager: string, config: unknown, more = ''): Promise<Reply> {
  return api.patch(`${path}?fieldManager=${manager}${more}`, 'apply', config);
}

/** Returns the managed fields as `manager operation subresource` and the fields. */
function owners({ body }: Pick<Reply, 'body'>): Record<string, unknown> {
  const entries: Record<string, string>[] = body.metadata.managedFields ?? [];
  return Object.fromEntries(
    entries.map(({ manager, operation, subresource, fieldsV1 }) => [
      [manager, operation, subresource].filter((part) => part !== undefined).join(' '),
      fieldsV1,
    ]),
  );
}

const applied = (name: string, data: Record<string, string>, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data,
});

test('apply creates an object, with managed fields and their time', async () => {
  const made = await apply(`${maps}/a`, 'me', applied('a', { x: '1' }, { labels: { app: 'a' } }));
  expect(made.status).toBe(201);
  expect(made.body.metadata.managedFields).toEqual([
    {
      manager: 'me',
      operation: 'Apply',
      apiVersion: 'v1',
      time: '2030-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app': {} } }, 'f:data': { 'f:x': {} } },
    },
  ]);
  const again = await apply(`${maps}/a`, 'me', applied('a', { x: '1' }, { labels: { app: 'a' } }));
  expect([again.status, again.body.metadata.resourceVersion]).toEqual([200, made.body.metadata.resourceVersion]);
});

test('the body may be YAML', async () => {
  const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: "1"\n';
  expect((await apply(`${maps}/a`, 'me', yaml)).body.data).toEqual({ x: '1' });
});

test('create, update and the other patches also set managed fields', async () => {
  const { body } = await api.post(`${maps}?fieldManager=creator`, configMap('a', { x: '1', y: '1' }));
  expect(owners({ body })).toEqual({ 'creator Update': { 'f:data': { '.': {}, 'f:x': {}, 'f:y': {} } } });
  const put = await api.put(`${maps}/a?fieldManager=updater`, { ...body, data: { x: '2', y: '1' } });
  expect(owners(put)).toEqual({
    'creator Update': { 'f:data': { '.': {}, 'f:y': {} } },
    'updater Update': { 'f:data': { 'f:x': {} } },
  });
  const patched = await api.patch(`${maps}/a?fieldManager=patcher`, 'merge', { data: { y: '2', x: null } });
  expect(owners(patched)).toEqual({ 'creator Update': { 'f:data': {} }, 'patcher Update': { 'f:data': { 'f:y': {} } } });
  const unnamed = await api.patch(`${maps}/a`, 'merge', { data: { z: '1' } });
  expect(Object.keys(owners(unnamed))).toContain('node Update');
});

test('a field of another manager is a conflict with the names of managers and fields', async () => {
  await api.post(`${maps}?fieldManager=creator`, configMap('a', { x: '1', y: '1' }));
  const one = await apply(`${maps}/a`, 'me', applied('a', { x: '2' }));
  expect([one.status, one.body]).toEqual([
    409,
    {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 1 conflict: conflict with "creator" using v1: .data.x',
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "creator" using v1', field: '.data.x' }] },
      code: 409,
    },
  ]);
  const two = await apply(`${maps}/a`, 'me', applied('a', { x: '2', y: '2' }));
  expect(two.body.message).toBe('Apply failed with 2 conflicts: conflicts with "creator" using v1:\n- .data.x\n- .data.y');
  expect((await api.get(`${maps}/a`)).body.data).toEqual({ x: '1', y: '1' });
});

test('the same value is no conflict and is shared, and force takes over a different value', async () => {
  await apply(`${maps}/a`, 'one', applied('a', { x: '1' }));
  const shared = await apply(`${maps}/a`, 'two', applied('a', { x: '1' }));
  expect(owners(shared)).toEqual({ 'one Apply': { 'f:data': { 'f:x': {} } }, 'two Apply': { 'f:data': { 'f:x': {} } } });
  const forced = await apply(`${maps}/a`, 'two', applied('a', { x: '2' }), '&force=true');
  expect(forced.body.data).toEqual({ x: '2' });
  expect(owners(forced)).toEqual({ 'two Apply': { 'f:data': { 'f:x': {} } } });
});

test('a field that is no longer applied is removed, unless another manager has it', async () => {
  await apply(`${maps}/a`, 'one', applied('a', { x: '1', y: '1' }));
  await apply(`${maps}/a`, 'two', applied('a', { y: '1' }));
  const less = await apply(`${maps}/a`, 'one', applied('a', { z: '1' }));
  expect(less.body.data).toEqual({ y: '1', z: '1' });
  const none = await apply(`${maps}/a`, 'two', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  expect(none.body.data).toEqual({ z: '1' });
  expect(Object.keys(owners(none))).toEqual(['one Apply']);
});

const template = (containers: object[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: { selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } }, spec: { containers } } },
});

test('lists of built-in kinds are merged by their keys, with defaults for keys', async () => {
  const ports = (...numbers: number[]): object[] => numbers.map((containerPort) => ({ containerPort }));
  await apply(`${deployments}/d`, 'one', template([{ name: 'a', image: 'x', ports: ports(80) }]));
  const both = await apply(
    `${deployments}/d`,
    'two',
    template([
      { name: 'a', ports: ports(81) },
      { name: 'b', image: 'y' },
    ]),
  );
  const [a, b] = both.body.spec.template.spec.containers;
  expect([a.image, a.ports.map((port: { containerPort: number }) => port.containerPort), b.image]).toEqual(['x', [80, 81], 'y']);
  expect(owners(both)['two Apply']).toMatchObject({
    'f:spec': {
      'f:selector': {},
      'f:template': {
        'f:spec': {
          'f:containers': {
            'k:{"name":"a"}': {
              '.': {},
              'f:name': {},
              'f:ports': { 'k:{"containerPort":81,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
            },
            'k:{"name":"b"}': { '.': {}, 'f:image': {}, 'f:name': {} },
          },
        },
      },
    },
  });
  const gone = await apply(`${deployments}/d`, 'two', template([]));
  expect(gone.body.spec.template.spec.containers.map((container: { name: string }) => container.name)).toEqual(['a']);
});

test('defaults of the server belong to the creator of an object, and never to an applier', async () => {
  const { body } = await api.post(`${deployments}?fieldManager=creator`, template([{ name: 'a', image: 'x' }]));
  expect(owners({ body })['creator Update']).toMatchObject({
    'f:spec': {
      'f:progressDeadlineSeconds': {},
      'f:replicas': {},
      'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {} }, 'f:type': {} },
    },
  });
  const own = await apply(`${deployments}/e`, 'me', { ...template([{ name: 'a', image: 'x' }]), metadata: { name: 'e' } });
  expect(Object.keys(owners(own)['me Apply'] as object)).toEqual(['f:spec']);
  expect(own.body.spec.replicas).toBe(1);
  const scaled = await apply(`${deployments}/e`, 'scaler', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'e' },
    spec: { replicas: 3 },
  });
  expect([scaled.status, scaled.body.spec.replicas]).toEqual([200, 3]);
});

describe('custom resources', () => {
  const config = (spec: object, more: object = {}): object => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'a' },
    spec,
    ...more,
  });

  test('sets, map lists, maps and unknown fields follow the schema', async () => {
    await apply(
      `${widgets}/a`,
      'one',
      config({ size: 1, tags: ['a'], parts: [{ id: 'p', count: 1 }], labels: { x: '1' }, extra: { deep: { k: 1 } } }),
    );
    const { body } = await apply(
      `${widgets}/a`,
      'two',
      config({ tags: ['b'], parts: [{ id: 'q' }], labels: { y: '1' }, extra: { deep: { l: [1] } } }),
    );
    expect(body.spec).toMatchObject({
      tags: ['a', 'b'],
      parts: [{ id: 'p', count: 1 }, { id: 'q' }],
      labels: { x: '1', y: '1' },
      extra: { deep: { k: 1, l: [1] } },
    });
    expect(owners({ body })['two Apply']).toEqual({
      'f:spec': {
        'f:tags': { 'v:"b"': {} },
        'f:parts': { 'k:{"id":"q"}': { '.': {}, 'f:id': {} } },
        'f:labels': { 'f:y': {} },
        'f:extra': { 'f:deep': { '.': {}, 'f:l': {} } },
      },
    });
    const conflict = await apply(`${widgets}/a`, 'two', config({ parts: [{ id: 'p', count: 2 }] }));
    expect(conflict.body.details.causes[0].field).toBe('.spec.parts[id="p"].count');
  });

  // As in kube-apiserver v1.36, found by random applies: an emptied value becomes null, which is then validated.
  test('a value that its only manager empties becomes null, and is rejected if null is invalid', async () => {
    await apply(`${widgets}/a`, 'one', config({ size: 1, labels: { x: '1' } }));
    const refused = await apply(`${widgets}/a`, 'one', config({ size: 1, labels: {} }));
    expect([refused.status, refused.body.message]).toEqual([
      422,
      'Widget.example.com "a" is invalid: spec.labels: Invalid value: "null": spec.labels in body must be of type object: "null"',
    ]);
    await apply(`${widgets}/a`, 'one', config({ size: 1, labels: { x: '1' }, extra: { deep: { k: 1 } } }));
    const kept = await apply(`${widgets}/a`, 'one', config({ size: 1, labels: { x: '1' }, extra: { deep: {} } }));
    expect(kept.body.spec.extra).toEqual({ deep: null });
    const gone = await apply(`${widgets}/a`, 'one', config({ size: 1 }));
    expect(gone.body.spec).toEqual({ size: 1, replicas: 1, color: 'red' });
  });

  test('the status is applied separately, with its own managed fields', async () => {
    await apply(`${widgets}/a`, 'me', config({ size: 1 }, { status: { phase: 'New' } }));
    const { body } = await apply(`${widgets}/a/status`, 'me', config({ size: 9 }, { status: { phase: 'Done' } }));
    expect([body.spec.size, body.status]).toEqual([1, { phase: 'Done' }]);
    expect(owners({ body })).toEqual({
      'me Apply': { 'f:spec': { 'f:size': {} } },
      'me Apply status': { 'f:status': { 'f:phase': {} } },
    });
    expect((await apply(`${widgets}/none/status`, 'me', { ...config({}), metadata: { name: 'none' } })).status).toBe(404);
    const conflict = await apply(`${widgets}/a/status`, 'you', config({}, { status: { phase: 'New' } }));
    expect(conflict.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "me" with subresource "status": .status.phase',
    );
  });

  test('the schema applies: defaults are set, and invalid values are rejected', async () => {
    const { body } = await apply(`${widgets}/a`, 'me', config({ size: 1 }));
    expect(body.spec).toEqual({ size: 1, replicas: 1, color: 'red' });
    const invalid = await apply(`${widgets}/a`, 'me', config({ size: 99 }));
    expect([invalid.status, invalid.body.details.causes[0].field]).toEqual([422, 'spec.size']);
  });

  test('managed fields are kept between versions', async () => {
    await apply(`${widgets}/a`, 'me', config({ size: 1 }));
    const other = await apply(`/apis/example.com/v1alpha1/namespaces/default/widgets/a`, 'you', {
      ...config({ size: 2 }),
      apiVersion: 'example.com/v1alpha1',
    });
    expect(other.body.message).toBe('Apply failed with 1 conflict: conflict with "me": .spec.size');
  });
});

describe('the scale', () => {
  test('takes the replicas from their manager in the object, and returns them', async () => {
    await apply(`${deployments}/d`, 'me', {
      ...template([{ name: 'a', image: 'x' }]),
      spec: { ...(template([{ name: 'a', image: 'x' }]) as { spec: object }).spec, replicas: 2 },
    });
    const scaled = await api.patch(`${deployments}/d/scale?fieldManager=hpa`, 'merge', { spec: { replicas: 5 } });
    expect(scaled.body.spec.replicas).toBe(5);
    const { body } = await api.get(`${deployments}/d`);
    expect(owners({ body })['hpa Update scale']).toEqual({ 'f:spec': { 'f:replicas': {} } });
    expect(owners({ body })['me Apply']).not.toHaveProperty(['f:spec', 'f:replicas']);
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { replicas: 4 } };
    const conflict = await apply(`${deployments}/d/scale`, 'you', scale);
    expect(conflict.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using autoscaling/v1: .spec.replicas',
    );
    expect((await apply(`${deployments}/d/scale`, 'you', scale, '&force=true')).body.spec.replicas).toBe(4);
  });
});

test.each<[string, string, unknown, number, string]>([
  [
    'no manager',
    'a',
    applied('a', {}),
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  ],
  ['another kind', 'a?fieldManager=me', { apiVersion: 'v1', kind: 'Pod' }, 400, 'invalid object type: /v1, Kind=Pod'],
  ['no kind', 'a?fieldManager=me', {}, 400, 'invalid object type: /, Kind='],
  ['managed fields', 'a?fieldManager=me', applied('a', {}, { managedFields: [{}] }), 400, 'metadata.managedFields must be nil'],
  [
    'another name',
    'a?fieldManager=me',
    applied('b', {}),
    400,
    'the name of the object (b) does not match the name on the URL (a)',
  ],
  [
    'no name',
    'a?fieldManager=me',
    { apiVersion: 'v1', kind: 'ConfigMap' },
    400,
    'the name of the object (a based on URL) was undeterminable: name must be provided',
  ],
  [
    'another namespace',
    'a?fieldManager=me',
    applied('a', {}, { namespace: 'x' }),
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'a uid',
    'a?fieldManager=me',
    applied('a', {}, { uid: 'u' }),
    409,
    'Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid u, and no existing object was found',
  ],
  [
    'an unknown field',
    'a?fieldManager=me',
    { ...applied('a', {}), foo: 1 },
    500,
    'failed to create typed patch object (/a; /v1, Kind=ConfigMap): .foo: field not declared in schema',
  ],
  [
    'a wrong type',
    'a?fieldManager=me',
    { ...applied('a', {}), data: { x: 1 } },
    500,
    'failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.x: expected string, got &value.valueUnstructured{Value:1}',
  ],
  [
    'a list',
    'a?fieldManager=me',
    [],
    400,
    'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
  ],
])('a configuration with %s is rejected with the message of the server', async (_, target, config, status, message) => {
  const refused = await api.patch(`${maps}/${target}`, 'apply', config);
  expect([refused.status, refused.body.message]).toEqual([status, message]);
  expect((await api.get(`${maps}/a`)).status).toBe(404);
});

test('a dry run responds without storing', async () => {
  const made = await apply(`${maps}/a`, 'me', applied('a', { x: '1' }), '&dryRun=All');
  expect([made.status, Object.keys(owners(made))]).toEqual([201, ['me Apply']]);
  expect((await api.get(`${maps}/a`)).status).toBe(404);
});

test('managed fields can be reset, but not by accident', async () => {
  const { body } = await apply(`${maps}/a`, 'me', applied('a', { x: '1' }));
  const { managedFields: _managed, ...metadata } = body.metadata;
  const without = await api.put(`${maps}/a`, { ...body, metadata });
  expect(Object.keys(owners(without))).toEqual(['me Apply']);
  const reset = await api.patch(`${maps}/a`, 'merge', { metadata: { managedFields: [{}] } });
  expect(reset.body.metadata.managedFields).toBeUndefined();
  const updated = await api.patch(`${maps}/a`, 'merge', { data: { y: '1' } });
  expect(updated.body.metadata.managedFields).toBeUndefined();
  const again = await apply(`${maps}/a`, 'me', applied('a', { z: '1' }));
  expect(owners(again)).toEqual({
    'me Apply': { 'f:data': { 'f:z': {} } },
    'before-first-apply Update': { 'f:data': { '.': {}, 'f:x': {}, 'f:y': {} } },
  });
});

test('a stale resourceVersion in a configuration is a conflict', async () => {
  const { body } = await apply(`${maps}/a`, 'me', applied('a', { x: '1' }));
  await apply(`${maps}/a`, 'me', applied('a', { x: '2' }));
  const stale = await apply(`${maps}/a`, 'me', applied('a', { x: '3' }, { resourceVersion: body.metadata.resourceVersion }));
  expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict']);
});

test('kubectl takes over fields of its client-side apply', async () => {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
  const last = JSON.stringify(applied('a', { x: '1' }, { annotations: {} }));
  await api.post(
    `${maps}?fieldManager=kubectl-client-side-apply`,
    applied('a', { x: '1' }, { annotations: { [annotation]: last } }),
  );
  const { status, body } = await apply(`${maps}/a`, 'kubectl', applied('a', { x: '2' }));
  expect([status, body.data]).toEqual([200, { x: '2' }]);
  expect(JSON.parse(String(body.metadata.annotations[annotation])).data).toEqual({ x: '2' });
  expect((await apply(`${maps}/a`, 'other', applied('a', { x: '3' }))).status).toBe(409);
});

test('at most ten updaters have separate managed fields', async () => {
  await api.post(`${maps}?fieldManager=m0`, configMap('a', { k0: '0' }));
  for (let index = 1; index < 14; index++)
    await api.patch(`${maps}/a?fieldManager=m${index}`, 'merge', { data: { [`k${index}`]: '1' } });
  const names = Object.keys(owners(await api.get(`${maps}/a`)));
  expect(names).toHaveLength(10);
  expect(names).toContain('ancient-changes Update');
});

test('watches and lists contain managed fields', async () => {
  const watch = await api.watch(`${widgets}?resourceVersion=${server.resourceVersion}`);
  await api.post(`${widgets}?fieldManager=me`, widget('a'));
  expect(Object.keys(owners({ body: (await watch.next()).object }))).toEqual(['me Update']);
  await watch.close();
});
