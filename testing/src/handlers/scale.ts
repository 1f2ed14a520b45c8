import { fieldInvalid, newBadRequest, newInvalid, newNotFound } from 'kube-client-runtime/errors';
import { at, clone, isObject, isString, setAt, stringMapOf, type JsonObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { applyTo, trackUpdate, type FieldManagerScope } from '../managed/field-manager.js';
import { parentEntries, scaleEntries, type ReplicasPath } from '../managed/scale.js';
import { apiVersionOf, type ScalePaths } from '../resources/definition.js';
import { newPlainError } from '../status/failure.js';
import { structureOf, typeOfSchema } from '../structure/structure.js';
import { fieldElement } from '../structured/path-element.js';
import { readApplyQuery, readConfiguration } from './apply.js';
import { resourceOf, type Call } from './context.js';
import { checkObject, decodeAs } from './decode.js';
import { readWriteQuery, type WriteQuery } from './options.js';
import { managerOf, ownershipOf } from './ownership.js';
import { isApply, readPatch } from './patch.js';
import { findStored } from './read.js';
import { isTrue, type ServerResponse } from './request.js';
import { present } from './shape.js';
import { updateObject } from './write.js';

const scaleVersion = 'autoscaling/v1';

/** Returns the `Scale` of an object: its desired and actual replicas, with the object's metadata. */
export function scaleOf(object: ApiObject, paths: ScalePaths): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const specReplicas = at(object, ...paths.specReplicas);
  const statusReplicas = at(object, ...paths.statusReplicas);
  const selector = paths.selector === undefined ? '' : printSelector(at(object, ...paths.selector));
  return {
    kind: 'Scale',
    apiVersion: scaleVersion,
    metadata: {
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
    },
    spec: typeof specReplicas === 'number' ? { replicas: specReplicas } : {},
    status: {
      replicas: typeof statusReplicas === 'number' ? statusReplicas : 0,
      ...(selector !== '' && { selector }),
    },
  };
}

/** Formats the selector of a status. Text stays as it is; a map or `LabelSelector` is printed as a selector. */
function printSelector(value: JsonValue | undefined): string {
  if (isString(value)) return value;
  if (!isObject(value)) return '';
  const isLabelSelector = value['matchLabels'] !== undefined || value['matchExpressions'] !== undefined;
  const labels = stringMapOf(isLabelSelector ? value['matchLabels'] : value);
  const terms = Object.entries(labels).map(([key, item]): [string, string] => [key, `${key}=${item}`]);
  const expressions = isLabelSelector && Array.isArray(value['matchExpressions']) ? value['matchExpressions'] : [];
  for (const expression of expressions) {
    if (isObject(expression) && isString(expression['key'])) terms.push([expression['key'], printExpression(expression)]);
  }
  return terms
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, term]) => term)
    .join(',');
}

function printExpression(expression: JsonObject): string {
  const key = isString(expression['key']) ? expression['key'] : '';
  const values = Array.isArray(expression['values']) ? expression['values'].filter(isString).sort().join(',') : '';
  switch (expression['operator']) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}

/** Handles GET of a scale. */
export function getScale(call: Call, paths: ScalePaths): ServerResponse {
  return answer(present(call.definition, findStored(call)), paths);
}

/** Handles PUT of a scale. */
export function updateScale(call: Call, paths: ScalePaths): ServerResponse {
  const query = readWriteQuery(call.request.query, 'UpdateOptions');
  const given = decodeAs(call.request, call.definition, 'Scale', scaleVersion);
  const name = given.metadata.name ?? '';
  if (name !== call.info.name) {
    throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${call.info.name})`);
  }
  return write(
    call,
    paths,
    query,
    tracked(call, query, () => given),
  );
}

/** Handles PATCH of a scale. */
export function patchScale(call: Call, paths: ScalePaths): ServerResponse {
  if (isApply(call)) {
    const query = readApplyQuery(call.request.query);
    const config = readConfiguration(call.request);
    const force = isTrue(call.request.query.get('force'));
    return write(call, paths, query, (scale) => {
      const applied = applyTo(scaleScope(call), scale, config, query.fieldManager, force);
      if (call.definition.custom !== undefined) throw cannotApply(scale);
      return applied;
    });
  }
  const apply = readPatch(call, { patchMeta: () => ({}) });
  const query = readWriteQuery(call.request.query, 'PatchOptions');
  const make = (scale: ApiObject): ApiObject => checkObject(apply(scale), 'Scale', scaleVersion, false);
  return write(call, paths, query, tracked(call, query, make));
}

/** Creates the error that v1.36 returns for every apply to the scale of a custom resource without a conflict. */
function cannotApply({ metadata: { name = '', managedFields } }: ApiObject): Error {
  const isManaged = Array.isArray(managedFields) && managedFields.length > 0;
  const what = isManaged
    ? `failed to convert new object (/${name}`
    : 'failed to create manager for existing fields: failed to convert live object (/';
  const why = `request to convert CR to an invalid group/version: ${scaleVersion}`;
  return newPlainError(`${what}; ${scaleVersion}, Kind=Scale) to proper version: ${why}`);
}

/** Wraps a function that makes a scale, so that the result records the owner of its replicas. */
function tracked(call: Call, query: WriteQuery, make: (scale: ApiObject) => ApiObject): (scale: ApiObject) => ApiObject {
  return (present) => {
    const scale = make(clone(present));
    trackUpdate(scaleScope(call), present, scale, managerOf(call, query));
    return scale;
  };
}

function scaleScope(call: Call): FieldManagerScope {
  const type = typeOfSchema(structureOf('autoscaling', 'v1', 'Scale') ?? {});
  return {
    ...ownershipOf(call),
    apiVersion: scaleVersion,
    kind: 'Scale',
    typeOf: (apiVersion) => (apiVersion === scaleVersion ? type : undefined),
    convert: (object) => object,
    reset: (_apiVersion, set) => set,
    newObject: () => ({ apiVersion: scaleVersion, kind: 'Scale', metadata: {}, spec: {}, status: { replicas: 0 } }),
  };
}

/** Returns the path of the replicas in each version of a resource. */
function replicasPaths({ context, definition }: Call): ReplicasPath {
  return (apiVersion) => {
    const { group, plural } = definition;
    const version = context.registry.versions(group).find((name) => apiVersionOf({ group, version: name }) === apiVersion);
    const found = version === undefined ? undefined : context.registry.get(group, version, plural);
    return found && (found.scale?.specReplicas.map(fieldElement) ?? null);
  };
}

/** Writes the replicas of a scale to its object. `makeScale` makes the scale from the present one. */
function write(call: Call, paths: ScalePaths, query: WriteQuery, makeScale: (scale: ApiObject) => ApiObject): ServerResponse {
  const { definition, info } = call;
  const make = (current: ApiObject): ApiObject => {
    const pathIn = replicasPaths(call);
    const present = scaleOf(current, paths);
    const entries = scaleEntries(current.metadata['managedFields'], pathIn);
    if (entries !== undefined) present.metadata['managedFields'] = entries;
    const scale = makeScale(present);
    const replicas = at(scale, 'spec', 'replicas') ?? 0;
    if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
      throw newBadRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
      );
    }
    if (replicas < 0 && definition.custom !== undefined) {
      const fault = fieldInvalid(`.${paths.specReplicas.join('.')}`, replicas, 'should be a non-negative integer');
      throw newInvalid({ group: definition.group, kind: definition.kind }, info.name, [fault]);
    }
    if (replicas < 0) {
      const fault = fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0');
      throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, info.name, [fault]);
    }
    const { uid, resourceVersion, managedFields } = scale.metadata;
    if (uid !== undefined && uid !== current.metadata.uid) throw newNotFound(resourceOf(definition), info.name);
    setAt(current, paths.specReplicas, replicas);
    if (resourceVersion !== undefined) current.metadata.resourceVersion = resourceVersion;
    const updated = parentEntries(current.metadata['managedFields'], managedFields, apiVersionOf(definition), pathIn);
    setAt(current, ['metadata', 'managedFields'], updated);
    return current;
  };
  const { stored } = updateObject(call, { make, part: 'main' }, query);
  return answer(present(definition, stored), paths);
}

function answer(object: ApiObject, paths: ScalePaths): ServerResponse {
  return { status: 200, headers: {}, body: { type: 'json', value: scaleOf(object, paths) } };
}
