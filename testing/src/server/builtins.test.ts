import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, type Client } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ podLog: (namespace, name, container) => `one\ntwo ${namespace}/${name}/${container}\n` });
  api = clientOf(server);
});
afterEach(() => server.stop());

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, spec: object = {}): object => ({
  metadata: { name, labels: { app: 'x' } },
  spec: { containers: [{ name: 'c', image: 'redis:7' }], ...spec },
});
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'redis' }] } };

test('a pod gets the defaults of the real server', async () => {
  const { body } = await api.post(pods, pod('p'));
  expect(body.spec).toMatchObject({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
    containers: [{ imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log', resources: {} }],
  });
  expect([body.status, body.metadata.generation]).toEqual([{ phase: 'Pending', qosClass: 'BestEffort' }, 1]);
  expect((await api.post(pods, { metadata: { name: 'q' }, spec: {} })).body.message).toBe(
    'Pod "q" is invalid: spec.containers: Required value',
  );
});

test('a pod without a node is deleted at once; with a node it has a grace period, which can only be shortened', async () => {
  await api.post(pods, pod('free'));
  expect((await api.delete(`${pods}/free`)).body.kind).toBe('Pod');
  expect((await api.get(`${pods}/free`)).status).toBe(404);
  await api.post(pods, pod('p'));
  const bound = await api.post(`${pods}/p/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'p' },
    target: { kind: 'Node', name: 'n1' },
  });
  expect([bound.status, bound.body.status]).toEqual([201, 'Success']);
  expect((await api.post(`${pods}/p/binding`, { metadata: { name: 'p' }, target: { name: 'n2' } })).body.message).toBe(
    'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n1"',
  );
  const deleted = await api.delete(`${pods}/p`);
  expect(deleted.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 30, deletionTimestamp: expect.any(String) });
  expect((await api.delete(`${pods}/p?gracePeriodSeconds=5`)).body.metadata.deletionGracePeriodSeconds).toBe(5);
  expect((await api.delete(`${pods}/p?gracePeriodSeconds=60`)).body.metadata.deletionGracePeriodSeconds).toBe(5);
  await api.delete(`${pods}/p?gracePeriodSeconds=0`);
  expect((await api.get(`${pods}/p`)).status).toBe(404);
});

test('only the image and the status of a pod can be changed', async () => {
  await api.post(pods, pod('p'));
  const patched = await api.patch(`${pods}/p`, 'json', [{ op: 'replace', path: '/spec/containers/0/image', value: 'redis:8' }]);
  expect([patched.status, patched.body.metadata.generation]).toEqual([200, 2]);
  const refused = await api.patch(`${pods}/p`, 'merge', { spec: { restartPolicy: 'Never' } });
  expect([refused.status, refused.body.details.causes[0].reason]).toEqual([422, 'FieldValueForbidden']);
  const status = await api.patch(`${pods}/p/status`, 'merge', { spec: { nodeName: 'x' }, status: { phase: 'Running' } });
  expect([status.body.status.phase, status.body.spec.nodeName, status.body.metadata.generation]).toEqual([
    'Running',
    undefined,
    2,
  ]);
});

test('logs, evictions and tokens', async () => {
  await api.post(pods, pod('p'));
  expect((await api.get(`${pods}/p/log?tailLines=1`)).body).toBe('two default/p/c\n');
  const budget = { metadata: { name: 'b' }, spec: { selector: { matchLabels: { app: 'x' } }, minAvailable: 1 } };
  await api.post('/apis/policy/v1/namespaces/default/poddisruptionbudgets', budget);
  await api.patch(`${pods}/p/status`, 'merge', { status: { phase: 'Running' } });
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } };
  const refused = await api.post(`${pods}/p/eviction`, eviction);
  expect([refused.status, refused.body.message, refused.body.details.causes[0].reason]).toEqual([
    429,
    "Cannot evict pod as it would violate the pod's disruption budget.",
    'DisruptionBudget',
  ]);
  await api.patch('/apis/policy/v1/namespaces/default/poddisruptionbudgets/b/status', 'merge', {
    status: { disruptionsAllowed: 1 },
  });
  expect((await api.post(`${pods}/p/eviction`, eviction)).status).toBe(201);
  expect((await api.get(`${pods}/p`)).status).toBe(404);
  await api.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 's' } });
  const token = await api.post('/api/v1/namespaces/default/serviceaccounts/s/token', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: ['a'] },
  });
  expect([token.status, token.body.status.token.split('.')]).toEqual([201, [expect.any(String), expect.any(String), '']]);
});

test('a stateful set has defaults, a scale and fields that cannot change', async () => {
  const path = '/apis/apps/v1/namespaces/default/statefulsets';
  const made = await api.post(path, {
    metadata: { name: 's' },
    spec: { serviceName: 's', selector: { matchLabels: { app: 'x' } }, template },
  });
  expect(made.body.spec).toMatchObject({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  });
  const scale = await api.get(`${path}/s/scale`);
  expect(scale.body).toMatchObject({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    spec: { replicas: 1 },
    status: { replicas: 0, selector: 'app=x' },
  });
  await api.put(`${path}/s/scale`, { ...scale.body, spec: { replicas: 3 } });
  expect((await api.get(`${path}/s`)).body).toMatchObject({ spec: { replicas: 3 }, metadata: { generation: 2 } });
  expect((await api.patch(`${path}/s`, 'merge', { spec: { serviceName: 'other' } })).body.message).toMatch(
    /^StatefulSet\.apps "s" is invalid: spec: Forbidden: updates to statefulset spec/,
  );
  expect(
    (await api.post(path, { metadata: { name: 't' }, spec: { selector: { matchLabels: { app: 'y' } }, template } })).body.message,
  ).toMatch(/`selector` does not match template `labels`/);
  expect((await api.patch(`${path}/s`, 'merge', { status: { replicas: 9 } })).body.status).toEqual({
    replicas: 0,
    availableReplicas: 0,
  });
});

test('events are the same objects in two groups', async () => {
  const event = {
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p' },
    reason: 'Started',
    message: 'it runs',
    type: 'Normal',
  };
  await api.post('/api/v1/namespaces/default/events', event);
  const { body } = await api.get('/apis/events.k8s.io/v1/namespaces/default/events/e');
  expect(body).toMatchObject({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    regarding: { name: 'p' },
    note: 'it runs',
    reason: 'Started',
  });
  expect((await api.get('/api/v1/events?fieldSelector=involvedObject.name%3Dp,reason%3DStarted')).body.items).toHaveLength(1);
  expect((await api.get('/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dp')).body.items).toHaveLength(1);
});

test('secrets accept stringData, keep their type, and can be immutable', async () => {
  const path = '/api/v1/namespaces/default/secrets';
  const { body } = await api.post(path, { metadata: { name: 's' }, stringData: { a: 'b' }, immutable: true });
  expect([body.type, body.data, body.stringData]).toEqual(['Opaque', { a: 'Yg==' }, undefined]);
  const refused = await api.patch(`${path}/s`, 'merge', { data: { a: 'Yw==' } });
  expect(refused.body.details.causes[0].message).toBe('Forbidden: field is immutable when `immutable` is set');
});

test('a namespace is deleted when its finalizer is removed, and rejects new objects until then', async () => {
  await api.post('/api/v1/namespaces', { metadata: { name: 'n' } });
  const deleted = await api.delete('/api/v1/namespaces/n');
  expect([deleted.body.kind, deleted.body.status.phase]).toEqual(['Namespace', 'Terminating']);
  const refused = await api.post('/api/v1/namespaces/n/configmaps', { metadata: { name: 'c' } });
  expect([refused.status, refused.body.message, refused.body.details.causes[0].reason]).toEqual([
    403,
    'configmaps "c" is forbidden: unable to create new content in namespace n because it is being terminated',
    'NamespaceTerminating',
  ]);
  const { body } = await api.get('/api/v1/namespaces/n');
  expect((await api.put('/api/v1/namespaces/n/finalize', { ...body, spec: { finalizers: [] } })).status).toBe(200);
  expect((await api.get('/api/v1/namespaces/n')).status).toBe(404);
  expect((await api.delete('/api/v1/namespaces/default')).body.message).toBe(
    'namespaces "default" is forbidden: this namespace may not be deleted',
  );
});

test('a deletion sets the finalizers for the garbage collector', async () => {
  const path = '/apis/apps/v1/namespaces/default/deployments';
  const spec = { selector: { matchLabels: { app: 'x' } }, template };
  for (const [policy, finalizers] of [
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ] as const) {
    await api.post(path, { metadata: { name: policy.toLowerCase() }, spec });
    const deleted = await api.delete(`${path}/${policy.toLowerCase()}`, { propagationPolicy: policy });
    expect(deleted.body.metadata.finalizers).toEqual(finalizers);
  }
  const wrong = await api.delete(`${path}/orphan`, { propagationPolicy: 'Sideways' });
  expect(wrong.body.details.causes[0].message).toBe(
    'Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
  );
});

test('a PUT creates a lease, and an update needs its resource version', async () => {
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' }, spec: { holderIdentity: 'me' } };
  expect((await api.put(path, lease)).status).toBe(201);
  expect((await api.put(path, lease)).status).toBe(422);
});

test.each<[string, string, object, object]>([
  [
    'a role binding',
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'u' }] },
    { subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }], roleRef: { apiGroup: 'rbac.authorization.k8s.io' } },
  ],
  [
    'a network policy',
    '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies',
    { spec: { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] } },
    { spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ protocol: 'TCP' }] }] } },
  ],
  [
    'an autoscaler',
    '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
    { spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'd' } } },
    { spec: { minReplicas: 1, metrics: [{ resource: { name: 'cpu' } }] }, status: { currentMetrics: null, desiredReplicas: 0 } },
  ],
  [
    'a claim',
    '/api/v1/namespaces/default/persistentvolumeclaims',
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: 5 } } } },
    {
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { volumeMode: 'Filesystem', resources: { requests: { storage: '5' } } },
      status: { phase: 'Pending' },
    },
  ],
  ['a node', '/api/v1/nodes', {}, { spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] } }],
  [
    'a storage class',
    '/apis/storage.k8s.io/v1/storageclasses',
    { provisioner: 'a/b' },
    { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ],
  ['a priority class', '/apis/scheduling.k8s.io/v1/priorityclasses', { value: 5 }, { preemptionPolicy: 'PreemptLowerPriority' }],
  [
    'a slice',
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    { addressType: 'IPv4', endpoints: [], ports: [{ port: 80 }] },
    { ports: [{ name: '', protocol: 'TCP' }] },
  ],
  [
    'a daemon set',
    '/apis/apps/v1/namespaces/default/daemonsets',
    { spec: { selector: { matchLabels: { app: 'x' } }, template } },
    { metadata: { annotations: { 'deprecated.daemonset.template.generation': '1' } } },
  ],
  [
    'a job',
    '/apis/batch/v1/namespaces/default/jobs',
    { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    {
      spec: { manualSelector: false, selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': expect.any(String) } } },
      metadata: { labels: { 'job-name': 'n' } },
    },
  ],
])('%s gets the defaults of the real server', async (_, path, object, wanted) => {
  const { status, body } = await api.post(path, { metadata: { name: 'n' }, ...object });
  expect(status).toBe(201);
  expect(body).toMatchObject(wanted);
});
