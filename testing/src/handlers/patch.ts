import {
  fieldForbidden,
  fieldInvalid,
  newBadRequest,
  newInvalid,
  newRequestEntityTooLarge,
  newUnsupportedMediaType,
  StatusError,
} from 'kube-client-runtime/errors';
import { applyJsonPatch, applyMergePatch, JsonPatchError, type JsonPatchOperation } from 'kube-client-runtime/patch';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../json/json.js';
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
  return (current) => toObject(applyMergePatch(current, document));
}

/** What a patch made, which may be anything. */
function toObject(made: unknown): JsonObject {
  const document = parseJson(JSON.stringify(made));
  if (!isObject(document)) throw newUnprocessable();
  return document;
}

const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

function isOperation(value: JsonValue): value is JsonObject & JsonPatchOperation {
  if (!isObject(value)) return false;
  const { op, path } = value;
  return typeof op === 'string' && operations.has(op) && typeof path === 'string';
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
    const steps: JsonPatchOperation[] = [];
    for (const item of document) {
      if (!isOperation(item)) throw newUnprocessable();
      steps.push(item);
    }
    try {
      return toObject(applyJsonPatch(current, steps));
    } catch (error) {
      // Whatever does not fit, the server answers without naming it.
      if (error instanceof JsonPatchError) throw newUnprocessable();
      throw error;
    }
  };
}
