/** Minimal valid objects of each built-in kind. */

const labels = { a: 'b' };
const podSpec = { containers: [{ name: 'c', image: 'i' }] };
const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: labels };
const workload = { spec: { replicas: 1, selector, template } };
const roleRef = (kind: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'any' });
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const cel = [{ expression: 'true' }];
const matchConstraints = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }],
};
const webhook = {
  name: 'none.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { url: 'https://127.0.0.1:1/' },
  rules: [{ apiGroups: ['none.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }],
};
const driver = { driver: 'none.example.com' };

/** A certificate request as PEM in base64. Its key is not stored. */
const signingRequest =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISE1IQUNBUUF3RGpFTU1Bb0dBMVVFQXd3RFlXNTVNRmt3RXdZSEtvWkl6aj' +
  'BDQVFZSUtvWkl6ajBEQVFjRApRZ0FFSkJRTkFVcW5HTEZLYklIZ1M0ZCtXd1YxTzIwTHRvV25xSEZsdGlMRnk0TjdITGlPZVBhQkFybzVXb2NS' +
  'CnRzdndQbzFTSk5wTlZ3R2RtSUE1UnVwRkxLQUFNQW9HQ0NxR1NNNDlCQU1DQTBjQU1FUUNJR1MraS9OQjhEMWEKdlRDWEowZDhIVHNvb1gxST' +
  'djQ1hJb3I0SDZEcy9KRkNBaUJ5ZURybGhnK2F3b2ttQURHS3NJY290V0FObE1IOQowYVJCUU9wajhwcmVzQT09Ci0tLS0tRU5EIENFUlRJRklD' +
  'QVRFIFJFUVVFU1QtLS0tLQo=';

/** The fields that kinds require in addition to a name and labels, by group and plural. */
const content: Readonly<Record<string, object>> = {
  bindings: { target: { name: 'node' } },
  configmaps: { data: { a: 'b' } },
  events: {},
  'events.events.k8s.io': {},
  namespaces: {},
  nodes: {},
  serviceaccounts: {},
  'selfsubjectreviews.authentication.k8s.io': {},
  endpoints: { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] },
  limitranges: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
  persistentvolumeclaims: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  persistentvolumes: {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      csi: { driver: 'none.example.com', volumeHandle: 'v' },
    },
  },
  pods: { spec: podSpec },
  podtemplates: { template },
  replicationcontrollers: { spec: { replicas: 1, selector: labels, template } },
  resourcequotas: { spec: { hard: { 'count/nothings.example.com': '1' } } },
  secrets: { stringData: { a: 'b' } },
  services: { spec: { ports: [{ port: 80 }] } },
  'deployments.apps': workload,
  'replicasets.apps': workload,
  'statefulsets.apps': workload,
  'daemonsets.apps': { spec: { selector, template } },
  'controllerrevisions.apps': { revision: 1, data: { a: 'b' } },
  'apiservices.apiregistration.k8s.io': {
    spec: { group: 'none.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
  },
  'localsubjectaccessreviews.authorization.k8s.io': {},
  'selfsubjectaccessreviews.authorization.k8s.io': { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
  'selfsubjectrulesreviews.authorization.k8s.io': { spec: { namespace: 'default' } },
  'subjectaccessreviews.authorization.k8s.io': { spec: { user: 'u', resourceAttributes: { verb: 'get', resource: 'pods' } } },
  'tokenreviews.authentication.k8s.io': { spec: { token: 'none' } },
  'horizontalpodautoscalers.autoscaling': {
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'any' } },
  },
  'cronjobs.batch': {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } } },
  },
  'jobs.batch': { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
  'certificatesigningrequests.certificates.k8s.io': {
    spec: {
      signerName: 'example.com/any',
      usages: ['client auth'],
      request: signingRequest,
    },
  },
  'ingresses.networking.k8s.io': { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
  'ingressclasses.networking.k8s.io': { spec: { controller: 'example.com/any' } },
  'ipaddresses.networking.k8s.io': { spec: { parentRef: { resource: 'services', namespace: 'default', name: 'any' } } },
  'networkpolicies.networking.k8s.io': { spec: { podSelector: {} } },
  'servicecidrs.networking.k8s.io': { spec: { cidrs: ['10.77.0.0/16'] } },
  'poddisruptionbudgets.policy': { spec: { minAvailable: 1, selector } },
  'clusterroles.rbac.authorization.k8s.io': { rules },
  'clusterrolebindings.rbac.authorization.k8s.io': { roleRef: roleRef('ClusterRole'), subjects: [{ kind: 'User', name: 'u' }] },
  'roles.rbac.authorization.k8s.io': { rules },
  'rolebindings.rbac.authorization.k8s.io': { roleRef: roleRef('Role'), subjects: [{ kind: 'User', name: 'u' }] },
  'csidrivers.storage.k8s.io': { spec: {} },
  'csinodes.storage.k8s.io': { spec: { drivers: [{ name: 'none.example.com', nodeID: 'n' }] } },
  'csistoragecapacities.storage.k8s.io': { storageClassName: 'any', capacity: '1Gi' },
  'storageclasses.storage.k8s.io': { provisioner: 'none.example.com' },
  'volumeattachments.storage.k8s.io': {
    spec: { attacher: 'none.example.com', nodeName: 'node', source: { persistentVolumeName: 'any' } },
  },
  'volumeattributesclasses.storage.k8s.io': { driverName: 'none.example.com', parameters: { a: 'b' } },
  'mutatingadmissionpolicies.admissionregistration.k8s.io': {
    spec: {
      matchConstraints,
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "test", path: "/kind", value: "x"}]' } }],
    },
  },
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': { spec: { policyName: 'any' } },
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': { webhooks: [webhook] },
  'validatingadmissionpolicies.admissionregistration.k8s.io': { spec: { matchConstraints, validations: cel } },
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': { spec: { policyName: 'any', validationActions: ['Deny'] } },
  'validatingwebhookconfigurations.admissionregistration.k8s.io': { webhooks: [webhook] },
  'customresourcedefinitions.apiextensions.k8s.io': {
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  'priorityclasses.scheduling.k8s.io': { value: 1 },
  'leases.coordination.k8s.io': { spec: { holderIdentity: 'me', leaseDurationSeconds: 15 } },
  'runtimeclasses.node.k8s.io': { handler: 'any' },
  'endpointslices.discovery.k8s.io': { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] },
  'flowschemas.flowcontrol.apiserver.k8s.io': {
    spec: { priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 9000 },
  },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': {
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
  },
  'deviceclasses.resource.k8s.io': { spec: { selectors: [{ cel: { expression: 'true' } }] } },
  'resourceclaims.resource.k8s.io': {},
  'resourceclaimtemplates.resource.k8s.io': { spec: { spec: {} } },
  'resourceslices.resource.k8s.io': {
    spec: { ...driver, allNodes: true, pool: { name: 'p', generation: 1, resourceSliceCount: 1 } },
  },
};

/** The names of kinds whose name is prescribed. */
const names: Readonly<Record<string, string>> = {
  customresourcedefinitions: 'things.example.com',
  apiservices: 'v1.none.example.com',
  ipaddresses: '10.77.1.1',
};

/** The kinds in the table, such as `deployments.apps`. */
export const kindsWithManifests: readonly string[] = Object.keys(content).sort();

/** Returns the name of an object of a kind, which is `name` unless the kind prescribes it. */
export function nameOf(plural: string, name: string): string {
  return names[plural] ?? name;
}

/**
 * Returns an object of a built-in kind. The core group is empty. `metadata` has the name, and the namespace of a namespaced kind.
 */
export function manifestOf({ group, plural }: { group: string; plural: string }, metadata: ManifestMeta): object {
  const { namespace = 'default', ...own } = metadata;
  const needed = content[group === '' ? plural : `${plural}.${group}`];
  if (plural === 'localsubjectaccessreviews') return localReviewOf(namespace);
  // Reviews have no name.
  if (plural.endsWith('reviews')) return { metadata: {}, ...needed };
  return { metadata: own, ...(plural === 'events' ? eventOf(group, namespace) : needed) };
}

export interface ManifestMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A local review refers to the namespace of its request. */
function localReviewOf(namespace: string): object {
  return { metadata: {}, spec: { user: 'u', resourceAttributes: { namespace, verb: 'get', resource: 'pods' } } };
}

/** Events refer to an object, which must be in their namespace. */
function eventOf(group: string, namespace: string): object {
  const about = { kind: 'Pod', namespace, name: 'any' };
  if (group === '') return { involvedObject: about, reason: 'Tested' };
  const reporter = { reportingController: 'example.com/any', reportingInstance: 'any', action: 'Test', type: 'Normal' };
  return { regarding: about, reason: 'Tested', eventTime: '2026-01-01T00:00:00.000000Z', ...reporter };
}
