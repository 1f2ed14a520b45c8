import {
  StatusError,
  fieldForbidden,
  fieldInvalid,
  newBadRequest,
  newInvalid,
  newRequestEntityTooLarge,
  newUnsupportedMediaType,
} from 'kube-client-runtime/errors';
import { goPrint } from 'kube-client-runtime/internal';
import type { PatchMeta } from 'kube-client-runtime/meta';
import { StrategicMergePatchError, applyStrategicMergePatch } from 'kube-client-runtime/patch';
import { JsonPatchMismatch, applyJsonPatch } from '../json/json-patch.js';
import { type JsonObject, type JsonValue, isObject, parseJson } from '../json/json.js';
import { applyMergePatch } from '../json/merge-patch.js';
import type { ApiObject } from '../json/object.js';
import { apiVersionOf } from '../resources/definition.js';
import { newPlainError, newUnprocessable, newUnsupportedPatch } from '../status/failure.js';
import { patchMetaOf, structureOf } from '../structure/structure.js';
import { applyConfiguration } from './apply.js';
import type { Call } from './context.js';
import { checkObject, checkUnknownFields, mediaType } from './decode.js';
import { readWriteQuery } from './options.js';
import type { ServerResponse } from './request.js';
import { negotiateShape } from './shape.js';
import { type Update, checkName, updateObject } from './write.js';

const jsonPatch = 'application/json-patch+json';
const mergePatch = 'application/merge-patch+json';
const strategicPatch = 'application/strategic-merge-patch+json';
const applyPatch = 'application/apply-patch+yaml';
const mostOperations = 10_000;

/** A function that applies a patch to a copy of a document. */
export type ApplyPatch = (current: JsonObject) => JsonObject;

/** The rules for patching a document. */
export interface PatchTarget {
  /** Returns the rules of strategic merge patches for the document. */
  readonly patchMeta: () => PatchMeta;
}

/** Returns the media types of patches that a resource accepts. */
function patchTypes(custom: boolean): readonly string[] {
  return custom ? [jsonPatch, mergePatch, applyPatch] : [jsonPatch, mergePatch, strategicPatch, applyPatch];
}

/**
 * Whether a request is an apply.
 *
 * Throws a StatusError (unsupported media type) for a patch type that the resource does not accept.
 */
export function isApply({ request, definition }: Call): boolean {
  const type = mediaType(request);
  const types = patchTypes(definition.custom !== undefined);
  if (!types.includes(type)) throw definition.custom === undefined ? newUnsupportedPatch() : newUnsupportedMediaType(types);
  return type === applyPatch;
}

/** Patches the object of a call, or the part that `target` names. */
export function patch(call: Call, target: Pick<Update, 'part' | 'carryOver'> = { part: 'main' }): ServerResponse {
  const { definition, request, info } = call;
  if (isApply(call)) return applyConfiguration(call, target);
  const shape = negotiateShape(request.headers['accept'], definition);
  const { group, version, kind } = definition;
  const apply = readPatch(call, { patchMeta: () => patchMetaOf(structureOf(group, version, kind) ?? {}) });
  const query = readWriteQuery(request.query, 'PatchOptions');
  const make = (current: ApiObject): ApiObject => {
    const strategic = mediaType(request) === strategicPatch;
    const patched = apply(current);
    // The result of a strategic merge patch is decoded as the original kind, even if it states another.
    const object = checkPatched(call, strategic ? { ...patched, apiVersion: current.apiVersion, kind: current.kind } : patched);
    const shown = strategic ? goPrint(parseJson(Buffer.from(request.body).toString())) : JSON.stringify(object);
    checkUnknownFields(call, object, query, (why, converterFault) =>
      refusePatched(shown, (strategic && converterFault) || why.replace(/^.* cannot be handled as an? \w+: /, '')),
    );
    checkName(object, info.name);
    return object;
  };
  const { stored } = updateObject(call, { ...target, make, track: true }, query);
  return { status: 200, headers: {}, body: { type: 'json', value: shape.object(definition, stored) } };
}

/** Reads the patch of a request that is not an apply. */
export function readPatch({ request }: Pick<Call, 'request'>, target: PatchTarget): ApplyPatch {
  const type = mediaType(request);
  const text = Buffer.from(request.body).toString('utf8');
  if (request.query.has('force')) {
    const fault = fieldForbidden('force', 'may not be specified for non-apply patch');
    throw newInvalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [fault]);
  }
  let document: JsonValue;
  try {
    document = parseJson(text);
  } catch (error) {
    const why =
      text.trim() === '{' || text.trim() === ''
        ? 'unexpected end of JSON input'
        : error instanceof Error
          ? error.message
          : String(error);
    throw newBadRequest(type === strategicPatch ? why : `error decoding patch: ${why}`);
  }
  if (type === strategicPatch) return strategicPatchOf(document, target);
  return type === jsonPatch ? jsonPatchOf(document) : mergePatchOf(document);
}

function refusePatched(shown: string, why: string): StatusError {
  return newInvalid({ group: '', kind: '' }, '', [fieldInvalid('patch', shown, why)]);
}

/** Checks that the result of a patch is still an object of the same kind. */
function checkPatched(call: Call, document: JsonObject): ApiObject {
  const { definition } = call;
  try {
    return checkObject(document, definition.kind, apiVersionOf(definition), definition.custom !== undefined);
  } catch (error) {
    const isUnread = error instanceof StatusError && error.code === 400;
    if (isUnread && (definition.custom === undefined || !error.message.startsWith('the API version'))) {
      throw refusePatched(JSON.stringify(document), error.message.replace(/^.* cannot be handled as an? \w+: /, ''));
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
  return (current) => applyMergePatch(current, document);
}

function strategicPatchOf(document: JsonValue, { patchMeta }: PatchTarget): ApplyPatch {
  // Go's decoder reads null as an empty map.
  if (document === null) return (current) => current;
  if (!isObject(document)) {
    throw newBadRequest(`json: cannot unmarshal ${goType(document)} into Go value of type map[string]interface {}`);
  }
  return (current) => {
    try {
      return toObject(applyStrategicMergePatch(current, document, patchMeta()));
    } catch (error) {
      if (!(error instanceof StrategicMergePatchError)) throw error;
      if (error.fault === 'malformed') throw newBadRequest(error.message);
      throw error.fault === 'list of lists' ? newUnprocessable() : newPlainError(error.message);
    }
  };
}

/** Converts the result of a patch, which can be any value, to an object. */
function toObject(made: unknown): JsonObject {
  const document = parseJson(JSON.stringify(made));
  if (!isObject(document)) throw newUnprocessable();
  return document;
}

function jsonPatchOf(document: JsonValue): ApplyPatch {
  if (!Array.isArray(document)) {
    throw newBadRequest(
      `error decoding patch: json: cannot unmarshal ${goType(document)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  const none = document.find((item) => !isObject(item) && item !== null);
  if (none !== undefined) {
    throw newBadRequest(
      `error decoding patch: json: cannot unmarshal ${goType(none)} into Go value of type handlers.jsonPatchOp`,
    );
  }
  if (document.length > mostOperations) {
    throw newRequestEntityTooLarge(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${document.length}`);
  }
  return (current) => {
    try {
      return toObject(applyJsonPatch(current, document));
    } catch (error) {
      // The server's message does not name the operation that does not fit.
      if (error instanceof JsonPatchMismatch) throw newUnprocessable();
      throw error;
    }
  };
}
