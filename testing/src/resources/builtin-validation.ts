/**
 * The rules of built-in kinds that clients meet most often: required fields and immutable fields. Most rules of a real server are
 * missing.
 */

import { fieldForbidden, fieldInvalid, fieldRequired, type FieldError } from 'kube-client-runtime/errors';
import { arrayOrEmpty, at, isObject, isString, semanticallyEqual, stringMapOf } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { Strategy } from './definition.js';
import { isDns1123Label } from './names.js';

type Check = NonNullable<Strategy['validate']>;
type UpdateCheck = NonNullable<Strategy['validateUpdate']>;

function checkContainers(spec: unknown, path: string): FieldError[] {
  const containers = isObjectLike(spec) ? arrayOrEmpty(spec['containers']) : [];
  if (containers.length === 0) return [fieldRequired(`${path}.containers`)];
  const faults: FieldError[] = [];
  const seen = new Set<string>();
  containers.forEach((container, index) => {
    const where = `${path}.containers[${index}]`;
    const name = at(container, 'name');
    if (!isString(name) || name === '') {
      faults.push(fieldRequired(`${where}.name`));
    } else {
      faults.push(...isDns1123Label(name).map((message) => fieldInvalid(`${where}.name`, name, message)));
      if (seen.has(name)) faults.push({ type: 'FieldValueDuplicate', field: `${where}.name`, badValue: name });
      seen.add(name);
    }
    const image = at(container, 'image');
    if (!isString(image) || image === '') faults.push(fieldRequired(`${where}.image`));
  });
  return faults;
}

/** The sources of a volume, in the order in which the server checks them. */
const volumeSources = [
  ...['emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs'],
  ...['flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'downwardAPI', 'fc', 'azureFile', 'configMap'],
  ...['vsphereVolume', 'quobyte', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image'],
];

/** Returns the errors of volumes, each of which must have one source. */
function checkVolumes(spec: unknown, path: string): FieldError[] {
  const volumes = isObjectLike(spec) ? arrayOrEmpty(spec['volumes']) : [];
  return volumes.flatMap((volume, index) => {
    const [, ...more] = volumeSources.filter((source) => at(volume, source) !== undefined);
    return more.map((source) => fieldForbidden(`${path}.volumes[${index}].${source}`, 'may not specify more than 1 volume type'));
  });
}

function checkPodSpec(spec: unknown, path: string): FieldError[] {
  return [...checkVolumes(spec, path), ...checkContainers(spec, path)];
}

function isObjectLike(value: unknown): value is ApiObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const checkPod: Check = (pod) => checkPodSpec(pod['spec'], 'spec');

/** Returns the errors of a workload whose selector does not select the pods of its template. */
const checkWorkload: Check = (object) => {
  const faults: FieldError[] = [];
  const selector = at(object, 'spec', 'selector');
  const path = 'spec.selector';
  const labels = stringMapOf(at(object, 'spec', 'template', 'metadata', 'labels'));
  if (!isObject(selector)) {
    faults.push(fieldRequired(path));
  } else {
    const wanted = Object.entries(stringMapOf(selector['matchLabels']));
    if (wanted.length === 0 && arrayOrEmpty(selector['matchExpressions']).length === 0) {
      faults.push(fieldInvalid(path, selector, `empty selector is invalid for ${object.kind.toLowerCase()}`));
    }
    if (wanted.some(([key, value]) => labels[key] !== value)) {
      faults.push(fieldInvalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
    }
  }
  return [...faults, ...checkPodSpec(at(object, 'spec', 'template', 'spec'), 'spec.template.spec')];
};

const immutableSelector: UpdateCheck = (object, old) => {
  const selector = at(object, 'spec', 'selector');
  if (semanticallyEqual(selector, at(old, 'spec', 'selector'))) return [];
  return [fieldInvalid('spec.selector', selector ?? null, 'field is immutable')];
};

const changeableInStatefulSets: ReadonlySet<string> = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

const statefulSetUpdate: UpdateCheck = (object, old) => {
  const now = object['spec'];
  const before = old['spec'];
  if (!isObject(now) || !isObject(before)) return [];
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const changed = names.some((name) => !changeableInStatefulSets.has(name) && !semanticallyEqual(now[name], before[name]));
  if (!changed) return [];
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [fieldForbidden('spec', detail)];
};

/** Returns the errors of an update of a pod's spec. Only some fields can change. */
const podUpdate: UpdateCheck = (pod, old) => {
  const strip = (object: ApiObject): unknown => {
    const { spec } = object;
    if (!isObject(spec)) return {};
    const { activeDeadlineSeconds: _a, terminationGracePeriodSeconds: _t, tolerations: _o, schedulingGates: _g, ...rest } = spec;
    const withoutImages = (key: string): unknown[] =>
      arrayOrEmpty(spec[key]).map((container) => (isObject(container) ? { ...container, image: '' } : container));
    return { ...rest, containers: withoutImages('containers'), initContainers: withoutImages('initContainers') };
  };
  if (JSON.stringify(sorted(strip(pod))) === JSON.stringify(sorted(strip(old)))) return [];
  const detail =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [fieldForbidden('spec', detail)];
};

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObjectLike(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

const checkService: Check = (service) => {
  const type = at(service, 'spec', 'type');
  const headless = at(service, 'spec', 'clusterIP') === 'None';
  const ports = arrayOrEmpty(at(service, 'spec', 'ports'));
  return ports.length === 0 && !headless && type !== 'ExternalName' ? [fieldRequired('spec.ports')] : [];
};

const checkLease: Check = (lease) => {
  const duration = at(lease, 'spec', 'leaseDurationSeconds');
  const transitions = at(lease, 'spec', 'leaseTransitions');
  const faults: FieldError[] = [];
  if (typeof duration === 'number' && duration <= 0) {
    faults.push(fieldInvalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  }
  if (typeof transitions === 'number' && transitions < 0) {
    faults.push(fieldInvalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  return faults;
};

const workload = { validate: checkWorkload, validateUpdate: immutableSelector };

/** The rules, by the name of the collection. */
export const builtinValidation: Readonly<Record<string, Pick<Strategy, 'validate' | 'validateUpdate'>>> = {
  pods: { validate: checkPod, validateUpdate: podUpdate },
  services: { validate: checkService },
  'deployments.apps': workload,
  'daemonsets.apps': workload,
  'replicasets.apps': workload,
  'statefulsets.apps': { validate: checkWorkload, validateUpdate: statefulSetUpdate },
  'leases.coordination.k8s.io': { validate: checkLease },
};
