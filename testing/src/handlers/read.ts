import { newBadRequest, newNotFound, newResourceExpired } from 'kube-client-runtime/errors';
import type { JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { newContinueExpired, newTooLargeResourceVersion } from '../status/failure.js';
import type { Entry } from '../storage/collection.js';
import { resourceOf, type Call } from './context.js';
import { decodeContinue, encodeContinue } from './continue-token.js';
import { parseResourceVersion, readListQuery, type ListQuery } from './options.js';
import type { ServerResponse } from './request.js';
import { readSelection, type Selection } from './selection.js';
import { negotiateShape } from './shape.js';

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
