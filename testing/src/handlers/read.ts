import { newBadRequest, newNotFound, newResourceExpired } from 'kube-client-runtime/errors';
import { type JsonObject, type JsonValue, isObject, parseJson, printValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { newContinueExpired, newTooLargeResourceVersion } from '../status/failure.js';
import type { Entry } from '../storage/collection.js';
import { type Call, resourceOf } from './context.js';
import { type ListQuery, parseResourceVersion, readListQuery } from './options.js';
import type { ServerResponse } from './request.js';
import { type Selection, readSelection } from './selection.js';
import { negotiateShape } from './shape.js';

/** The position at which a list continues. */
export interface ContinueToken {
  /** The version of the list. -1 is the newest. */
  readonly revision: number;
  /** The first key, relative to the prefix of the list. */
  readonly start: string;
}

/** Encodes a token in the format of real servers, for tests that inspect it. */
export function encodeContinue(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url');
}

/** Formats an unexpected byte as Go's JSON parser does. */
function quoteByte(byte: number): string {
  const printable = (byte >= 0x20 && byte < 0x7f) || byte > 0xa0;
  return printable && byte !== 0xad ? `'${String.fromCharCode(byte)}'` : `'\\u${byte.toString(16).padStart(4, '0')}'`;
}

/**
 * Decodes a token.
 *
 * Throws a StatusError (bad request) with the server's message.
 */
export function decodeContinue(token: string): ContinueToken {
  const refuse = (why: string): Error => newBadRequest(`invalid continue token: continue key is not valid${why}`);
  if (!/^[A-Za-z0-9_-]*$/.test(token)) throw refuse(': illegal base64 data at input byte 0');
  const bytes = Buffer.from(token, 'base64url');
  let parsed: JsonValue;
  try {
    parsed = parseJson(bytes.toString());
  } catch {
    // The server has one message for every malformed token.
    throw refuse(`: invalid character ${quoteByte(bytes[0] ?? 0)} looking for beginning of value`);
  }
  if (!isObject(parsed) || parsed['v'] !== 'meta.k8s.io/v1') {
    throw refuse(`: server does not recognize this encoded version ${isObject(parsed) ? printValue(parsed['v'] ?? '') : ''}`);
  }
  const { rv, start } = parsed;
  if (typeof rv !== 'number' || rv === 0) {
    throw refuse(': incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') throw refuse(': encoded start key empty (version meta.k8s.io/v1)');
  if (start.split('/').some((part) => part === '..' || part === '.')) throw refuse(`: ${start}`);
  return { revision: rv, start };
}

/** Returns the key of an object in its collection. */
export function storageKey(namespaced: boolean, namespace: string, name: string): string {
  return namespaced ? `${namespace}/${name}` : name;
}

/**
 * Returns the stored object that a request names.
 *
 * Throws a StatusError (not found).
 */
export function findStored(call: Call): ApiObject {
  const { definition, info, context } = call;
  const key = storageKey(definition.namespaced, info.namespace, info.name);
  const found = context.store.collection(definition.storage).get(key);
  if (found === undefined) throw newNotFound(resourceOf(definition), info.name);
  return found;
}

/** Rejects versions in the future. A real server waits up to three seconds for them, which would not help here. */
function checkNotTooLarge(call: Call, wanted: number): void {
  const { revision } = call.context.store;
  if (wanted > revision) throw newTooLargeResourceVersion(wanted, revision);
}

/** Handles GET of an object. */
export function get(call: Call): ServerResponse {
  const shape = negotiateShape(call.request.headers['accept'], call.definition);
  checkNotTooLarge(call, parseResourceVersion(call.request.query.get('resourceVersion') ?? ''));
  return { status: 200, headers: {}, body: { type: 'json', value: shape.object(call.definition, findStored(call)) } };
}

/** Returns the key prefix of the objects that a request covers. */
export function prefixOf(call: Call): string {
  return call.definition.namespaced && call.info.namespace !== '' ? `${call.info.namespace}/` : '';
}

/** Handles GET of a collection. */
export function list(call: Call): ServerResponse {
  const { definition, request, context } = call;
  const shape = negotiateShape(request.headers['accept'], definition, 'list');
  const query = readListQuery(request.query, false);
  const selection = readSelection(definition, query, call.info.name);
  const page = readPage(call, query, selection);
  const metadata: JsonObject = {
    resourceVersion: String(page.revision || context.store.revision),
    // Lists of custom resources always include `continue`.
    ...(page.next !== undefined ? { continue: page.next } : definition.custom !== undefined && shape.isWhole && { continue: '' }),
    ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
  };
  const items = page.objects;
  return {
    status: 200,
    headers: {},
    body: {
      type: 'list',
      head: { ...shape.listType(definition), metadata },
      items: { [Symbol.iterator]: () => mapped(items, (object) => shape.item(definition, object)) },
    },
  };
}

function* mapped<T, U>(items: readonly T[], map: (item: T) => U): Generator<U> {
  for (const item of items) yield map(item);
}

/** The content of a list before it takes its form. */
export interface Page {
  /** The stored objects. */
  readonly objects: ApiObject[];
  /** The version of the list. */
  readonly revision: number;
  /** The token of the next page. Absent on the last page. */
  readonly next?: string;
  /** The number of objects on later pages, if known. */
  readonly remaining?: number;
}

/** Reads the objects of a list according to version, page and selectors. */
export function readPage(call: Call, query: ListQuery, selection: Selection): Page {
  const { entries, revision } = readSnapshot(call, query);
  const prefix = prefixOf(call);
  const objects: ApiObject[] = [];
  let read = 0;
  for (const [, object] of entries) {
    if (query.limit > 0 && objects.length === query.limit) break;
    read++;
    if (selection.matches(object)) objects.push(object);
  }
  const last = entries[read - 1];
  if (read === entries.length || last === undefined) return { objects, revision };
  const next = encodeContinue(revision, `${last[0].slice(prefix.length)}\0`);
  return { objects, revision, next, ...(selection.everything && { remaining: entries.length - read }) };
}

interface Snapshot {
  readonly entries: readonly Entry[];
  readonly revision: number;
}

function readSnapshot(call: Call, query: ListQuery): Snapshot {
  const { store } = call.context;
  const collection = store.collection(call.definition.storage);
  const prefix = prefixOf(call);
  if (query.continue !== '') {
    const token = decodeContinue(query.continue);
    if (query.resourceVersion !== '' && query.resourceVersion !== '0') {
      throw newBadRequest('specifying resource version is not allowed when using continue');
    }
    const revision = token.revision < 0 ? store.revision : token.revision;
    const start = prefix + token.start;
    const all = collection.listAt(prefix, revision);
    if (all === undefined) throw newContinueExpired(inconsistent, encodeContinue(-1, token.start));
    return { entries: all.filter(([key]) => key >= start), revision };
  }
  const wanted = parseResourceVersion(query.resourceVersion);
  checkNotTooLarge(call, wanted);
  const exact = query.resourceVersionMatch === 'Exact' || (query.resourceVersionMatch === '' && query.limit > 0 && wanted > 0);
  if (!exact) return { entries: collection.list(prefix), revision: store.revision };
  const entries = collection.listAt(prefix, wanted);
  if (entries === undefined) throw newResourceExpired('The resourceVersion for the provided list is too old.');
  return { entries, revision: wanted };
}

const inconsistent =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted ' +
  'between the time the first chunk was returned and now may show up in the list.';
