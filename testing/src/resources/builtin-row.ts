/** A subresource other than `status` and `scale`. */
export interface SubresourceRow {
  /** The name. */
  readonly name: string;
  /** The supported verbs. */
  readonly verbs: readonly string[];
  /** The kind of the response. */
  readonly kind: string;
  /**
   * The `group/version` of the kind.
   *
   * Default: the resource's
   */
  readonly in?: string;
  /** The handler: an action, a log, or an update of a part of the object. */
  readonly type: 'action' | 'log' | 'whole';
  /** The path of the field that a write can change. */
  readonly writes?: readonly string[];
}

/** A resource. */
export interface ResourceRow {
  /** The kind. */
  readonly kind: string;
  /** The plural. */
  readonly plural: string;
  /** The abbreviations. */
  readonly short?: readonly string[];
  /** The groups of resources that include this one. */
  readonly categories?: readonly string[];
  /**
   * Whether objects are cluster-scoped.
   *
   * Default: false
   */
  readonly cluster?: true;
  /** Whether there is a status subresource. */
  readonly status?: true;
  /** Whether there is a scale subresource. */
  readonly scale?: true;
  /** Whether the server counts changes of the desired state. */
  readonly generation?: true;
  /**
   * The rule for names.
   *
   * Default: a DNS subdomain
   */
  readonly name?: 'label' | 'dns1035' | 'path';
  /** Whether a PUT creates an object that does not exist. */
  readonly createOnUpdate?: true;
  /** Whether a PUT needs a `resourceVersion`. */
  readonly conditional?: true;
  /**
   * The supported verbs.
   *
   * Default: all verbs of a collection
   */
  readonly verbs?: readonly string[];
  /** Further subresources. */
  readonly more?: readonly SubresourceRow[];
  /**
   * The prefix in etcd.
   *
   * Default: the plural
   */
  readonly prefix?: string;
  /** The collection that stores the objects, if it belongs to another resource. */
  readonly storage?: string;
}

/** A group version and its resources. */
export interface GroupRow {
  /** The API group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The resources. */
  readonly resources: readonly ResourceRow[];
}

const wholeVerbs = ['get', 'patch', 'update'] as const;
const all = ['all'] as const;

const core: GroupRow = {
  group: '',
  version: 'v1',
  resources: [
    { kind: 'Binding', plural: 'bindings', verbs: ['create'] },
    { kind: 'ConfigMap', plural: 'configmaps', short: ['cm'] },
    { kind: 'Endpoints', plural: 'endpoints', short: ['ep'], createOnUpdate: true, prefix: 'services/endpoints' },
    { kind: 'Event', plural: 'events', short: ['ev'], createOnUpdate: true },
    { kind: 'LimitRange', plural: 'limitranges', short: ['limits'], createOnUpdate: true },
    {
      kind: 'Namespace',
      plural: 'namespaces',
      short: ['ns'],
      cluster: true,
      status: true,
      name: 'label',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      more: [{ name: 'finalize', type: 'whole', verbs: ['update'], kind: 'Namespace', writes: ['spec', 'finalizers'] }],
    },
    { kind: 'Node', plural: 'nodes', short: ['no'], cluster: true, status: true, prefix: 'minions' },
    { kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', short: ['pvc'], status: true },
    { kind: 'PersistentVolume', plural: 'persistentvolumes', short: ['pv'], cluster: true, status: true },
    {
      kind: 'Pod',
      plural: 'pods',
      short: ['po'],
      categories: all,
      status: true,
      generation: true,
      more: [
        { name: 'binding', type: 'action', verbs: ['create'], kind: 'Binding' },
        { name: 'ephemeralcontainers', type: 'whole', verbs: wholeVerbs, kind: 'Pod', writes: ['spec', 'ephemeralContainers'] },
        { name: 'eviction', type: 'action', verbs: ['create'], kind: 'Eviction', in: 'policy/v1' },
        { name: 'log', type: 'log', verbs: ['get'], kind: 'Pod' },
        { name: 'resize', type: 'whole', verbs: wholeVerbs, kind: 'Pod', writes: ['spec', 'containers'] },
      ],
    },
    { kind: 'PodTemplate', plural: 'podtemplates', generation: true },
    {
      kind: 'ReplicationController',
      plural: 'replicationcontrollers',
      short: ['rc'],
      categories: all,
      status: true,
      scale: true,
      generation: true,
      prefix: 'controllers',
    },
    { kind: 'ResourceQuota', plural: 'resourcequotas', short: ['quota'], status: true },
    { kind: 'Secret', plural: 'secrets' },
    {
      kind: 'ServiceAccount',
      plural: 'serviceaccounts',
      short: ['sa'],
      more: [{ name: 'token', type: 'action', verbs: ['create'], kind: 'TokenRequest', in: 'authentication.k8s.io/v1' }],
    },
    {
      kind: 'Service',
      plural: 'services',
      short: ['svc'],
      categories: all,
      status: true,
      name: 'dns1035',
      createOnUpdate: true,
      prefix: 'services/specs',
    },
  ],
};

const apps: GroupRow = {
  group: 'apps',
  version: 'v1',
  resources: [
    { kind: 'ControllerRevision', plural: 'controllerrevisions' },
    { kind: 'DaemonSet', plural: 'daemonsets', short: ['ds'], categories: all, status: true, generation: true },
    {
      kind: 'Deployment',
      plural: 'deployments',
      short: ['deploy'],
      categories: all,
      status: true,
      scale: true,
      generation: true,
    },
    { kind: 'ReplicaSet', plural: 'replicasets', short: ['rs'], categories: all, status: true, scale: true, generation: true },
    { kind: 'StatefulSet', plural: 'statefulsets', short: ['sts'], categories: all, status: true, scale: true, generation: true },
  ],
};

const rbacRow = { name: 'path', createOnUpdate: true } as const;
const reviewRow = { verbs: ['create'], cluster: true } as const;
