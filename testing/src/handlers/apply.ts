/**
 * Server-side apply.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */

import { fieldRequired, newBadRequest, newConflict, newInvalid } from 'kube-client-runtime/errors';
import { type JsonObject, type JsonValue, clone, isObject, parseJson } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { isYamlError, parseYaml } from '../json/yaml.js';
import { applyTo } from '../managed/field-manager.js';
import { apiVersionOf } from '../resources/definition.js';
import { decodeStructure } from '../structure/decode.js';
import { structureOf } from '../structure/structure.js';
import { type Call, resourceOf } from './context.js';
import { checkObject, checkUnknownFields } from './decode.js';
import { type WriteQuery, readWriteQuery } from './options.js';
import { ownershipOf } from './ownership.js';
import { type ServerRequest, type ServerResponse, isTrue } from './request.js';
import { negotiateShape } from './shape.js';
import { type Update, checkName, updateObject } from './write.js';

/**
 * Applies a configuration to the object of a call, or to the part that `target` names. Creates the object if it does not exist.
 */
export function applyConfiguration(call: Call, target: Pick<Update, 'part' | 'carryOver'>): ServerResponse {
  const { definition, request, info } = call;
  const shape = negotiateShape(request.headers['accept'], definition);
  const query = readApplyQuery(request.query);
  const force = isTrue(request.query.get('force'));
  const make = (current: ApiObject | undefined): ApiObject => {
    const config = readConfiguration(request);
    const object = decodeApplied(call, applyTo(ownershipOf(call), current, config, query.fieldManager, force), query);
    if (current === undefined && object.metadata.uid !== undefined) {
      const why = `uid mismatch: the provided object specified uid ${object.metadata.uid}, and no existing object was found`;
      throw newConflict(resourceOf(definition), info.name, why);
    }
    checkName(object, info.name);
    return object;
  };
  const missing = info.subresource === '' ? { createMissing: (): ApiObject => make(undefined) } : {};
  const { stored, created } = updateObject(call, { ...target, make, ...missing, keepNulls: true }, query);
  return { status: created ? 201 : 200, headers: {}, body: { type: 'json', value: shape.object(definition, stored) } };
}

/**
 * Reads the options of an apply.
 *
 * Throws a StatusError if there is no field manager.
 */
export function readApplyQuery(query: URLSearchParams): WriteQuery {
  if ((query.get('fieldManager') ?? '') === '') {
    const fault = fieldRequired('fieldManager', 'is required for apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [fault]);
  }
  return readWriteQuery(query, 'PatchOptions');
}

/** Reads the configuration in a body. YAML is accepted, and JSON is a subset of YAML. */
export function readConfiguration({ body }: ServerRequest): JsonObject {
  const text = Buffer.from(body).toString('utf8');
  let parsed: JsonValue;
  try {
    parsed = text.trimStart().startsWith('{') ? parseEither(text) : parseYaml(text);
  } catch (error) {
    if (!isYamlError(error)) throw error;
    throw newBadRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error.message}`);
  }
  if (parsed === null) return {};
  if (isObject(parsed)) return parsed;
  const found = Array.isArray(parsed) ? 'array' : typeof parsed === 'boolean' ? 'bool' : typeof parsed;
  const why = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`;
  throw newBadRequest(`error decoding YAML: ${why}`);
}

function parseEither(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    // A YAML flow mapping looks like JSON but is not.
    return parseYaml(text);
  }
}

/** Decodes the result of an apply as an object of the kind. */
function decodeApplied(call: Call, made: ApiObject, query: WriteQuery): ApiObject {
  const { definition } = call;
  const { group, version, kind, custom } = definition;
  const object = checkObject(clone(made), kind, apiVersionOf(definition), custom !== undefined);
  const schema = custom === undefined ? structureOf(group, version, kind) : undefined;
  if (schema === undefined) checkUnknownFields(call, object, query, newBadRequest);
  else decodeStructure(object, schema, kind);
  return object;
}
