import { type FieldError, fieldForbidden, fieldInvalid } from 'kube-client-runtime/errors';
import {
  type JsonObject,
  type JsonValue,
  arrayOrEmpty,
  at,
  clone,
  deepEqual,
  isObject,
  setAt,
  stringMapOf,
} from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { admitPod, templateGeneration } from './builtin-defaults.js';
import type { Strategy } from './definition.js';

/** The identity of every client, since this server does not authenticate users. */
export const everybody: JsonObject = {
  username: 'system:admin',
  uid: 'admin',
  groups: ['system:masters', 'system:authenticated'],
};

/** Returns a function that reads a field for a field selector. An absent field is the empty string. */
function text(...path: readonly string[]): (object: ApiObject) => string {
  return (object) => {
    const value = at(object, ...path);
    return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  };
}

/** Returns a rule for secrets and config maps: once `immutable` is set, neither the data nor the flag can change. */
function immutableData(...fields: readonly string[]): NonNullable<Strategy['validateUpdate']> {
  return (object, old) => {
    if (old['immutable'] !== true) return [];
    const faults: FieldError[] = [];
    const frozen = 'field is immutable when `immutable` is set';
    if (object['immutable'] !== true) faults.push(fieldForbidden('immutable', frozen));
    for (const field of fields) {
      if (JSON.stringify(stringMapOf(object[field])) !== JSON.stringify(stringMapOf(old[field])))
        faults.push(fieldForbidden(field, frozen));
    }
    return faults;
  };
}

/** The rules of single resources, by storage name. They extend the strategy of the resource's row. */
export const builtinRules: Readonly<Record<string, Partial<Strategy>>> = {
  pods: {
    fields: {
      'spec.nodeName': text('spec', 'nodeName'),
      'spec.restartPolicy': text('spec', 'restartPolicy'),
      'spec.schedulerName': text('spec', 'schedulerName'),
      'spec.serviceAccountName': text('spec', 'serviceAccountName'),
      'spec.hostNetwork': (object) => String(at(object, 'spec', 'hostNetwork') === true),
      'status.phase': text('status', 'phase'),
      'status.podIP': text('status', 'podIP'),
      'status.podIPs': text('status', 'podIP'),
      'status.nominatedNodeName': text('status', 'nominatedNodeName'),
    },
    gracePeriod: podGracePeriod,
    prepareForCreate: (pod) => {
      admitPod(pod);
      setAt(pod, ['status'], { phase: 'Pending', qosClass: qosClassOf(pod) });
    },
    prepareForUpdate: (pod, old) => {
      admitPod(pod);
      const qosClass = at(old, 'status', 'qosClass');
      if (qosClass !== undefined) setAt(pod, ['status', 'qosClass'], qosClass);
    },
  },
  configmaps: { validateUpdate: immutableData('data', 'binaryData') },
  secrets: {
    fields: { type: text('type') },
    setDefaults: (secret) => {
      secret['type'] ??= 'Opaque';
      foldStringData(secret);
    },
    validateUpdate: (secret, old) => {
      const faults: FieldError[] = [];
      if (secret['type'] !== old['type']) faults.push(fieldInvalid('type', secret['type'] ?? '', 'field is immutable'));
      return [...faults, ...immutableData('data')(secret, old)];
    },
  },
  namespaces: {
    fields: { 'status.phase': text('status', 'phase') },
    setDefaults: labelName,
    prepareForCreate: (namespace) => {
      namespace['spec'] = { finalizers: ['kubernetes'] };
      namespace['status'] = { phase: 'Active' };
    },
    prepareForUpdate: (namespace, old) => {
      const finalizers = at(old, 'spec', 'finalizers');
      if (finalizers !== undefined) setAt(namespace, ['spec', 'finalizers'], finalizers);
    },
  },
  persistentvolumeclaims: {
    prepareForCreate: (claim) => {
      addFinalizer(claim, 'kubernetes.io/pvc-protection');
      setAt(claim, ['status', 'phase'], 'Pending');
    },
  },
  'daemonsets.apps': {
    prepareForUpdate: (set, old) => {
      const before = Number(old.metadata.annotations?.[templateGeneration] ?? '1');
      const changed = !deepEqual(at(set, 'spec', 'template'), at(old, 'spec', 'template'));
      set.metadata.annotations = { ...set.metadata.annotations, [templateGeneration]: String(changed ? before + 1 : before) };
    },
  },
  persistentvolumes: {
    prepareForCreate: (volume) => {
      addFinalizer(volume, 'kubernetes.io/pv-protection');
      volume['status'] = { phase: 'Pending', lastPhaseTransitionTime: volume.metadata.creationTimestamp ?? null };
    },
  },
  'volumeattributesclasses.storage.k8s.io': { prepareForCreate: (held) => addFinalizer(held, 'kubernetes.io/vac-protection') },
  'endpointslices.discovery.k8s.io': { countsLabels: true },
  'certificatesigningrequests.certificates.k8s.io': {
    fields: { 'spec.signerName': text('spec', 'signerName') },
    prepareForCreate: (request) => {
      for (const [field, value] of Object.entries(everybody)) setAt(request, ['spec', field], clone(value ?? null));
    },
  },
  nodes: {
    prepareForCreate: (node) => {
      const taints = arrayOrEmpty(at(node, 'spec', 'taints')).filter((taint) => at(taint, 'key') !== notReadyTaint);
      setAt(node, ['spec', 'taints'], [...taints, { key: notReadyTaint, effect: 'NoSchedule' }]);
    },
    fields: { 'spec.unschedulable': text('spec', 'unschedulable') },
  },
  services: {
    prepareForCreate: giveAddress,
    prepareForUpdate: (service, old) => {
      // An address stays once it is set, even if an update omits it.
      for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
        const value = at(old, 'spec', field);
        if (value !== undefined && at(service, 'spec', field) === undefined) setAt(service, ['spec', field], clone(value));
      }
    },
    fields: { 'spec.clusterIP': text('spec', 'clusterIP'), 'spec.type': text('spec', 'type') },
  },
  replicationcontrollers: { garbagePolicy: 'orphan', fields: { 'status.replicas': countOf('status', 'replicas') } },
  'deployments.apps': {
    prepareForStatusUpdate: (deployment, old) => {
      if (old.metadata.labels === undefined) delete deployment.metadata.labels;
      else deployment.metadata.labels = { ...old.metadata.labels };
    },
  },
  'resourceslices.resource.k8s.io': {
    fields: { 'spec.driver': text('spec', 'driver'), 'spec.nodeName': text('spec', 'nodeName') },
  },
  'jobs.batch': {
    garbagePolicy: 'orphan',
    prepareForCreate: giveSelector,
    fields: { 'status.successful': countOf('status', 'succeeded') },
  },
  events: {
    garbagePolicy: 'unsupported',
    fields: {
      'involvedObject.kind': text('involvedObject', 'kind'),
      'involvedObject.namespace': text('involvedObject', 'namespace'),
      'involvedObject.name': text('involvedObject', 'name'),
      'involvedObject.uid': text('involvedObject', 'uid'),
      'involvedObject.apiVersion': text('involvedObject', 'apiVersion'),
      'involvedObject.resourceVersion': text('involvedObject', 'resourceVersion'),
      'involvedObject.fieldPath': text('involvedObject', 'fieldPath'),
      reason: text('reason'),
      reportingComponent: text('reportingComponent'),
      source: text('source', 'component'),
      type: text('type'),
    },
  },
  controllerrevisions: {},
};

/** Adds a finalizer whose controller must act before the object disappears. */
function addFinalizer({ metadata }: ApiObject, name: string): void {
  metadata.finalizers = [...new Set([...(metadata.finalizers ?? []), name])];
}

const notReadyTaint = 'node.kubernetes.io/not-ready';

/** Sets the selector of a job that has none to the job's uid. */
function giveSelector(job: ApiObject): void {
  const { uid = '', name = '' } = job.metadata;
  if (at(job, 'spec', 'manualSelector') === true) return;
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  setAt(job, ['spec', 'template', 'metadata', 'labels'], {
    ...stringMapOf(at(job, 'spec', 'template', 'metadata', 'labels')),
    ...labels,
  });
  setAt(job, ['spec', 'selector'], { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } });
  job.metadata.labels ??= stringMapOf(at(job, 'spec', 'template', 'metadata', 'labels'));
}

function countOf(...path: readonly string[]): (object: ApiObject) => string {
  return (object) => {
    const value = at(object, ...path);
    return typeof value === 'number' ? String(value) : '0';
  };
}

/** Sets the address of a service, in the default range of services, derived from its uid. */
function giveAddress(service: ApiObject): void {
  const { spec } = service;
  if (isObject(spec) && spec['type'] !== 'ExternalName') {
    if ((spec['clusterIP'] ?? '') === '') {
      const number = Number.parseInt((service.metadata.uid ?? '').replaceAll('-', '').slice(0, 5), 16);
      spec['clusterIP'] = `10.${96 + ((number >> 16) % 16)}.${(number >> 8) % 256}.${(number % 254) + 1}`;
    }
    spec['clusterIPs'] ??= [spec['clusterIP'] ?? ''];
    // The endpoints of a service without a selector are set by hand, and can have addresses of both families.
    const isAnyFamily = spec['clusterIP'] === 'None' && spec['selector'] === undefined;
    spec['ipFamilies'] ??= isAnyFamily ? ['IPv4', 'IPv6'] : ['IPv4'];
    spec['ipFamilyPolicy'] ??= isAnyFamily ? 'RequireDualStack' : 'SingleStack';
  }
  service['status'] = { loadBalancer: {} };
}

function labelName(namespace: ApiObject): void {
  const name = namespace.metadata.name ?? '';
  namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name };
}

/** Moves the write-only `stringData` of a secret to `data`, encoded. */
function foldStringData(secret: ApiObject): void {
  const plain = secret['stringData'];
  if (plain === undefined) return;
  Reflect.deleteProperty(secret, 'stringData');
  if (!isObject(plain) || Object.keys(plain).length === 0) return;
  const encoded = Object.entries(stringMapOf(plain)).map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
  secret['data'] = { ...stringMapOf(secret['data']), ...Object.fromEntries(encoded) };
}

/** Returns the quality of service class of a pod, derived from the requests and limits of its containers. */
function qosClassOf(pod: ApiObject): string {
  const containers = arrayOrEmpty(at(pod, 'spec', 'containers'));
  const resources = containers.map((container) => at(container, 'resources'));
  const asks = (value: JsonValue | undefined): boolean => isObject(value) && ('cpu' in value || 'memory' in value);
  if (!resources.some((item) => asks(at(item, 'requests')) || asks(at(item, 'limits')))) return 'BestEffort';
  const guaranteed = resources.every((item) =>
    ['cpu', 'memory'].every((name) => {
      const limit = at(item, 'limits', name);
      return limit !== undefined && limit === (at(item, 'requests', name) ?? limit);
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Returns the grace period of a pod. Pods without a node, and pods that have ended, are deleted at once. */
function podGracePeriod(pod: ApiObject, request: { gracePeriodSeconds: number | undefined }): number | undefined {
  const phase = at(pod, 'status', 'phase');
  const ownPeriod = at(pod, 'spec', 'terminationGracePeriodSeconds');
  let period = request.gracePeriodSeconds ?? (typeof ownPeriod === 'number' ? ownPeriod : 30);
  if (text('spec', 'nodeName')(pod) === '' || phase === 'Failed' || phase === 'Succeeded') period = 0;
  return period < 0 ? 1 : period;
}
