/**
 * The built-in resources as plain facts, one row each.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/ and the discovery documents of a v1.36 server
 */

import type { GroupRow } from './builtin-row.js';

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

/** Every served group version. Versions of a group are adjacent, the preferred version first. */
export const builtinTable: readonly GroupRow[] = [
  core,
  {
    group: 'apiregistration.k8s.io',
    version: 'v1',
    resources: [
      {
        kind: 'APIService',
        plural: 'apiservices',
        cluster: true,
        status: true,
        categories: ['api-extensions'],
        conditional: true,
      },
    ],
  },
  apps,
  {
    group: 'events.k8s.io',
    version: 'v1',
    resources: [{ kind: 'Event', plural: 'events', short: ['ev'], createOnUpdate: true, storage: 'events' }],
  },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', ...reviewRow },
      { kind: 'TokenReview', plural: 'tokenreviews', ...reviewRow },
    ],
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'LocalSubjectAccessReview', plural: 'localsubjectaccessreviews', verbs: ['create'] },
      { kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews', ...reviewRow },
      { kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews', ...reviewRow },
      { kind: 'SubjectAccessReview', plural: 'subjectaccessreviews', ...reviewRow },
    ],
  },
  {
    group: 'autoscaling',
    version: 'v2',
    resources: [
      { kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers', short: ['hpa'], categories: all, status: true },
    ],
  },
  {
    group: 'batch',
    version: 'v1',
    resources: [
      { kind: 'CronJob', plural: 'cronjobs', short: ['cj'], categories: all, status: true, generation: true },
      { kind: 'Job', plural: 'jobs', categories: all, status: true, generation: true },
    ],
  },
  {
    group: 'certificates.k8s.io',
    version: 'v1',
    resources: [
      {
        kind: 'CertificateSigningRequest',
        plural: 'certificatesigningrequests',
        short: ['csr'],
        cluster: true,
        status: true,
        more: [
          {
            name: 'approval',
            type: 'whole',
            verbs: wholeVerbs,
            kind: 'CertificateSigningRequest',
            writes: ['status', 'conditions'],
          },
        ],
      },
    ],
  },
  {
    group: 'networking.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'IngressClass', plural: 'ingressclasses', cluster: true, generation: true },
      { kind: 'Ingress', plural: 'ingresses', short: ['ing'], status: true, generation: true, prefix: 'ingress' },
      { kind: 'IPAddress', plural: 'ipaddresses', short: ['ip'], cluster: true },
      { kind: 'NetworkPolicy', plural: 'networkpolicies', short: ['netpol'], generation: true },
      { kind: 'ServiceCIDR', plural: 'servicecidrs', cluster: true, status: true },
    ],
  },
  {
    group: 'policy',
    version: 'v1',
    resources: [
      {
        kind: 'PodDisruptionBudget',
        plural: 'poddisruptionbudgets',
        short: ['pdb'],
        status: true,
        generation: true,
        conditional: true,
      },
    ],
  },
  {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', cluster: true, ...rbacRow },
      { kind: 'ClusterRole', plural: 'clusterroles', cluster: true, ...rbacRow },
      { kind: 'RoleBinding', plural: 'rolebindings', ...rbacRow },
      { kind: 'Role', plural: 'roles', ...rbacRow },
    ],
  },
  {
    group: 'storage.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'CSIDriver', plural: 'csidrivers', cluster: true, conditional: true },
      { kind: 'CSINode', plural: 'csinodes', cluster: true, conditional: true },
      { kind: 'CSIStorageCapacity', plural: 'csistoragecapacities' },
      { kind: 'StorageClass', plural: 'storageclasses', short: ['sc'], cluster: true },
      { kind: 'VolumeAttachment', plural: 'volumeattachments', cluster: true, status: true, conditional: true },
      { kind: 'VolumeAttributesClass', plural: 'volumeattributesclasses', short: ['vac'], cluster: true },
    ],
  },
  {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    resources: [
      {
        kind: 'MutatingAdmissionPolicy',
        plural: 'mutatingadmissionpolicies',
        cluster: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
      {
        kind: 'MutatingAdmissionPolicyBinding',
        plural: 'mutatingadmissionpolicybindings',
        cluster: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
      {
        kind: 'MutatingWebhookConfiguration',
        plural: 'mutatingwebhookconfigurations',
        cluster: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
      {
        kind: 'ValidatingAdmissionPolicy',
        plural: 'validatingadmissionpolicies',
        cluster: true,
        status: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
      {
        kind: 'ValidatingAdmissionPolicyBinding',
        plural: 'validatingadmissionpolicybindings',
        cluster: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
      {
        kind: 'ValidatingWebhookConfiguration',
        plural: 'validatingwebhookconfigurations',
        cluster: true,
        generation: true,
        conditional: true,
        categories: ['api-extensions'],
      },
    ],
  },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resources: [
      {
        kind: 'CustomResourceDefinition',
        plural: 'customresourcedefinitions',
        short: ['crd', 'crds'],
        categories: ['api-extensions'],
        cluster: true,
        status: true,
        generation: true,
        conditional: true,
        prefix: 'apiextensions.k8s.io/customresourcedefinitions',
      },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    version: 'v1',
    resources: [{ kind: 'PriorityClass', plural: 'priorityclasses', short: ['pc'], cluster: true, generation: true }],
  },
  {
    group: 'coordination.k8s.io',
    version: 'v1',
    resources: [{ kind: 'Lease', plural: 'leases', createOnUpdate: true, conditional: true }],
  },
  {
    group: 'node.k8s.io',
    version: 'v1',
    resources: [{ kind: 'RuntimeClass', plural: 'runtimeclasses', cluster: true, conditional: true }],
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    resources: [{ kind: 'EndpointSlice', plural: 'endpointslices', generation: true }],
  },
  {
    group: 'flowcontrol.apiserver.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'FlowSchema', plural: 'flowschemas', cluster: true, status: true, generation: true },
      {
        kind: 'PriorityLevelConfiguration',
        plural: 'prioritylevelconfigurations',
        cluster: true,
        status: true,
        generation: true,
      },
    ],
  },
  {
    group: 'resource.k8s.io',
    version: 'v1',
    resources: [
      { kind: 'DeviceClass', plural: 'deviceclasses', cluster: true, generation: true },
      { kind: 'ResourceClaim', plural: 'resourceclaims', status: true },
      { kind: 'ResourceClaimTemplate', plural: 'resourceclaimtemplates' },
      { kind: 'ResourceSlice', plural: 'resourceslices', cluster: true, generation: true, createOnUpdate: true },
    ],
  },
];
