/** Reads the schemas of Kubernetes' own types from its OpenAPI v2 document. */

const core = { definition: 'io.k8s.api.core.v1.', module: 'core/v1' };
const batch = { definition: 'io.k8s.api.batch.v1.', module: 'batch/v1' };
const networking = { definition: 'io.k8s.api.networking.v1.', module: 'networking.k8s.io/v1' };
const rbac = { definition: 'io.k8s.api.rbac.v1.', module: 'rbac.authorization.k8s.io/v1' };
const meta = { definition: 'io.k8s.apimachinery.pkg.apis.meta.v1.', module: 'meta' };

/** The types that custom resources embed, and the names of the fields that hold them. Of equally good fits, the first one counts. */
const known = /** @type {const} */ ([
  [meta, 'ObjectMeta', /meta(data)?$/i],
  [meta, 'LabelSelector', /selectors?$/i],
  [meta, 'LabelSelectorRequirement', /(match)?expressions$/i],
  [meta, 'Condition', /conditions?$/i],
  [meta, 'OwnerReference', /owner(ref|reference)?s?$/i],
  [core, 'PodTemplateSpec', /(pod|template)/i],
  [core, 'PodSpec', /(spec|template|pod)$/i],
  [core, 'Container', /(container|sidecar)s?$/i],
  [core, 'EphemeralContainer', /ephemeralContainers$/],
  [core, 'ContainerPort', /ports?$/i],
  [core, 'ResourceRequirements', /resources?(requirements)?$/i],
  [core, 'EnvVar', /env(ironment)?(var(iable)?)?s?$/i],
  [core, 'EnvVarSource', /(value)?from$/i],
  [core, 'EnvFromSource', /envfrom$/i],
  [core, 'Probe', /probe$/i],
  [core, 'HTTPGetAction', /httpget$/i],
  [core, 'ExecAction', /exec$/i],
  [core, 'TCPSocketAction', /tcpsocket$/i],
  [core, 'GRPCAction', /grpc$/i],
  [core, 'Lifecycle', /lifecycle$/i],
  [core, 'LifecycleHandler', /(poststart|prestop)$/i],
  [core, 'SecurityContext', /securitycontext$/i],
  [core, 'PodSecurityContext', /securitycontext$/i],
  [core, 'SELinuxOptions', /selinuxoptions$/i],
  [core, 'SeccompProfile', /seccompprofile$/i],
  [core, 'AppArmorProfile', /apparmorprofile$/i],
  [core, 'Capabilities', /capabilities$/i],
  [core, 'Volume', /volumes?$/i],
  [core, 'VolumeMount', /mounts?$/i],
  [core, 'VolumeDevice', /volumedevices$/i],
  [core, 'EmptyDirVolumeSource', /emptydir$/i],
  [core, 'SecretVolumeSource', /secret$/i],
  [core, 'ConfigMapVolumeSource', /configmap$/i],
  [core, 'HostPathVolumeSource', /hostpath$/i],
  [core, 'CSIVolumeSource', /csi$/i],
  [core, 'ProjectedVolumeSource', /projected$/i],
  [core, 'EphemeralVolumeSource', /ephemeral$/i],
  [core, 'PersistentVolumeClaimVolumeSource', /(persistentvolumeclaim|pvc)$/i],
  [core, 'PersistentVolumeClaimSpec', /(claim|pvc|storage|spec)/i],
  [core, 'PersistentVolumeClaimTemplate', /template$/i],
  [core, 'VolumeResourceRequirements', /^resources$/],
  [core, 'Affinity', /affinity$/i],
  [core, 'NodeAffinity', /nodeaffinity$/i],
  [core, 'PodAffinity', /podaffinity$/i],
  [core, 'PodAntiAffinity', /podantiaffinity$/i],
  [core, 'PodAffinityTerm', /(term|affinity\w+)$/i],
  [core, 'NodeSelector', /(required\w+|nodeselector)$/i],
  [core, 'NodeSelectorTerm', /(terms|preference)$/i],
  [core, 'Toleration', /tolerations?$/i],
  [core, 'Taint', /taints?$/i],
  [core, 'TopologySpreadConstraint', /topologyspreadconstraints?$/i],
  [core, 'HostAlias', /hostaliases$/i],
  [core, 'PodDNSConfig', /dnsconfig$/i],
  [core, 'SecretKeySelector', /(secret|ref|key|token|password|user|selector|credential|ca)/i],
  [core, 'ConfigMapKeySelector', /(config|ref|key|selector)/i],
  [core, 'LocalObjectReference', /(refs?|secrets?|configmaps?|references?)$/i],
  [core, 'SecretReference', /secret(ref|reference)?s?$/i],
  [core, 'ObjectReference', /(refs?|references?)$/i],
  [core, 'TypedLocalObjectReference', /(refs?|references?|datasource)$/i],
  [core, 'TypedObjectReference', /(refs?|references?|datasourceref)$/i],
  [core, 'ServicePort', /ports?$/i],
  [core, 'ServiceSpec', /service(spec)?$/i],
  [batch, 'JobSpec', /job(spec|template)?$/i],
  [batch, 'JobTemplateSpec', /jobtemplate(spec)?$/i],
  [networking, 'NetworkPolicyPeer', /(peers|from|to)$/i],
  [networking, 'IngressTLS', /tls$/i],
  [rbac, 'PolicyRule', /rules$/i],
]);

const machinery = 'io.k8s.apimachinery.pkg.';
const intOrString = { 'x-kubernetes-int-or-string': true };

/** Definitions that are text or numbers in JSON, which the document does not say. */
const scalars = { [`${machinery}api.resource.Quantity`]: intOrString, [`${machinery}util.intstr.IntOrString`]: intOrString };

/** @typedef {{ name: string; module: string; names: RegExp; schema: any }} CoreType */

/**
 * Returns the core types with their schemas. References are resolved when they are read.
 *
 * @returns {CoreType[]}
 */
export function coreTypes({ definitions }) {
  const resolved = new Map();
  const resolve = (schema) => {
    const target = schema.$ref?.replace('#/definitions/', '');
    if (target === undefined) return expand(schema);
    if (!resolved.has(target)) resolved.set(target, scalars[target] ?? expand(definitions[target]));
    return resolved.get(target);
  };
  const expand = (schema) => {
    const copy = { ...schema };
    if (schema.properties) {
      copy.properties = {};
      for (const [name, property] of Object.entries(schema.properties)) onRead(copy.properties, name, () => resolve(property));
    }
    for (const keyword of ['items', 'additionalProperties']) {
      if (typeof schema[keyword] === 'object') onRead(copy, keyword, () => resolve(schema[keyword]));
    }
    return copy;
  };
  return known.map(([{ definition, module }, name, names]) => {
    const schema = resolve({ $ref: `#/definitions/${definition}${name}` });
    return { name, module, names, schema: name === 'ObjectMeta' ? withNullTime(schema) : schema };
  });
}

/** Adds a field that is computed when it is read. */
function onRead(object, name, get) {
  let value;
  Object.defineProperty(object, name, { enumerable: true, get: () => (value ??= get()) });
}

/** Kubernetes writes null for the time of creation of a template, which the document does not say. */
function withNullTime(schema) {
  return { ...schema, properties: { ...schema.properties, creationTimestamp: { type: 'string', nullable: true } } };
}
