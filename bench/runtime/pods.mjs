/**
 * Pods as a real server sends them: about 5 KB each, two fifths of which are `managedFields`. The same number gives the same pod,
 * so every run and every client sees the same bytes. Fields have the order of Go's structs.
 */
const namespaces = 40;

/** Returns the namespace and the name of a pod. */
export function podName(i) {
  return {
    name: `worker-${((i * 2654435761) % 2 ** 32) >>> 0}-${i.toString(36).padStart(5, '0')}`,
    namespace: `team-${i % namespaces}`,
  };
}

/** Returns a pod at a version. Items of a list have no kind and no version, as from a server. */
export function pod(i, resourceVersion, { inList = false } = {}) {
  const { name, namespace } = podName(i);
  const app = `service-${i % 200}`;
  const second = (n) => new Date(Date.UTC(2026, 0, 1) + ((i * 37 + n) % 10_000_000) * 1000).toISOString().replace('.000', '');
  const node = `node-${i % 300}.example.internal`;
  const id = (salt) => hex(i * 31 + salt, 64);
  return {
    ...(inList ? {} : { kind: 'Pod', apiVersion: 'v1' }),
    metadata: {
      name,
      generateName: `${app}-`,
      namespace,
      uid: uuid(i),
      resourceVersion: String(resourceVersion),
      generation: 1,
      creationTimestamp: second(0),
      labels: {
        app,
        'app.kubernetes.io/instance': app,
        'pod-template-hash': hex(i % 1000, 10),
        tier: i % 3 === 0 ? 'front' : 'back',
      },
      annotations: {
        'checksum/config': id(1),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${hex(i % 1000, 10)}`,
          uid: uuid(i % 1000),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: managedFields(i, second),
    },
    spec: {
      volumes: [
        { name: 'config', configMap: { name: `${app}-config`, defaultMode: 420 } },
        {
          name: `kube-api-access-${hex(i, 5)}`,
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            ],
            defaultMode: 420,
          },
        },
      ],
      containers: [
        {
          name: 'main',
          image: `registry.example.com/team/${app}:1.${i % 20}.${i % 7}`,
          args: ['--listen=:8080', '--log-format=json', `--shard=${i % 64}`],
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
          resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/service' },
            { name: `kube-api-access-${hex(i, 5)}`, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
          ],
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: app,
      serviceAccount: app,
      nodeName: node,
      securityContext: { runAsNonRoot: true, fsGroup: 65532 },
      schedulerName: 'default-scheduler',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type, n) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: second(n),
      })),
      hostIP: `10.0.${i % 250}.${(i >> 3) % 250}`,
      podIP: `10.${i % 200}.${(i >> 2) % 250}.${(i >> 5) % 250}`,
      podIPs: [{ ip: `10.${i % 200}.${(i >> 2) % 250}.${(i >> 5) % 250}` }],
      startTime: second(1),
      containerStatuses: [
        {
          name: 'main',
          state: { running: { startedAt: second(3) } },
          lastState: {},
          ready: true,
          restartCount: i % 4,
          image: `registry.example.com/team/${app}:1.${i % 20}.${i % 7}`,
          imageID: `registry.example.com/team/${app}@sha256:${id(2)}`,
          containerID: `containerd://${id(3)}`,
          started: true,
        },
      ],
      qosClass: 'Burstable',
    },
  };
}

/** Returns the managed fields that the controller manager and the kubelet add to such a pod. */
function managedFields(i, second) {
  const fields = (...names) => Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
  const condition = (type) => ({
    [`k:{"type":"${type}"}`]: { '.': {}, ...fields('lastProbeTime', 'lastTransitionTime', 'status', 'type') },
  });
  const port = (n) => ({
    [`k:{"containerPort":${n},"protocol":"TCP"}`]: { '.': {}, ...fields('containerPort', 'name', 'protocol') },
  });
  return [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      time: second(0),
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': {
          'f:annotations': { '.': {}, ...fields('checksum/config') },
          'f:generateName': {},
          'f:labels': { '.': {}, ...fields('app', 'app.kubernetes.io/instance', 'pod-template-hash', 'tier') },
          'f:ownerReferences': { '.': {}, [`k:{"uid":"${uuid(i % 1000)}"}`]: {} },
        },
        'f:spec': {
          'f:containers': {
            'k:{"name":"main"}': {
              '.': {},
              'f:args': {},
              'f:env': {
                '.': {},
                'k:{"name":"POD_NAME"}': { '.': {}, 'f:name': {}, 'f:valueFrom': { '.': {}, 'f:fieldRef': {} } },
              },
              ...fields('image', 'imagePullPolicy', 'name', 'terminationMessagePath', 'terminationMessagePolicy'),
              'f:ports': { '.': {}, ...port(8080) },
              'f:resources': {
                '.': {},
                'f:limits': { '.': {}, 'f:cpu': {}, 'f:memory': {} },
                'f:requests': { '.': {}, 'f:cpu': {}, 'f:memory': {} },
              },
              'f:volumeMounts': { '.': {}, 'k:{"mountPath":"/etc/service"}': { '.': {}, 'f:mountPath': {}, 'f:name': {} } },
            },
          },
          ...fields(
            'dnsPolicy',
            'enableServiceLinks',
            'restartPolicy',
            'schedulerName',
            'serviceAccount',
            'serviceAccountName',
            'terminationGracePeriodSeconds',
          ),
          'f:securityContext': { '.': {}, 'f:fsGroup': {}, 'f:runAsNonRoot': {} },
          'f:volumes': {
            '.': {},
            'k:{"name":"config"}': { '.': {}, 'f:configMap': { '.': {}, 'f:defaultMode': {}, 'f:name': {} }, 'f:name': {} },
          },
        },
      },
    },
    {
      manager: 'kubelet',
      operation: 'Update',
      apiVersion: 'v1',
      time: second(4),
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:status': {
          'f:conditions': { '.': {}, ...condition('ContainersReady'), ...condition('Initialized'), ...condition('Ready') },
          ...fields('containerStatuses', 'hostIP', 'phase', 'podIP'),
          'f:podIPs': { '.': {}, [`k:{"ip":"10.${i % 200}.${(i >> 2) % 250}.${(i >> 5) % 250}"}`]: { '.': {}, 'f:ip': {} } },
          'f:startTime': {},
        },
      },
      subresource: 'status',
    },
  ];
}

function hex(seed, length) {
  let text = '';
  for (let state = (seed * 2654435761 + 97) >>> 0; text.length < length;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

function uuid(seed) {
  const digits = hex(seed + 7, 32);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}
