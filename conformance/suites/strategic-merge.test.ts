/** Strategic merge patches of built-in kinds: the effect of each directive, and the merge key of each list. */
import type { Reply } from './support/client.js';
import { useServer } from './support/server.js';

const subject = useServer();
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();

const deployments = '/apis/apps/v1/namespaces/{ns}/deployments';
const container = (name: string, more: object = {}): object => ({ name, image: `${name}:1`, ...more });
const podSpec = {
  containers: [
    container('a', {
      args: ['x', 'y'],
      ports: [
        { containerPort: 80, name: 'http' },
        { containerPort: 90, name: 'admin' },
      ],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      volumeMounts: [{ mountPath: '/data', name: 'data' }],
    }),
    container('b'),
  ],
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: 'config', configMap: { name: 'c' } },
  ],
  tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }],
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['one'] }],
  imagePullSecrets: [{ name: 'first' }],
  topologySpreadConstraints: [
    { topologyKey: 'zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } } },
  ],
  nodeSelector: { disk: 'ssd', zone: 'z' },
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', labels: { a: 'b', c: 'd' }, annotations: { x: 'y' }, finalizers: ['example.com/one'] },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: podSpec } },
};
const inPod = (spec: object): object => ({ spec: { template: { spec } } });
const inContainer = (more: object): object => inPod({ containers: [{ name: 'a', ...more }] });

test.each<[string, object]>([
  ['containers are merged by name', inContainer({ image: 'a:2' })],
  ['a container with a new name comes before those that the patch does not name', inPod({ containers: [container('c')] })],
  ['$patch: delete takes the container of that name away', inPod({ containers: [{ name: 'b', $patch: 'delete' }] })],
  ['$patch: delete of a name that is not there changes nothing', inPod({ containers: [{ name: 'x', $patch: 'delete' }] })],
  [
    '$patch: replace among the items replaces the complete list',
    inPod({ containers: [{ $patch: 'replace' }, container('z', { volumeMounts: [] })] }),
  ],
  ['$patch: replace in an object replaces it', inPod({ nodeSelector: { $patch: 'replace', only: 'this' } })],
  ['$patch: delete in an object empties it', inPod({ nodeSelector: { $patch: 'delete' } })],
  ['$patch: merge in an object merges it', inPod({ nodeSelector: { $patch: 'merge', more: 'that' } })],
  ['$patch: replace of the complete spec removes other fields', { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } }],
  [
    '$setElementOrder puts the items of a list in order',
    inPod({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'a', image: 'a:3' }] }),
  ],
  ['$setElementOrder alone puts them in order', inPod({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] })],
  [
    '$setElementOrder that leaves an item of the patch out is refused',
    inPod({ '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a', image: 'a:3' }] }),
  ],
  ['$deleteFromPrimitiveList takes values away', { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/one'] } }],
  [
    '$setElementOrder orders a list of values',
    {
      metadata: {
        '$setElementOrder/finalizers': ['example.com/two', 'example.com/one'],
        finalizers: ['example.com/two'],
      },
    },
  ],
  ['$retainKeys leaves out the keys that it does not name', { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }],
  [
    '$retainKeys has to name every key of the patch',
    { spec: { strategy: { $retainKeys: ['type'], type: 'RollingUpdate', rollingUpdate: { maxSurge: 2 } } } },
  ],
  ['an unknown $patch is refused', inPod({ nodeSelector: { $patch: 'other' } })],
  ['finalizers are merged as a set', { metadata: { finalizers: ['example.com/two', 'example.com/one'] } }],
  ['labels are merged by key, and null takes one away', { metadata: { labels: { c: null, e: 'f' } } }],
  ['null takes a whole list away', inPod({ tolerations: null, hostAliases: null })],
  ['args are replaced', inContainer({ args: ['z'] })],
  [
    'env is merged by name',
    inContainer({
      env: [
        { name: 'B', value: '3' },
        { name: 'C', value: '4' },
      ],
    }),
  ],
  ['env of a name is taken away', inContainer({ env: [{ name: 'A', $patch: 'delete' }] })],
  ['container ports are merged by containerPort', inContainer({ ports: [{ containerPort: 80, name: 'web' }] })],
  ['a container port of another number is added', inContainer({ ports: [{ containerPort: 70, name: 'more' }] })],
  ['volumes are merged by name', inPod({ volumes: [{ name: 'more', emptyDir: {} }] })],
  [
    'a volume keeps to one source by $retainKeys',
    inPod({ volumes: [{ name: 'config', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] }),
  ],
  ['a volume with two sources is refused', inPod({ volumes: [{ name: 'config', emptyDir: {} }] })],
  ['volume mounts are merged by mountPath', inContainer({ volumeMounts: [{ mountPath: '/data', name: 'config' }] })],
  ['tolerations are replaced', inPod({ tolerations: [{ key: 'other', operator: 'Exists' }] })],
  ['host aliases are merged by ip', inPod({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['two'] }, { ip: '10.0.0.2' }] })],
  ['image pull secrets are merged by name', inPod({ imagePullSecrets: [{ name: 'second' }] })],
  [
    'topology spread constraints are merged by topologyKey',
    inPod({ topologySpreadConstraints: [{ topologyKey: 'zone', maxSkew: 3 }] }),
  ],
  ['an item without its merge key is refused', inPod({ containers: [{ image: 'x' }] })],
  ['a list where an object is is refused', { spec: { template: [] } }],
  ['an object where a list is is refused', inPod({ containers: { name: 'a' } })],
  ['text where a number is is refused', { spec: { replicas: 'x' } }],
  ['a number where text is is refused', inContainer({ image: 5 })],
  ['text where a flag is is refused', { spec: { paused: 'yes' } }],
  ['text where a map is is refused', inPod({ nodeSelector: 'x' })],
  ['a fraction where a number is is refused', { spec: { replicas: 1.5 } }],
  ['an empty patch changes nothing', {}],
])('%s', async (_, patch) => {
  const { client } = subject;
  await client.must('POST', deployments, deployment);
  same(await client.patch(`${deployments}/d`, 'strategic-merge', patch));
});

const owner = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid: `00000000-0000-4000-8000-00000000000${name.length}`,
});

test('owners are merged by uid', async () => {
  const { client } = subject;
  await client.must('POST', deployments, { ...deployment, metadata: { name: 'd', ownerReferences: [owner('a'), owner('bb')] } });
  const one = { ...owner('a'), name: 'new' };
  const other = { uid: '00000000-0000-4000-8000-000000000002', $patch: 'delete' };
  same(await client.patch(`${deployments}/d`, 'strategic-merge', { metadata: { ownerReferences: [one, other] } }));
});

test('conditions of a status are merged by type', async () => {
  const { client } = subject;
  await client.must('POST', deployments, deployment);
  const available = { type: 'Available', status: 'True', reason: 'R', message: 'm' };
  same(
    await client.patch(`${deployments}/d/status`, 'strategic-merge', { status: { conditions: [available] } }),
    await client.patch(`${deployments}/d/status`, 'strategic-merge', {
      status: {
        conditions: [
          { type: 'Progressing', status: 'False' },
          { type: 'Available', status: 'Unknown' },
        ],
      },
    }),
    await client.patch(`${deployments}/d/status`, 'strategic-merge', {
      status: { conditions: [{ type: 'Available', $patch: 'delete' }] },
    }),
  );
});

test('ports of a service are merged by port', async () => {
  const { client } = subject;
  const services = '/api/v1/namespaces/{ns}/services';
  const ports = [
    { name: 'a', port: 80 },
    { name: 'b', port: 90, protocol: 'UDP' },
  ];
  await client.must('POST', services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { clusterIP: 'None', ports, selector: { a: 'b' } },
  });
  same(
    await client.patch(`${services}/s`, 'strategic-merge', { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
    await client.patch(`${services}/s`, 'strategic-merge', { spec: { ports: [{ port: 90, $patch: 'delete' }] } }),
    await client.patch(`${services}/s`, 'strategic-merge', { spec: { selector: null } }),
  );
});

test('secrets of a service account are merged by name', async () => {
  const { client } = subject;
  const accounts = '/api/v1/namespaces/{ns}/serviceaccounts';
  await client.must('POST', accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'a' },
    secrets: [{ name: 'one' }],
    imagePullSecrets: [{ name: 'one' }],
  });
  same(
    await client.patch(`${accounts}/a`, 'strategic-merge', { secrets: [{ name: 'two' }], imagePullSecrets: [{ name: 'two' }] }),
    await client.patch(`${accounts}/a`, 'strategic-merge', { secrets: [{ name: 'one', $patch: 'delete' }] }),
  );
});

test('rules of a role are replaced', async () => {
  const { client } = subject;
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles';
  const rule = (resource: string): object => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
  await client.must('POST', roles, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r' },
    rules: [rule('pods')],
  });
  same(await client.patch(`${roles}/r`, 'strategic-merge', { rules: [rule('secrets')] }));
});

test.each([
  ['that is no JSON', '{'],
  ['that is a list', '[]'],
  ['that is null', 'null'],
  ['that is text', '"text"'],
])('a patch %s is refused', async (_, body) => {
  const { client } = subject;
  await client.must('POST', deployments, deployment);
  const headers = { 'content-type': 'application/strategic-merge-patch+json' };
  same(await client.send('PATCH', `${deployments}/d`, { body, headers }));
});
