import fastJsonPatch, { type Operation } from 'fast-json-patch';
import {
  fieldForbidden,
  fieldInvalid,
  newBadRequest,
  newInvalid,
  newRequestEntityTooLarge,
  newUnsupportedMediaType,
  StatusError,
} from 'kube-client-runtime/errors';
import { clone, isObject, parseJson, setField, type JsonObject, type JsonValue } from '../json/json.js';
import type { KubeObj } from '../json/object.js';
import { apiVersionOf } from '../resources/definition.js';
import { newUnprocessable } from '../status/failure.js';
import type { Call } from './context.js';
import { checkObject, mediaType } from './decode.js';
import { readWriteQuery } from './options.js';
import type { ServerResponse } from './request.js';
import { negotiateShape } from './shape.js';
import { checkName, checkUnknownFields, updateObject, type Update } from './write.js';

const jsonPatch = 'application/json-patch+json';
const mergePatch = 'application/merge-patch+json';
const mostOperations = 10_000;

/** Changes a copy of a document as a patch says. */
export type ApplyPatch = (current: JsonObject) => JsonObject;

/** Patches the object of the call, or the part of it that `target` says. */
export function patch(call: Call, target: Pick<Update, 'part' | 'carryOver'> = { part: 'main' }): ServerResponse {
  const { definition, request, info } = call;
  const apply = readPatch(call);
  const shape = negotiateShape(request.headers['accept'], definition.custom !== undefined);
  const query = readWriteQuery(request.query, 'PatchOptions');
  const make = (current: KubeObj): KubeObj => {
    const object = checkPatched(call, apply(current));
    checkUnknownFields(call, object, query, (why) => refusePatched(object, why));
    checkName(object, info.name);
    return object;
  };
  const { stored } = updateObject(call, { ...target, make }, query);
  return { status: 200, headers: {}, body: { type: 'json', value: shape.object(definition, stored) } };
}

/** Reads the patch of a request. Throws UnsupportedMediaType for kinds of patches that this server does not apply. */
export function readPatch(call: Call): ApplyPatch {
  const { request } = call;
  const type = mediaType(request);
  const text = Buffer.from(request.body).toString('utf8');
  if (type !== jsonPatch && type !== mergePatch) throw newUnsupportedMediaType([jsonPatch, mergePatch]);
  if (request.query.has('force')) {
    const fault = fieldForbidden('force', 'may not be specified for non-apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [fault]);
  }
  let document: JsonValue;
  try {
    document = parseJson(text);
  } catch (error) {
    throw newBadRequest(`error decoding patch: ${error instanceof Error ? error.message : String(error)}`);
  }
  return type === jsonPatch ? jsonPatchOf(document) : mergePatchOf(document);
}

function refusePatched(document: JsonObject, why: string): StatusError {
  return newInvalid({ group: '', kind: '' }, '', [fieldInvalid('patch', JSON.stringify(document), why)]);
}

/** A patch can make anything of an object; what it made must still be one of the same kind. */
function checkPatched(call: Call, document: JsonObject): KubeObj {
  const { definition } = call;
  try {
    return checkObject(document, definition.kind, apiVersionOf(definition), definition.custom !== undefined);
  } catch (error) {
    if (error instanceof StatusError && error.code === 400 && !error.message.startsWith('the API version')) {
      throw refusePatched(document, error.message.replace(/^.* cannot be handled as an? \w+: /, ''));
    }
    throw error;
  }
}

function goType(value: JsonValue): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
}

function mergePatchOf(document: JsonValue): ApplyPatch {
  if (!isObject(document)) {
    const why = `json: cannot unmarshal ${goType(document)} into Go value of type map[string]interface {}`;
    throw newBadRequest(`error decoding patch: ${why}`);
  }
  return (current) => mergeInto(current, document);
}

/** RFC 7396: objects merge, null removes, everything else replaces. Writes to `target`. */
export function mergeInto(target: JsonObject, changes: JsonObject): JsonObject {
  for (const key of Object.keys(changes)) {
    const change = changes[key];
    if (change === null || change === undefined) {
      Reflect.deleteProperty(target, key);
    } else if (isObject(change)) {
      const present = Object.hasOwn(target, key) ? target[key] : undefined;
      setField(target, key, mergeInto(isObject(present) ? present : {}, change));
    } else {
      setField(target, key, clone(change));
    }
  }
  return target;
}

const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

function isOperation(value: JsonValue): value is JsonObject & Operation {
  return isObject(value) && operations.has(String(value['op'])) && typeof value['path'] === 'string';
}

function jsonPatchOf(document: JsonValue): ApplyPatch {
  if (!Array.isArray(document)) {
    throw newBadRequest(
      `error decoding patch: json: cannot unmarshal ${goType(document)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (document.length > mostOperations) {
    throw newRequestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${document.length}`,
    );
  }
  return (current) => {
    const steps: Operation[] = [];
    for (const item of document) {
      if (!isOperation(item)) throw newUnprocessable();
      steps.push(item);
    }
    try {
      // The library refuses `__proto__` in paths by itself.
      const { newDocument } = fastJsonPatch.applyPatch<JsonValue>(current, steps, true, true, true);
      if (!isObject(newDocument)) throw newUnprocessable();
      return newDocument;
    } catch (error) {
      if (error instanceof StatusError) throw error;
      // Whatever does not fit, the server answers without naming it.
      throw newUnprocessable();
    }
  };
}
