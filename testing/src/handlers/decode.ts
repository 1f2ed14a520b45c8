import { newBadRequest, newUnsupportedMediaType } from 'kube-client-runtime/errors';
import { type JsonObject, type JsonValue, isObject, parseJson } from '../json/json.js';
import { type ApiObject, decodeMeta, goKind, isApiObject } from '../json/object.js';
import { isYamlError, parseYaml } from '../json/yaml.js';
import { type ResourceDefinition, apiVersionOf } from '../resources/definition.js';
import { type DecodeFaults, decodeStructure } from '../structure/decode.js';
import { structureOf } from '../structure/structure.js';
import type { Call } from './context.js';
import type { WriteQuery } from './options.js';
import type { ServerRequest } from './request.js';

const readable = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Returns the media type of a body, without parameters. */
export function mediaType(request: ServerRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * Parses a body as JSON or YAML according to its content type. Without a content type it is JSON.
 *
 * Throws a StatusError (unsupported media type), or the parser's error.
 */
export function parseBody(request: ServerRequest, custom: boolean): JsonValue {
  const text = Buffer.from(request.body).toString('utf8');
  switch (mediaType(request)) {
    case '':
    case 'application/json':
      return parseJsonText(text);
    case 'application/yaml':
      return parseYaml(text);
    default:
      throw newUnsupportedMediaType(custom ? readable.slice(0, 2) : readable);
  }
}

/**
 * Parses JSON. Reports truncated text with Go's message, since most malformed bodies are truncated. Other errors have messages of
 * this server.
 */
function parseJsonText(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? NaN);
    const isCutOff = position >= text.length || /end of JSON input|^Unterminated/.test(error.message);
    throw isCutOff ? new SyntaxError('unexpected end of JSON input', { cause: error }) : error;
  }
}

/** Formats an unreadable body as the decoder's message shows it. */
function summarize(body: Uint8Array): string {
  if (body.length === 0) return '<empty>';
  const asText = body[0] === '{'.charCodeAt(0);
  const head = Buffer.from(body.subarray(0, 30)).toString(asText ? 'utf8' : 'hex');
  return body.length > 30 ? `${head} ...` : head;
}

/**
 * Decodes the object in a body.
 *
 * Throws a StatusError (bad request) with the server's message if the body is not an object of the kind.
 */
export function decodeObject(call: Call): ApiObject {
  const { request, definition } = call;
  return decodeAs(request, definition, definition.kind, apiVersionOf(definition));
}

/** Returns Go's message for a document that is not an object and therefore has no kind. */
export function notAnObject(document: JsonValue): string {
  const type = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  return `json: cannot unmarshal ${goKind(document)} into Go value of type ${type}`;
}

/** Decodes the object in a body that must have a kind, but need not state it. */
export function decodeAs(request: ServerRequest, definition: ResourceDefinition, kind: string, apiVersion: string): ApiObject {
  let parsed: JsonValue;
  try {
    parsed = parseBody(request, definition.custom !== undefined);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isYamlError(error)) throw error;
    const why = `couldn't get version/kind; json parse error: ${error.message}`;
    throw newBadRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summarize(request.body)})`);
  }
  if (!isObject(parsed)) {
    const why = `couldn't get version/kind; json parse error: ${notAnObject(parsed)}`;
    throw newBadRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summarize(request.body)})`);
  }
  return checkObject(parsed, kind, apiVersion, definition.custom !== undefined);
}

/**
 * Checks that a document is an object of a kind, and normalizes its metadata in place.
 *
 * Throws a StatusError (bad request).
 */
export function checkObject(document: JsonObject, kind: string, apiVersion: string, custom: boolean): ApiObject {
  const givenKind = document['kind'];
  const givenVersion = document['apiVersion'];
  const versionOf = (value: string): string => value.slice(value.indexOf('/') + 1);
  if (custom && (givenKind === undefined || givenKind === '')) {
    const why = `Object 'Kind' is missing in '${JSON.stringify(document)}'`;
    throw newBadRequest(`${kind} in version ${JSON.stringify(versionOf(apiVersion))} cannot be handled as a ${kind}: ${why}`);
  }
  if (typeof givenKind === 'string' && givenKind !== '' && givenKind !== kind) {
    const version = typeof givenVersion === 'string' ? versionOf(givenVersion) : versionOf(apiVersion);
    const why = custom
      ? `unexpected kind`
      : `no kind ${JSON.stringify(givenKind)} is registered for version ${JSON.stringify(givenVersion ?? apiVersion)}`;
    throw newBadRequest(`${givenKind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
  }
  if (typeof givenVersion === 'string' && givenVersion !== '' && givenVersion !== apiVersion) {
    throw newBadRequest(`the API version in the data (${givenVersion}) does not match the expected API version (${apiVersion})`);
  }
  document['kind'] = kind;
  document['apiVersion'] = apiVersion;
  const meta = document['metadata'] ?? {};
  const handled = `${kind} in version ${JSON.stringify(versionOf(apiVersion))} cannot be handled as a ${kind}`;
  if (!isObject(meta)) {
    const found = Array.isArray(meta) ? 'array' : typeof meta;
    throw newBadRequest(
      `${handled}: json: cannot unmarshal ${found} into Go struct field ${kind}.metadata of type v1.ObjectMeta`,
    );
  }
  document['metadata'] = meta;
  const fault = decodeMeta(meta);
  if (fault !== undefined) {
    const why = `json: cannot unmarshal ${fault.found} into Go struct field ObjectMeta.${fault.goField} of type ${fault.goType}`;
    throw newBadRequest(`${handled}: ${why}`);
  }
  if (!isApiObject(document)) throw newBadRequest(handled);
  return document;
}

/**
 * Removes fields that the schema does not specify, with a warning or an error according to `fieldValidation`. Rejects values of a
 * wrong type.
 */
export function checkUnknownFields(
  call: Call,
  object: ApiObject,
  query: WriteQuery,
  refuse: (why: string, converterFault?: string) => Error,
): void {
  const { kind, version } = call.definition;
  const handled = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}`;
  const { unknown: paths, fault, converterFault } = dropUnknown(call.definition, object);
  if (fault !== undefined) throw refuse(`${handled}: ${fault}`, converterFault);
  const unknown = paths.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (unknown.length === 0 || query.fieldValidation === 'Ignore') return;
  if (query.fieldValidation === 'Strict') throw refuse(`${handled}: strict decoding error: ${unknown.join(', ')}`);
  call.warnings.push(...unknown);
}

function dropUnknown({ custom, group, version, kind }: ResourceDefinition, object: ApiObject): DecodeFaults {
  if (custom !== undefined) return { unknown: custom.prune(object) };
  const schema = structureOf(group, version, kind);
  return schema === undefined ? { unknown: [] } : decodeStructure(object, schema, kind);
}
