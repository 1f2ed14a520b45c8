import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  arrayOrEmpty,
  at,
  clone,
  isObject,
  isString,
  objectOrEmpty,
  setAt,
  type JsonObject,
  type JsonValue,
} from '../../../testing/src/json/json.js';
import { isYamlError, parseYamlDocuments } from '../../../testing/src/json/yaml.js';
import { parseSchema, type Schema } from '../../../testing/src/schema/schema.js';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/crds');

/** A file of a real project. */
export interface DefinitionFile {
  /** The name, such as `cert-manager+cert-manager/certificates.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** Returns the files with CustomResourceDefinitions of real projects, or an empty list if they are missing. */
export function definitionFiles(): DefinitionFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).flatMap((project) =>
    readdirSync(path.join(folder, project)).map((name) => `${project}/${name}`),
  );
  return names.sort().map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

/** Returns the definitions of a file, or an empty list for a template. */
export function definitionsIn({ text }: DefinitionFile): JsonObject[] {
  try {
    return parseYamlDocuments(text)
      .filter(isObject)
      .filter(({ kind }) => kind === 'CustomResourceDefinition');
  } catch (error) {
    if (isYamlError(error)) return [];
    throw error;
  }
}

export interface ServedVersion {
  readonly name: string;
  readonly schema: Schema;
}

/** The parts of a definition that are needed to create objects. */
export interface Definition {
  readonly name: string;
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly versions: readonly ServedVersion[];
  /** The definition without CEL rules, which the embedded server does not check, and without webhooks. */
  readonly document: JsonObject;
}

export function readDefinition(original: JsonObject): Definition {
  const document = withoutRules(clone(original));
  setAt(document, ['spec', 'conversion'], { strategy: 'None' });
  const text = (...where: string[]): string => {
    const found = at(document, ...where);
    return isString(found) ? found : '';
  };
  const served = arrayOrEmpty(at(document, 'spec', 'versions'))
    .filter(isObject)
    .filter((version) => version['served'] === true);
  return {
    name: text('metadata', 'name'),
    group: text('spec', 'group'),
    plural: text('spec', 'names', 'plural'),
    kind: text('spec', 'names', 'kind'),
    namespaced: text('spec', 'scope') === 'Namespaced',
    versions: served.map((version) => ({
      name: isString(version['name']) ? version['name'] : '',
      schema: parseSchema(objectOrEmpty(at(version, 'schema', 'openAPIV3Schema'))),
    })),
    document,
  };
}

function withoutRules<T extends JsonValue>(value: T): T {
  if (Array.isArray(value)) value.forEach(withoutRules);
  if (isObject(value)) {
    Reflect.deleteProperty(value, 'x-kubernetes-validations');
    for (const held of Object.values(value)) if (held !== undefined) withoutRules(held);
  }
  return value;
}
