import { isPlainObject } from '../util/index.js';

/**
 * A part of a parsed document that knows its place, so that errors have the file, the path and the fault.
 * Messages name keys and types and never values, which may be credentials.
 */
export interface Part {
  /** Absent, null and the empty string are undefined. Throws where it is not a string. */
  string(key: string): string | undefined;
  boolean(key: string): boolean | undefined;
  strings(key: string): string[] | undefined;
  /** An object below; undefined where there is none. */
  part(key: string): Part | undefined;
  /** Returns the objects of a list, null entries left out; empty if there is no list. */
  parts(key: string): Part[];
  /** The values below, as they are. */
  readonly value: Readonly<Record<string, unknown>>;
  /** An error about a key of this part. */
  fault(key: string, what: string): Error;
}

/** Throws where the document is not an object. */
export function newPart(value: unknown, file: string, path = ''): Part {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const fault = (key: string, what: string): Error => new Error(`${file}: ${at(key)} ${what}`);
  if (!isPlainObject(value))
    throw new Error(`${file}: ${path === '' ? 'the document' : path} must be an object, not ${typeName(value)}`);
  const get = (key: string): unknown => (Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined);
  const list = (key: string): unknown[] => {
    const items = get(key) ?? [];
    if (!Array.isArray(items)) throw fault(key, `must be a list, not ${typeName(items)}`);
    return items;
  };
  return {
    value,
    fault,
    string(key) {
      const text = get(key);
      if (text === undefined || text === '') return undefined;
      if (typeof text === 'string') return text;
      throw fault(key, `must be a string, not ${typeName(text)}${typeof text === 'object' ? '' : ': put it in quotes'}`);
    },
    boolean(key) {
      const value = get(key);
      // YAML 1.1 has them, too. Where text is wanted, such as for a name, they are text.
      const flag = value === 'y' || value === 'Y' ? true : value === 'n' || value === 'N' ? false : value;
      if (flag === undefined || typeof flag === 'boolean') return flag;
      throw fault(key, `must be true or false, not ${typeName(flag)}`);
    },
    strings(key) {
      if (get(key) === undefined) return undefined;
      return list(key).map((item, index) => {
        if (typeof item === 'string') return item;
        throw fault(
          `${key}[${index}]`,
          `must be a string, not ${typeName(item)}${typeof item === 'object' ? '' : ': put it in quotes'}`,
        );
      });
    },
    part(key) {
      const below = get(key);
      return below === undefined ? undefined : newPart(below, file, at(key));
    },
    parts: (key) => list(key).flatMap((item, index) => (item === null ? [] : [newPart(item, file, `${at(key)}[${index}]`)])),
  };
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
