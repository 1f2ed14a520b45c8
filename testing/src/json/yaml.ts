import {
  boolYaml11Tag,
  CORE_SCHEMA,
  intCoreTag,
  intYaml11Tag,
  load,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml';
import { parseJson, type JsonValue } from './json.js';

/**
 * YAML as the API server reads it, which follows YAML 1.1: `yes` and `on` are booleans, and `0644` is octal. Times stay text, and
 * there are no base-60 numbers.
 */
const schema = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag, {
  ...intYaml11Tag,
  resolve: (source: string, isExplicit: boolean, tagName: string) => {
    const older = source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, isExplicit, tagName);
    return older === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : older;
  },
});

/** Converts through JSON, which removes shared nodes and numbers that JSON cannot express. */
function toJson(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value ?? null));
}

/**
 * Reads text with quoted scalars whose continuation lines are indented too little. The server accepts them, since white space
 * before such a line is not part of the scalar.
 */
function read<T>(text: string, parse: (text: string) => T): T {
  let mended = text;
  for (let last = -1; ;) {
    try {
      return parse(mended);
    } catch (error) {
      if (!isYamlError(error) || error.reason !== 'deficient indentation' || error.mark === undefined) throw error;
      const begin = mended.lastIndexOf('\n', error.mark.position - 1) + 1;
      if (begin <= last) throw error;
      last = begin;
      mended = `${mended.slice(0, begin)}${deep}${mended.slice(begin)}`;
    }
  }
}

/** More indentation than any document has. */
const deep = ' '.repeat(200);

/**
 * Parses a single document. Empty text is null.
 *
 * Throws an error that `isYamlError` recognizes.
 */
export function parseYaml(text: string): JsonValue {
  return text.trim() === '' ? null : toJson(read(text, (mended) => load(mended, { schema })));
}

/**
 * Parses all documents of a text.
 *
 * Throws an error that `isYamlError` recognizes.
 */
export function parseYamlDocuments(text: string): JsonValue[] {
  return read(text, (mended) => loadAll(mended, { schema })).map(toJson);
}

/** Whether an error means that text is not valid YAML. */
export function isYamlError(error: unknown): error is YAMLException {
  return error instanceof YAMLException;
}
