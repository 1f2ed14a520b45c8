import { goQuote } from 'kube-client-runtime/util';
import { isObject, isString, parseJson, type JsonObject, type JsonValue } from '../json/json.js';
import { fromFieldsV1, toFieldsV1, type FieldSet } from '../structured/field-set.js';
import type { Managers } from '../structured/updater.js';

/** What `metadata.managedFields` says: who manages what, and since when. */
export interface Managed {
  readonly managers: Managers;
  /** RFC 3339; by manager. */
  readonly times: Map<string, string>;
}

/** Who manages: what tells one entry from another. */
export interface ManagerInfo {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  /** Of appliers it does not count: they are the same in all versions. */
  readonly apiVersion: string;
  readonly subresource: string;
}

export function noManaged(): Managed {
  return { managers: new Map(), times: new Map() };
}

/** The identifier of a manager, by which messages and lists are ordered. */
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

/** Entries that cannot be read. */
export class InvalidManagedFields extends Error {
  override readonly name = 'InvalidManagedFields';
}

/** Reads `managedFields`; absent is none. Throws InvalidManagedFields in the server's words. */
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

/** The entries in the order in which the server keeps them, or undefined where there are none. */
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
