import { fieldInvalid, fieldNotSupported, newBadRequest, newConflict, newInvalid, type FieldError } from 'kube-client-runtime/errors';
import { at, clone, isObject, isString, setAt, stringsOf, type JsonObject, type JsonValue } from '../json/json.js';
import { goKind, type KubeObj } from '../json/object.js';
import { admitDeletion } from './admission.js';
import { printTime, type Call } from './context.js';
import { notAnObject, parseBody } from './decode.js';
import { dryRunFaults, readListQuery } from './options.js';
import { listItem } from './present.js';
import { findStored, readPage } from './read.js';
import { isTrue, type ServerResponse } from './request.js';
import { readSelection } from './selection.js';
import { negotiateShape } from './shape.js';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

interface DeleteRequest {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: string | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/** The options of a deletion come in the body, or in the query where there is none. */
function readOptions(call: Call): DeleteRequest {
  const { request } = call;
  const document = request.body.length > 0 ? bodyOptions(call) : queryOptions(request.query);
  const grace = document['gracePeriodSeconds'];
  const policy = document['propagationPolicy'];
  const orphanDependents = document['orphanDependents'];
  const dryRun = stringsOf(document['dryRun']);
  const uid = at(document, 'preconditions', 'uid');
  const resourceVersion = at(document, 'preconditions', 'resourceVersion');
  const faults: FieldError[] = [];
  if (orphanDependents !== undefined && policy !== undefined) {
    faults.push(fieldInvalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  }
  if (policy !== undefined && !(isString(policy) && ['Foreground', 'Background', 'Orphan'].includes(policy))) {
    faults.push(fieldNotSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  faults.push(...dryRunFaults(dryRun));
  if (faults.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', faults);
  return {
    dryRun: dryRun.includes('All'),
    gracePeriodSeconds: typeof grace === 'number' ? (grace < 0 ? 1 : grace) : undefined,
    propagationPolicy: isString(policy) ? policy : undefined,
    orphanDependents: typeof orphanDependents === 'boolean' ? orphanDependents : undefined,
    uid: isString(uid) ? uid : undefined,
    resourceVersion: isString(resourceVersion) ? resourceVersion : undefined,
  };
}

function bodyOptions(call: Call): JsonObject {
  let parsed: JsonValue;
  try {
    parsed = parseBody(call.request, call.definition.custom !== undefined);
  } catch (error) {
    if (error instanceof SyntaxError) throw newBadRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
  if (parsed === null) return {};
  if (!isObject(parsed)) throw newBadRequest(`couldn't get version/kind; json parse error: ${notAnObject(parsed)}`);
  const { kind } = parsed;
  if (isString(kind) && kind !== '' && kind !== 'DeleteOptions') {
    throw newBadRequest('decoded object cannot be converted to DeleteOptions');
  }
  const fault = typeFaultOf(parsed);
  if (fault !== undefined) throw newBadRequest(fault);
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== null));
}

const optionTypes: Readonly<Record<string, readonly [goKind: string, goType: string]>> = {
  gracePeriodSeconds: ['number', 'int64'],
  orphanDependents: ['bool', 'bool'],
  propagationPolicy: ['string', 'v1.DeletionPropagation'],
  dryRun: ['array', '[]string'],
  preconditions: ['object', 'v1.Preconditions'],
};

/** The first option of a type that it cannot have, in the words of Go's decoder. */
function typeFaultOf(options: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(options)) {
    const [wanted, goType] = optionTypes[name] ?? [];
    if (wanted === undefined || value === null || value === undefined || goKind(value) === wanted) continue;
    return `json: cannot unmarshal ${goKind(value)} into Go struct field DeleteOptions.${name} of type ${goType ?? ''}`;
  }
  return undefined;
}

function queryOptions(query: URLSearchParams): JsonObject {
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  const orphans = query.get('orphanDependents');
  const options: JsonObject = { dryRun: query.getAll('dryRun') };
  if (grace !== null && grace !== '') {
    if (!/^-?\d+$/.test(grace)) throw newBadRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
    options['gracePeriodSeconds'] = Number(grace);
  }
  if (policy !== null && policy !== '') options['propagationPolicy'] = policy;
  if (orphans !== null) options['orphanDependents'] = isTrue(orphans);
  return options;
}

/** What became of an object: its state after the call, and whether it is gone. */
export interface Deletion {
  readonly object: KubeObj;
  readonly gone: boolean;
}

export function remove(call: Call): ServerResponse {
  const { definition, info, request } = call;
  const shape = negotiateShape(request.headers['accept'], definition);
  const options = readOptions(call);
  const stored = findStored(call);
  admitDeletion(call, info.name);
  const { object, gone } = removeObject(call, stored, options);
  const status = !gone && options.orphanDependents === false ? 202 : 200;
  const whole = !gone || returnsObject.has(definition.storage);
  return { status, headers: {}, body: { type: 'json', value: whole ? shape.object(definition, object) : success(call, object) } };
}

/** Resources whose deletion answers with the object that was deleted, not with a `Status`. */
const returnsObject: ReadonlySet<string> = new Set([
  'csidrivers.storage.k8s.io',
  'csinodes.storage.k8s.io',
  'deviceclasses.resource.k8s.io',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourceclaims.resource.k8s.io',
  'resourceclaimtemplates.resource.k8s.io',
  'resourcequotas',
  'resourceslices.resource.k8s.io',
  'serviceaccounts',
  'services',
  'storageclasses.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'volumeattributesclasses.storage.k8s.io',
]);

function success(call: Call, object: KubeObj): JsonObject {
  const { group, plural } = call.definition;
  const { name = '', uid = '' } = object.metadata;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group !== '' && { group }), kind: plural, uid },
  };
}

/** Deletes a stored object by the rules of grace, finalizers and preconditions. */
export function removeObject(call: Call, stored: KubeObj, options: DeleteRequest): Deletion {
  const { definition, context } = call;
  checkPreconditions(call, stored, options);
  const object = clone(stored);
  const { metadata } = object;
  const grace = applyGrace(call, object, options);
  if (grace === 'pending') return { object: stored, gone: false };
  if (stored.metadata.deletionTimestamp === undefined) {
    definition.strategy.beginDelete?.(object, printTime(context.clock.now()));
  }
  const finalizers = garbageFinalizers(call, object, options);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else Reflect.deleteProperty(metadata, 'finalizers');
  const namespaceStays = definition.storage === 'namespaces' && stringsOf(at(object, 'spec', 'finalizers')).length > 0;
  if (grace === 'now' && finalizers.length === 0 && !namespaceStays) {
    if (options.dryRun) return { object: stored, gone: true };
    return { object: context.store.remove(definition.storage, object), gone: true };
  }
  if (grace === 'now') markAsDeleting(call, object, namespaceStays);
  const ends = finalizers.length === 0 && !namespaceStays && metadata.deletionGracePeriodSeconds === 0;
  if (options.dryRun) return { object, gone: ends };
  if (ends) {
    // Watchers see the end of the grace period and then the deletion, as from a real server.
    const ending = grace === 'graceful' ? clone(context.store.put(definition.storage, clone(object))) : object;
    return { object: context.store.remove(definition.storage, ending), gone: true };
  }
  if (JSON.stringify(object) === JSON.stringify(stored)) return { object: stored, gone: false };
  return { object: context.store.put(definition.storage, object), gone: false };
}

function checkPreconditions(call: Call, stored: KubeObj, { uid, resourceVersion }: DeleteRequest): void {
  const { group, kind } = call.definition;
  const { name = '' } = stored.metadata;
  // These messages name the kind where others name the resource: so does the server.
  if (uid !== undefined && uid !== stored.metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${stored.metadata.uid ?? ''})`;
    throw newConflict({ group, resource: kind }, name, `${why}. The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== stored.metadata.resourceVersion) {
    const found = stored.metadata.resourceVersion ?? '';
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${found})`;
    throw newConflict({ group, resource: kind }, name, `${why}. The object might have been modified`);
  }
}

/** Whether the object may go now, waits with what was written to it, or waits already for no longer than was asked for. */
function applyGrace(call: Call, object: KubeObj, options: DeleteRequest): 'now' | 'graceful' | 'pending' {
  const { strategy } = call.definition;
  if (strategy.gracePeriod === undefined) return 'now';
  const { metadata } = object;
  const now = call.context.clock.now();
  if (metadata.deletionTimestamp !== undefined) {
    const left = metadata.deletionGracePeriodSeconds ?? 0;
    if (left === 0) return 'now';
    const asked = options.gracePeriodSeconds;
    if (asked === undefined || asked >= left) return 'pending';
    let end = Date.parse(metadata.deletionTimestamp) + (asked - left) * 1000;
    let period = asked;
    if (end < now) {
      end = now;
      if (period !== 0) period = 1;
    }
    metadata.deletionTimestamp = printTime(end);
    metadata.deletionGracePeriodSeconds = period;
    return 'graceful';
  }
  const period = strategy.gracePeriod(object, { gracePeriodSeconds: options.gracePeriodSeconds });
  if (period === undefined) return 'now';
  metadata.deletionTimestamp = printTime(now + period * 1000);
  metadata.deletionGracePeriodSeconds = period;
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1;
  return 'graceful';
}

/** The finalizers with those that ask the garbage collector for the way in which dependents are to be treated. */
function garbageFinalizers(call: Call, object: KubeObj, options: DeleteRequest): string[] {
  const present = object.metadata.finalizers ?? [];
  const { garbagePolicy } = call.definition.strategy;
  if (garbagePolicy === 'unsupported') return present;
  const asked =
    options.orphanDependents !== undefined
      ? options.orphanDependents
        ? 'Orphan'
        : 'Background'
      : (options.propagationPolicy ??
        (present.includes(orphan)
          ? 'Orphan'
          : present.includes(foreground)
            ? 'Foreground'
            : garbagePolicy === 'orphan'
              ? 'Orphan'
              : 'Background'));
  const others = present.filter((name) => name !== orphan && name !== foreground);
  if (asked === 'Orphan') return [...others, orphan];
  return asked === 'Foreground' ? [...others, foreground] : others;
}

function markAsDeleting(call: Call, object: KubeObj, isNamespace: boolean): void {
  const { metadata } = object;
  const now = call.context.clock.now();
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0) {
    metadata.generation = (metadata.generation ?? 0) + 1;
  }
  if (metadata.deletionTimestamp === undefined || Date.parse(metadata.deletionTimestamp) > now) {
    metadata.deletionTimestamp = printTime(now);
  }
  if (isNamespace) setAt(object, ['status', 'phase'], 'Terminating');
  else metadata.deletionGracePeriodSeconds = 0;
}

/** Deletes what a list would answer with, one by one, and answers with the list. */
export function removeCollection(call: Call): ServerResponse {
  const { definition, request, context } = call;
  negotiateShape(request.headers['accept'], definition);
  const query = readListQuery(request.query, false);
  const selection = readSelection(definition, query, '');
  const options = readOptions(call);
  const { objects } = readPage(call, query, selection);
  for (const object of objects) {
    const { name = '', namespace = '' } = object.metadata;
    removeObject({ ...call, info: { ...call.info, name, namespace } }, object, options);
  }
  return {
    status: 200,
    headers: {},
    body: {
      type: 'list',
      head: {
        kind: definition.listKind,
        apiVersion: definition.group === '' ? definition.version : `${definition.group}/${definition.version}`,
        metadata: { resourceVersion: String(context.store.revision) },
      },
      items: objects.map((object) => listItem(definition, object)),
    },
  };
}

/** The object that the call names, deleted as an eviction or another server-side action does it. */
export function removeNamed(call: Call, gracePeriodSeconds: number | undefined, dryRun: boolean): Deletion {
  return removeObject(call, findStored(call), {
    dryRun,
    gracePeriodSeconds,
    propagationPolicy: undefined,
    orphanDependents: undefined,
    uid: undefined,
    resourceVersion: undefined,
  });
}

