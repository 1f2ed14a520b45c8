import { boolYaml11Tag, CORE_SCHEMA, intCoreTag, intYaml11Tag, load, loadAll, mergeTag, NOT_RESOLVED, YAMLException } from 'js-yaml';
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

/** The one document of a text; an empty text is null. Throws what `isYamlError` tells. */
export function parseYaml(text: string): JsonValue {
  return text.trim() === '' ? null : toJson(load(text, { schema }));
}

/** All documents of a text. Throws what `isYamlError` tells. */
export function parseYamlDocuments(text: string): JsonValue[] {
  return loadAll(text, { schema }).map(toJson);
}

/** Whether a text that was to be YAML is none. */
export function isYamlError(error: unknown): error is Error {
  return error instanceof YAMLException;
}
