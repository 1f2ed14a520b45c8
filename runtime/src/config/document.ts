import { isPlainObject } from '../util/index.js';

/**
 * An object within a parsed document. It knows its path, so that errors name the file, the path and the problem. Error messages
 * contain keys and types but no values, which may be credentials.
 */
export interface ConfigNode {
  /** Returns a string. Returns undefined if the value is absent, null or empty. Throws an Error for any other type. */
  string(key: string): string | undefined;
  /** Returns a boolean, or undefined if the value is absent or null. Throws an Error for any other type. */
  boolean(key: string): boolean | undefined;
  /** Returns a list of strings, or undefined if the value is absent or null. Throws an Error for any other type. */
  strings(key: string): string[] | undefined;
  /** Returns an object, or undefined if the value is absent or null. Throws an Error for any other type. */
  object(key: string): ConfigNode | undefined;
  /**
   * Returns a list of objects without its null entries. Returns an empty list if the value is absent or null. Throws an Error for
   * any other type.
   */
  objects(key: string): ConfigNode[];
  /** The object as parsed. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Creates an error about a key of this object. */
  error(key: string, what: string): Error;
}

/** Creates a `ConfigNode` of a parsed value. Throws an Error if the value is not an object. */
export function newConfigNode(value: unknown, file: string, path = ''): ConfigNode {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const error = (key: string, what: string): Error => new Error(`${file}: ${at(key)} ${what}`);
  if (!isPlainObject(value))
    throw new Error(`${file}: ${path === '' ? 'the document' : path} must be an object, not ${typeName(value)}`);
  const get = (key: string): unknown => (Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined);
  const list = (key: string): unknown[] => {
    const items = get(key) ?? [];
    if (!Array.isArray(items)) throw error(key, `must be a list, not ${typeName(items)}`);
    return items;
  };
  return {
    value,
    error,
    string(key) {
      const text = get(key);
      if (text === undefined || text === '') return undefined;
      if (typeof text === 'string') return text;
      throw error(key, `must be a string, not ${typeName(text)}${typeof text === 'object' ? '' : ': put it in quotes'}`);
    },
    boolean(key) {
      const value = get(key);
      // These are booleans of YAML 1.1, too. The parser keeps them as text, because a name may be a single letter.
      const flag = value === 'y' || value === 'Y' ? true : value === 'n' || value === 'N' ? false : value;
      if (flag === undefined || typeof flag === 'boolean') return flag;
      throw error(key, `must be true or false, not ${typeName(flag)}`);
    },
    strings(key) {
      if (get(key) === undefined) return undefined;
      return list(key).map((item, index) => {
        if (typeof item === 'string') return item;
        throw error(
          `${key}[${index}]`,
          `must be a string, not ${typeName(item)}${typeof item === 'object' ? '' : ': put it in quotes'}`,
        );
      });
    },
    object(key) {
      const below = get(key);
      return below === undefined ? undefined : newConfigNode(below, file, at(key));
    },
    objects: (key) =>
      list(key).flatMap((item, index) => (item === null ? [] : [newConfigNode(item, file, `${at(key)}[${index}]`)])),
  };
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
