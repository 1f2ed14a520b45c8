import { goQuote } from 'kube-client-runtime/internal';
import { type JsonObject, type JsonValue, isObject, isString, parseJson } from '../json/json.js';
import { type FieldSet, fromFieldsV1, toFieldsV1, union } from '../structured/field-set.js';
import type { Managers } from '../structured/updater.js';

/** The content of `metadata.managedFields`: the managers and their times. */
export interface Managed {
  /** The managers and their fields. */
  readonly managers: Managers;
  /** The time of each manager's last change, in RFC 3339. */
  readonly times: Map<string, string>;
}

/** The identity of a manager. */
export interface ManagerInfo {
  /** The name. */
  readonly manager: string;
  /** The operation. */
  readonly operation: 'Apply' | 'Update';
  /** The version. Appliers are the same manager in all versions. */
  readonly apiVersion: string;
  /** The subresource, or the empty string. */
  readonly subresource: string;
}

/** Returns an object without managers. */
export function noManaged(): Managed {
  return { managers: new Map(), times: new Map() };
}

/** Returns the identifier of a manager, which orders messages and lists. */
export function managerId({ manager, operation, apiVersion, subresource }: ManagerInfo): string {
  return JSON.stringify({
    ...(manager !== '' && { manager }),
    operation,
    ...(operation === 'Update' && { apiVersion }),
    ...(subresource !== '' && { subresource }),
  });
}

function textOf(value: JsonValue | undefined): string {
  return isString(value) ? value : '';
}

/** Parses the identifier of a manager. */
export function parseManagerId(id: string): ManagerInfo {
  const parsed = parseJson(id);
  const info: JsonObject = isObject(parsed) ? parsed : {};
  return {
    manager: textOf(info['manager']),
    operation: info['operation'] === 'Apply' ? 'Apply' : 'Update',
    apiVersion: textOf(info['apiVersion']),
    subresource: textOf(info['subresource']),
  };
}

/** The error of entries that cannot be read. */
export class InvalidManagedFields extends Error {
  override readonly name = 'InvalidManagedFields';
}

/**
 * Reads `managedFields`. Absent entries give no managers.
 *
 * Throws an InvalidManagedFields with the server's message.
 */
export function decodeManaged(entries: JsonValue | undefined): Managed {
  const managed = noManaged();
  if (!Array.isArray(entries)) return managed;
  entries.forEach((given, index) => {
    const entry: JsonObject = isObject(given) ? given : {};
    const { operation, fieldsV1 } = entry;
    const apiVersion = textOf(entry['apiVersion']);
    const fieldsType = textOf(entry['fieldsType']);
    if (operation !== 'Apply' && operation !== 'Update') throw new InvalidManagedFields('operation must be `Apply` or `Update`');
    if (apiVersion === '') throw new InvalidManagedFields('apiVersion must not be empty');
    if (fieldsType === '') throw new InvalidManagedFields(`missing fieldsType in managed fields entry ${index}`);
    if (fieldsType !== 'FieldsV1') {
      throw new InvalidManagedFields(`invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`);
    }
    const info = { manager: textOf(entry['manager']), operation, apiVersion, subresource: textOf(entry['subresource']) } as const;
    const id = managerId(info);
    managed.managers.set(id, { set: readFields(fieldsV1), apiVersion, applied: operation === 'Apply' });
    const time = textOf(entry['time']);
    if (time !== '') managed.times.set(id, time);
  });
  return managed;
}

function readFields(fields: JsonValue | undefined): FieldSet {
  try {
    return fromFieldsV1(isObject(fields) ? fields : {});
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidManagedFields(`error decoding managed fields: ${error.message}`);
  }
}

/** Returns the entries in the server's order, or undefined if there are no managers. */
export function encodeManaged({ managers, times }: Managed): JsonObject[] | undefined {
  if (managers.size === 0) return undefined;
  const entries = [...managers].map(([id, { set, apiVersion, applied }]) => {
    const { manager, operation, subresource } = parseManagerId(id);
    const time = times.get(id);
    return {
      manager,
      operation: applied ? 'Apply' : operation,
      apiVersion,
      ...(time !== undefined && { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(set),
      ...(subresource !== '' && { subresource }),
    };
  });
  const keys = ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const;
  return entries.sort((a: JsonObject, b: JsonObject) => {
    for (const key of keys) {
      const [left, right] = [textOf(a[key]), textOf(b[key])];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
}

const mostUpdaters = 10;
const bucketName = 'ancient-changes';

/** Merges the oldest updaters of each version in place, so that at most ten remain. */
export function capUpdaters({ managers, times }: Managed): void {
  const updaters = [...managers].filter(([, { applied }]) => !applied).map(([id]) => id);
  if (updaters.length <= mostUpdaters) return;
  const order = (id: string): string => `${times.get(id) ?? ''} ${id}`;
  updaters.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const firsts = new Map<string, string>();
  let left = updaters.length;
  for (const id of updaters) {
    if (left <= mostUpdaters) return;
    const owned = managers.get(id);
    if (owned === undefined) continue;
    const { apiVersion } = owned;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, id);
      continue;
    }
    const bucket = managerId({ manager: bucketName, operation: 'Update', apiVersion, subresource: '' });
    const present = managers.get(bucket) ?? managers.get(first);
    if (!managers.has(bucket)) managers.delete(first);
    managers.set(bucket, { ...owned, set: present === undefined ? owned.set : union(owned.set, present.set) });
    managers.delete(id);
    const time = times.get(id);
    if (time === undefined) times.delete(bucket);
    else times.set(bucket, time);
    left--;
  }
}
