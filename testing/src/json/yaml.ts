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
 * YAML as the API server reads it, which is by the older version of the language: `yes` and `on` are booleans, `0644` is octal.
 * Times are text, and base 60 does not exist.
 */
const schema = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag, {
  ...intYaml11Tag,
  resolve: (source: string, isExplicit: boolean, tagName: string) => {
    const older = source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, isExplicit, tagName);
    return older === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : older;
  },
});

/** Through JSON, so that what only YAML can hold (shared nodes, numbers that are none) is gone. */
function toJson(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value ?? null));
}

/**
 * Reads a text in spite of quoted scalars whose lines are indented too little, which the server's reader takes: more white space
 * before such a line is no part of the scalar.
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

/** Deeper than any text is nested. */
const deep = ' '.repeat(200);

/** The one document of a text; an empty text is null. Throws what `isYamlError` tells. */
export function parseYaml(text: string): JsonValue {
  return text.trim() === '' ? null : toJson(read(text, (mended) => load(mended, { schema })));
}

/** All documents of a text. Throws what `isYamlError` tells. */
export function parseYamlDocuments(text: string): JsonValue[] {
  return read(text, (mended) => loadAll(mended, { schema })).map(toJson);
}

/** Whether a text that was to be YAML is none. */
export function isYamlError(error: unknown): error is YAMLException {
  return error instanceof YAMLException;
}
