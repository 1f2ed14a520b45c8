import { fieldInvalid, newBadRequest, newInvalid, newNotFound } from 'kube-client-runtime/errors';
import { at, isObject, isString, setAt, stringMapOf, type JsonObject, type JsonValue } from '../json/json.js';
import type { KubeObj } from '../json/object.js';
import type { ScalePaths } from '../resources/definition.js';
import { resourceOf, type Call } from './context.js';
import { checkObject, decodeAs } from './decode.js';
import { readWriteQuery } from './options.js';
import { readPatch } from './patch.js';
import { present } from './present.js';
import { findStored } from './read.js';
import type { ServerResponse } from './request.js';
import { updateObject } from './write.js';

const scaleVersion = 'autoscaling/v1';

/** The `Scale` of a resource: how many replicas it wants and has. Its metadata are the resource's own. */
export function scaleOf(object: KubeObj, paths: ScalePaths): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const specReplicas = at(object, ...paths.specReplicas);
  const statusReplicas = at(object, ...paths.statusReplicas);
  const selector = paths.selector === undefined ? '' : printSelector(at(object, ...paths.selector));
  return {
    kind: 'Scale',
    apiVersion: scaleVersion,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: typeof specReplicas === 'number' ? { replicas: specReplicas } : {},
    status: {
      replicas: typeof statusReplicas === 'number' ? statusReplicas : 0,
      ...(selector !== '' && { selector }),
    },
  };
}

/** A selector as its status shows it: a string stays; a map or a `LabelSelector` is printed in the grammar of the API. */
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

export function getScale(call: Call, paths: ScalePaths): ServerResponse {
  return answer(present(call.definition, findStored(call)), paths);
}

export function updateScale(call: Call, paths: ScalePaths): ServerResponse {
  const query = readWriteQuery(call.request.query, 'UpdateOptions');
  const scale = decodeAs(call.request, call.definition, 'Scale', scaleVersion);
  const name = scale.metadata.name ?? '';
  if (name !== call.info.name) {
    throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${call.info.name})`);
  }
  return write(call, paths, query, () => scale);
}

export function patchScale(call: Call, paths: ScalePaths): ServerResponse {
  const apply = readPatch(call);
  const query = readWriteQuery(call.request.query, 'PatchOptions');
  return write(call, paths, query, (current) => checkObject(apply(scaleOf(current, paths)), 'Scale', scaleVersion, false));
}

function write(
  call: Call,
  paths: ScalePaths,
  query: ReturnType<typeof readWriteQuery>,
  makeScale: (current: KubeObj) => KubeObj,
): ServerResponse {
  const make = (current: KubeObj): KubeObj => {
    const scale = makeScale(current);
    const replicas = at(scale, 'spec', 'replicas') ?? 0;
    if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
      throw newBadRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
      );
    }
    if (replicas < 0) {
      const fault = fieldInvalid('spec.replicas', replicas, 'must be greater than or equal to 0');
      throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, call.info.name, [fault]);
    }
    const { uid, resourceVersion } = scale.metadata;
    if (uid !== undefined && uid !== current.metadata.uid) throw newNotFound(resourceOf(call.definition), call.info.name);
    setAt(current, paths.specReplicas, replicas);
    if (resourceVersion !== undefined) current.metadata.resourceVersion = resourceVersion;
    return current;
  };
  const { stored } = updateObject(call, { make, part: 'main' }, query);
  return answer(present(call.definition, stored), paths);
}

function answer(object: KubeObj, paths: ScalePaths): ServerResponse {
  return { status: 200, headers: {}, body: { type: 'json', value: scaleOf(object, paths) } };
}
