/**
 * The defaults that the server sets when it reads objects of the most used built-in kinds.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 */

import { type JsonObject, type JsonValue, arrayOrEmpty, at, isObject, setAt } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import {
  constant,
  defaultPolicy,
  defaultPolicyBinding,
  defaultWebhooks,
  fill,
  objectAt,
  objectsIn,
  valuesOf,
} from './match-defaults.js';

/** Returns the default pull policy of an image. Without a tag, and for `latest`, the image is always pulled. */
function pullPolicy(image: JsonValue | undefined): string {
  const text = typeof image === 'string' ? image : '';
  if (text.includes('@')) return 'IfNotPresent';
  const name = text.slice(text.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: JsonValue | undefined): void {
  if (!isObject(probe)) return;
  const oneUnlessSet = (value: number) => () => value;
  for (const [key, make] of Object.entries({
    timeoutSeconds: oneUnlessSet(1),
    periodSeconds: oneUnlessSet(10),
    successThreshold: oneUnlessSet(1),
    failureThreshold: oneUnlessSet(3),
  })) {
    if (probe[key] === undefined || probe[key] === 0) probe[key] = make();
  }
  const http = probe['httpGet'];
  if (isObject(http)) fill(http, { path: constant('/'), scheme: constant('HTTP') });
}

function defaultContainer(container: JsonObject): void {
  fill(container, {
    resources: () => ({}),
    terminationMessagePath: constant('/dev/termination-log'),
    terminationMessagePolicy: constant('File'),
    imagePullPolicy: () => pullPolicy(container['image']),
  });
  for (const port of objectsIn(container, 'ports')) fill(port, { protocol: constant('TCP') });
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) defaultProbe(container[name]);
}

/** Sets absent requests to the limits. Applies to pods, not to pod templates. */
function defaultRequests(container: JsonObject): void {
  const limits = at(container, 'resources', 'limits');
  if (isObject(limits)) fill(objectAt(objectAt(container, 'resources'), 'requests'), valuesOf(limits));
}

/** Sets the defaults that pods and pod templates share. Writes to the spec. */
function defaultPodSpec(spec: JsonObject): void {
  fill(spec, {
    dnsPolicy: constant('ClusterFirst'),
    restartPolicy: constant('Always'),
    securityContext: () => ({}),
    terminationGracePeriodSeconds: constant(30),
    schedulerName: constant('default-scheduler'),
  });
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) objectsIn(spec, list).forEach(defaultContainer);
  for (const volume of objectsIn(spec, 'volumes')) {
    for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
      const found = volume[source];
      if (isObject(found)) fill(found, { defaultMode: constant(420) });
    }
  }
}

function defaultTemplate(spec: JsonObject): void {
  const template = spec['template'];
  if (isObject(template)) defaultPodSpec(objectAt(template, 'spec'));
}

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';

function defaultPod(pod: ApiObject): void {
  const spec = objectAt(pod, 'spec');
  defaultPodSpec(spec);
  fill(spec, { enableServiceLinks: constant(true) });
  for (const list of ['initContainers', 'containers']) objectsIn(spec, list).forEach(defaultRequests);
  const podIP = at(pod, 'status', 'podIP');
  if (podIP !== undefined && podIP !== '' && at(pod, 'status', 'podIPs') === undefined)
    setAt(pod, ['status', 'podIPs'], [{ ip: podIP }]);
}

/** Adds the fields that the server's admission adds to pods, and that nobody owns. */
export function admitPod(pod: ApiObject): void {
  const spec = objectAt(pod, 'spec');
  fill(spec, { priority: constant(0), preemptionPolicy: constant('PreemptLowerPriority') });
  const tolerations = objectsIn(spec, 'tolerations');
  for (const key of [notReady, unreachable]) {
    if (tolerations.some((item) => item['key'] === key || (item['key'] === undefined && item['operator'] === 'Exists'))) continue;
    tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec['tolerations'] = tolerations;
}

/** Sets the defaults of a rollout strategy: its type, and the numbers of a rolling update. */
function defaultRollout(spec: JsonObject, field: string, numbers: Readonly<Record<string, () => JsonValue>>): void {
  const strategy = objectAt(spec, field);
  fill(strategy, { type: constant('RollingUpdate') });
  if (strategy['type'] === 'RollingUpdate') fill(objectAt(strategy, 'rollingUpdate'), numbers);
}

function defaultDeployment(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { replicas: constant(1), revisionHistoryLimit: constant(10), progressDeadlineSeconds: constant(600) });
  defaultRollout(spec, 'strategy', { maxUnavailable: constant('25%'), maxSurge: constant('25%') });
  defaultTemplate(spec);
}

function defaultStatefulSet(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { podManagementPolicy: constant('OrderedReady'), replicas: constant(1), revisionHistoryLimit: constant(10) });
  defaultRollout(spec, 'updateStrategy', { partition: constant(0) });
  fill(objectAt(spec, 'persistentVolumeClaimRetentionPolicy'), {
    whenDeleted: constant('Retain'),
    whenScaled: constant('Retain'),
  });
  for (const claim of objectsIn(spec, 'volumeClaimTemplates')) {
    fill(claim, { apiVersion: constant('v1'), kind: constant('PersistentVolumeClaim') });
    fill(objectAt(claim, 'spec'), { volumeMode: constant('Filesystem') });
    fill(objectAt(claim, 'status'), { phase: constant('Pending') });
  }
  defaultTemplate(spec);
}

/** The annotation in which daemon sets still count changes of their template. */
export const templateGeneration = 'deprecated.daemonset.template.generation';

function defaultDaemonSet(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { revisionHistoryLimit: constant(10) });
  defaultRollout(spec, 'updateStrategy', { maxUnavailable: constant(1), maxSurge: constant(0) });
  object.metadata.annotations = { [templateGeneration]: '1', ...object.metadata.annotations };
  defaultTemplate(spec);
}

function defaultReplicas(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { replicas: constant(1) });
  defaultTemplate(spec);
}

/** Sets an absent selector and absent labels to the labels of the template. */
function defaultReplicationController(object: ApiObject): void {
  defaultReplicas(object);
  const labels = at(object, 'spec', 'template', 'metadata', 'labels');
  if (!isObject(labels)) return;
  if (at(object, 'spec', 'selector') === undefined) setAt(object, ['spec', 'selector'], { ...labels });
}

function defaultService(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { sessionAffinity: constant('None'), type: constant('ClusterIP') });
  for (const port of objectsIn(spec, 'ports')) {
    fill(port, { protocol: constant('TCP'), targetPort: () => port['port'] ?? null });
  }
  if (spec['type'] !== 'ExternalName') fill(spec, { internalTrafficPolicy: constant('Cluster') });
}

function defaultJob(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, {
    completionMode: constant('NonIndexed'),
    suspend: constant(false),
    backoffLimit: constant(6),
    podReplacementPolicy: constant('TerminatingOrFailed'),
    parallelism: constant(1),
    manualSelector: constant(false),
  });
  if (spec['completions'] === undefined && spec['parallelism'] === 1) spec['completions'] = 1;
  defaultTemplate(spec);
}

function defaultCronJob(object: ApiObject): void {
  fill(objectAt(object, 'spec'), {
    concurrencyPolicy: constant('Allow'),
    suspend: constant(false),
    successfulJobsHistoryLimit: constant(3),
    failedJobsHistoryLimit: constant(1),
  });
  const template = at(object, 'spec', 'jobTemplate', 'spec');
  if (isObject(template)) defaultTemplate(template);
}

function defaultClaim(object: ApiObject): void {
  fill(objectAt(object, 'spec'), { volumeMode: constant('Filesystem') });
  fill(objectAt(object, 'status'), { phase: constant('Pending') });
}

const rbac = 'rbac.authorization.k8s.io';

function defaultBinding(object: ApiObject): void {
  for (const subject of objectsIn(object, 'subjects')) {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') fill(subject, { apiGroup: constant(rbac) });
  }
  fill(objectAt(object, 'roleRef'), { apiGroup: constant(rbac) });
}

function defaultNetworkPolicy(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { policyTypes: () => (arrayOrEmpty(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']) });
  for (const rule of [...objectsIn(spec, 'ingress'), ...objectsIn(spec, 'egress')]) {
    for (const port of objectsIn(rule, 'ports')) fill(port, { protocol: constant('TCP') });
  }
}

function defaultAutoscaler(object: ApiObject): void {
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } };
  const spec = objectAt(object, 'spec');
  fill(spec, { minReplicas: constant(1) });
  if (arrayOrEmpty(spec['metrics']).length === 0) spec['metrics'] = [{ type: 'Resource', resource: cpu }];
}

function defaultSlice(object: ApiObject): void {
  for (const port of objectsIn(object, 'ports')) fill(port, { name: constant(''), protocol: constant('TCP') });
}

function defaultVolume(object: ApiObject): void {
  fill(objectAt(object, 'spec'), { persistentVolumeReclaimPolicy: constant('Retain'), volumeMode: constant('Filesystem') });
}

/** Sets the defaults of ports. */
function defaultEndpoints(object: ApiObject): void {
  for (const subset of objectsIn(object, 'subsets')) {
    for (const port of objectsIn(subset, 'ports')) fill(port, { protocol: constant('TCP') });
  }
}

/** Sets absent default requests of containers to the default limits. */
function defaultLimitRange(object: ApiObject): void {
  for (const limit of objectsIn(objectAt(object, 'spec'), 'limits')) {
    if (limit['type'] !== 'Container') continue;
    const byDefault = limit['default'];
    if (isObject(byDefault)) fill(objectAt(limit, 'defaultRequest'), valuesOf(byDefault));
  }
}

function defaultDriver(object: ApiObject): void {
  fill(objectAt(object, 'spec'), {
    attachRequired: constant(true),
    podInfoOnMount: constant(false),
    storageCapacity: constant(false),
    requiresRepublish: constant(false),
    seLinuxMount: constant(false),
    fsGroupPolicy: constant('ReadWriteOnceWithFSType'),
    volumeLifecycleModes: () => ['Persistent'],
  });
}

function defaultPriorityLevel(object: ApiObject): void {
  const limited = at(object, 'spec', 'limited');
  if (isObject(limited)) fill(limited, { nominalConcurrencyShares: constant(30), lendablePercent: constant(0) });
}

/** The functions that set defaults, by the name of the collection. */
export const builtinDefaults: Readonly<Record<string, (object: ApiObject) => void>> = {
  pods: defaultPod,
  endpoints: defaultEndpoints,
  limitranges: defaultLimitRange,
  'csidrivers.storage.k8s.io': defaultDriver,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': defaultPriorityLevel,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': defaultWebhooks({ reinvocationPolicy: constant('Never') }),
  'validatingwebhookconfigurations.admissionregistration.k8s.io': defaultWebhooks({}),
  'mutatingadmissionpolicies.admissionregistration.k8s.io': defaultPolicy,
  'validatingadmissionpolicies.admissionregistration.k8s.io': defaultPolicy,
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': defaultPolicyBinding,
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': defaultPolicyBinding,
  podtemplates: (object) => defaultTemplate(object),
  services: defaultService,
  replicationcontrollers: defaultReplicationController,
  persistentvolumeclaims: defaultClaim,
  persistentvolumes: defaultVolume,
  'rolebindings.rbac.authorization.k8s.io': defaultBinding,
  'clusterrolebindings.rbac.authorization.k8s.io': defaultBinding,
  'networkpolicies.networking.k8s.io': defaultNetworkPolicy,
  'horizontalpodautoscalers.autoscaling': defaultAutoscaler,
  'endpointslices.discovery.k8s.io': defaultSlice,
  'storageclasses.storage.k8s.io': (object) =>
    fill(object, { reclaimPolicy: constant('Delete'), volumeBindingMode: constant('Immediate') }),
  'priorityclasses.scheduling.k8s.io': (object) => fill(object, { preemptionPolicy: constant('PreemptLowerPriority') }),
  'deployments.apps': defaultDeployment,
  'statefulsets.apps': defaultStatefulSet,
  'daemonsets.apps': defaultDaemonSet,
  'replicasets.apps': defaultReplicas,
  'jobs.batch': defaultJob,
  'cronjobs.batch': defaultCronJob,
};
