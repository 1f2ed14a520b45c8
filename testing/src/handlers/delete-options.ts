import { fieldInvalid, fieldNotSupported, newBadRequest, newInvalid, type FieldError } from 'kube-client-runtime/errors';
import { at, isObject, isString, stringsOf, type JsonObject, type JsonValue } from '../json/json.js';
import { goKind } from '../json/object.js';
import type { Call } from './context.js';
import { notAnObject, parseBody } from './decode.js';
import { dryRunFaults } from './options.js';
import { isTrue } from './request.js';

/** The options of a deletion. */
export interface DeleteRequest {
  /** Whether nothing is stored. */
  readonly dryRun: boolean;
  /** The requested grace period. */
  readonly gracePeriodSeconds: number | undefined;
  /** The requested treatment of dependents. */
  readonly propagationPolicy: string | undefined;
  /** The older form of `propagationPolicy`. */
  readonly orphanDependents: boolean | undefined;
  /** The uid that the object must have. */
  readonly uid: string | undefined;
  /** The version that the object must have. */
  readonly resourceVersion: string | undefined;
}

/** Reads the options of a deletion from the body, or from the query if there is no body. */
export function readDeleteOptions(call: Call): DeleteRequest {
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

/** Returns Go's message for the first option of a wrong type, or undefined. */
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
