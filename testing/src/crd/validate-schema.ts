import { type FieldError, fieldForbidden, fieldInvalid, fieldNotSupported, fieldRequired } from 'kube-client-runtime/errors';
import { type JsonValue, clone, deepEqual, isObject } from '../json/json.js';
import { compilePattern } from '../schema/pattern.js';
import { prune } from '../schema/prune.js';
import type { Schema } from '../schema/schema.js';
import { validateValue } from '../schema/validate.js';

/**
 * The rules of structural schemas.
 *
 * Source:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */

type Level = 'root' | 'item' | 'field';

const intOrString: JsonValue = [{ type: 'integer' }, { type: 'string' }];
const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
const types: readonly string[] = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Returns the errors of the schema of one version. Their paths begin with `path`. */
export function validateSchema(schema: Schema, path: string): FieldError[] {
  const structural = [...invariants(schema, 'root', path), ...completeness(schema, schema, path, path)].sort((a, b) =>
    a.field === b.field ? 0 : a.field < b.field ? -1 : 1,
  );
  return [...structural, ...forbiddenParts(schema, path, true, undefined)];
}

function key(path: string, name: string): string {
  return `${path}.properties[${name}]`;
}

function invariants(schema: Schema, level: Level, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const { type, items, additionalProperties, embeddedResource } = schema;
  if (type === 'array' && items === undefined && !Array.isArray(schema.source['items']))
    faults.push(fieldRequired(`${path}.items`, 'must be specified'));
  if (items !== undefined) faults.push(...invariants(items, 'item', `${path}.items`));
  for (const [name, below] of schema.properties) faults.push(...invariants(below, 'field', key(path, name)));
  if (additionalProperties !== undefined) {
    if (level === 'root') faults.push(fieldForbidden(`${path}.additionalProperties`, 'must not be used at the root'));
    if (typeof additionalProperties === 'object') {
      faults.push(...invariants(additionalProperties, 'field', `${path}.additionalProperties`));
    }
  }
  if (schema.intOrString && schema.preserveUnknownFields) {
    const detail = 'must be false if x-kubernetes-int-or-string is true';
    faults.push(fieldInvalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, detail));
  }
  if (schema.intOrString && embeddedResource) {
    faults.push(
      fieldInvalid(`${path}.x-kubernetes-embedded-resource`, true, 'must be false if x-kubernetes-int-or-string is true'),
    );
  }
  const skipAnyOf = deepEqual(schema.source['anyOf'], intOrString);
  const skipAllOfAnyOf = deepEqual(schema.allOf[0]?.source['anyOf'], intOrString);
  faults.push(...valueRules(schema, skipAnyOf, skipAllOfAnyOf, path), ...typeRules(schema, level, path));
  if (level === 'root' || embeddedResource) faults.push(...metadataRules(schema, level, path));
  if (embeddedResource && !schema.preserveUnknownFields && schema.properties.size === 0) {
    const detail = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    faults.push(fieldRequired(`${path}.properties`, detail));
  }
  return faults;
}

function typeRules(schema: Schema, level: Level, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const { type, embeddedResource } = schema;
  const where = `${path}.type`;
  if (embeddedResource && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    faults.push(type === '' ? fieldRequired(where, detail) : fieldInvalid(where, type, detail));
  } else if (type === '' && !schema.intOrString && !schema.preserveUnknownFields) {
    const words = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' };
    faults.push(fieldRequired(where, `must not be empty ${words[level]}`));
  }
  if (embeddedResource && schema.additionalProperties !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set';
    faults.push(fieldForbidden(`${path}.additionalProperties`, detail));
  }
  if (level === 'root' && type !== '' && type !== 'object') faults.push(fieldInvalid(where, type, 'must be object at the root'));
  return faults;
}

function metadataRules(schema: Schema, level: Level, path: string): FieldError[] {
  const faults: FieldError[] = [];
  for (const name of ['kind', 'apiVersion']) {
    const found = schema.properties.get(name);
    if (found !== undefined && found.type !== 'string') {
      faults.push(fieldInvalid(`${key(path, name)}.type`, found.type, 'must be string'));
    }
  }
  const metadata = schema.properties.get('metadata');
  if (metadata === undefined) return faults;
  const where = key(path, 'metadata');
  if (metadata.type !== 'object') faults.push(fieldInvalid(`${where}.type`, metadata.type, 'must be object'));
  if (level !== 'root') return faults;
  const { type: _type, description: _description, default: _default, properties: _properties, ...rest } = metadata.source;
  const extra = [...metadata.properties.keys()].filter((name) => name !== 'name' && name !== 'generateName');
  if (extra.length > 0 || Object.keys(rest).length > 0) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    faults.push(fieldForbidden(where, detail));
  }
  return faults;
}

function valueRules(schema: Schema, skipAnyOf: boolean, skipAllOfAnyOf: boolean, path: string): FieldError[] {
  const faults: FieldError[] = [];
  if (!skipAnyOf) schema.anyOf.forEach((item, index) => faults.push(...nested(item, false, `${path}.anyOf[${index}]`, false)));
  schema.allOf.forEach((item, index) =>
    faults.push(...nested(item, skipAllOfAnyOf && index === 0, `${path}.allOf[${index}]`, false)),
  );
  schema.oneOf.forEach((item, index) => faults.push(...nested(item, false, `${path}.oneOf[${index}]`, false)));
  if (schema.not !== undefined) faults.push(...nested(schema.not, false, `${path}.not`, false));
  if (schema.pattern !== '' && compilePattern(schema.pattern) === undefined) {
    const detail = `must be a valid regular expression, but isn't: error parsing regexp: ${schema.pattern}`;
    faults.push(fieldInvalid(`${path}.pattern`, schema.pattern, detail));
  }
  return faults;
}

/**
 * Returns the errors of schemas inside `allOf`, `anyOf`, `oneOf` and `not`. These schemas only validate; they cannot define
 * fields.
 */
function nested(schema: Schema, skipAnyOf: boolean, path: string, below: boolean): FieldError[] {
  const faults = valueRules(schema, skipAnyOf, false, path);
  if (schema.items !== undefined) faults.push(...nested(schema.items, false, `${path}.items`, true));
  for (const [name, field] of schema.properties) faults.push(...nested(field, false, key(path, name), true));
  const refuse = (name: string, detail: string): void => {
    faults.push(fieldForbidden(`${path}.${name}`, `${detail} to be structural`));
  };
  const { source } = schema;
  if (schema.type !== '') refuse('type', 'must be empty');
  if (schema.additionalProperties !== undefined) refuse('additionalProperties', 'must be undefined');
  if (schema.default !== undefined) refuse('default', 'must be undefined');
  if ((source['title'] ?? '') !== '') refuse('title', 'must be empty');
  if ((source['description'] ?? '') !== '') refuse('description', 'must be empty');
  if (schema.nullable) refuse('nullable', 'must be false');
  if (schema.preserveUnknownFields) refuse('x-kubernetes-preserve-unknown-fields', 'must be false');
  if (schema.embeddedResource) refuse('x-kubernetes-embedded-resource', 'must be false');
  if (schema.intOrString) refuse('x-kubernetes-int-or-string', 'must be false');
  if (schema.listMapKeys.length > 0) refuse('x-kubernetes-list-map-keys', 'must be empty');
  if (schema.listType !== '') refuse('x-kubernetes-list-type', 'must be undefined');
  if (schema.mapType !== '') refuse('x-kubernetes-map-type', 'must be undefined');
  if (schema.hasRules) refuse('x-kubernetes-validations', 'must be empty');
  if (!below && schema.properties.has('metadata')) {
    faults.push(fieldForbidden(key(path, 'metadata'), 'must not be specified in a nested context'));
  }
  return faults;
}

/** Returns the errors of fields that a nested schema mentions and the structural part does not define. */
function completeness(value: Schema, structure: Schema, path: string, valuePath: string): FieldError[] {
  const faults: FieldError[] = [];
  const visit = (item: Schema, where: string): void => {
    faults.push(...nestedCompleteness(item, structure, path, where));
  };
  if (value.not !== undefined) visit(value.not, `${valuePath}.not`);
  value.allOf.forEach((item, index) => visit(item, `${valuePath}.allOf[${index}]`));
  value.anyOf.forEach((item, index) => visit(item, `${valuePath}.anyOf[${index}]`));
  value.oneOf.forEach((item, index) => visit(item, `${valuePath}.oneOf[${index}]`));
  return faults;
}

function nestedCompleteness(value: Schema, structure: Schema | undefined, path: string, valuePath: string): FieldError[] {
  if (structure === undefined) return [fieldRequired(path, `because it is defined in ${valuePath}`)];
  const faults = completeness(value, structure, path, valuePath);
  if (value.items !== undefined) {
    faults.push(...nestedCompleteness(value.items, structure.items, `${path}.items`, `${valuePath}.items`));
  }
  for (const [name, field] of value.properties) {
    faults.push(...nestedCompleteness(field, structure.properties.get(name), key(path, name), key(valuePath, name)));
  }
  return faults;
}

const unsupported: readonly (readonly [name: string, detail: string])[] = [
  ['id', 'id is not supported'],
  ['additionalItems', 'additionalItems is not supported'],
  ['patternProperties', 'patternProperties is not supported'],
  ['definitions', 'definitions is not supported'],
  ['dependencies', 'dependencies is not supported'],
  ['$ref', '$ref is not supported'],
];

/** Returns the errors of forbidden keywords, and of keywords that contradict each other, in one node. */
function forbiddenParts(schema: Schema, path: string, root: boolean, defaultsForbidden: string | undefined): FieldError[] {
  const faults: FieldError[] = [];
  const { source, type, items, additionalProperties } = schema;
  if (type === 'null') faults.push(fieldForbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  if (type !== '' && !types.includes(type)) faults.push(fieldNotSupported(`${path}.type`, type, types));
  if (schema.default !== undefined && defaultsForbidden !== undefined) {
    faults.push(fieldForbidden(`${path}.default`, `must not be set ${defaultsForbidden}`));
  }
  for (const [name, detail] of unsupported) {
    const value = source[name];
    if (value !== undefined && value !== null && value !== '') faults.push(fieldForbidden(`${path}.${name}`, detail));
  }
  if (Array.isArray(source['items'])) {
    faults.push(fieldForbidden(`${path}.items`, 'items must be a schema object and not an array'));
  }
  if (source['uniqueItems'] === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    faults.push(fieldForbidden(`${path}.uniqueItems`, detail));
  }
  if (schema.properties.size > 0 && additionalProperties !== undefined && additionalProperties !== true) {
    faults.push(fieldForbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  }
  if (source['x-kubernetes-preserve-unknown-fields'] === false) {
    faults.push(fieldInvalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  }
  faults.push(...listAndMapRules(schema, path));

  const visit = (below: Schema, where: string, forbidden = defaultsForbidden): void => {
    faults.push(...forbiddenParts(below, where, false, forbidden));
  };
  for (const [name, below] of schema.properties) {
    visit(below, key(path, name), root && metaFields.has(name) ? `in top-level ${name}` : defaultsForbidden);
  }
  if (typeof additionalProperties === 'object') visit(additionalProperties, `${path}.additionalProperties`);
  if (items !== undefined) visit(items, `${path}.items`);
  if (schema.not !== undefined) visit(schema.not, `${path}.not`);
  schema.allOf.forEach((below, index) => visit(below, `${path}.allOf[${index}]`));
  schema.oneOf.forEach((below, index) => visit(below, `${path}.oneOf[${index}]`));
  schema.anyOf.forEach((below, index) => visit(below, `${path}.anyOf[${index}]`));
  return faults;
}

function listAndMapRules(schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const { type, items, mapType, listType, listMapKeys } = schema;
  const needType = (wanted: string, because: string): void => {
    const detail = `must be ${wanted} if ${because} is specified`;
    if (type !== wanted)
      faults.push(type === '' ? fieldRequired(`${path}.type`, detail) : fieldInvalid(`${path}.type`, type, detail));
  };
  if (mapType !== '') {
    needType('object', 'x-kubernetes-map-type');
    if (mapType !== 'atomic' && mapType !== 'granular') {
      faults.push(fieldNotSupported(`${path}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
    }
  }
  if (listType !== '') {
    needType('array', 'x-kubernetes-list-type');
    if (!['atomic', 'set', 'map'].includes(listType)) {
      faults.push(fieldNotSupported(`${path}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
    }
  }
  if ((listType === 'set' || listType === 'map') && items?.nullable === true) {
    faults.push(fieldForbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`));
  }
  if (listType === 'set' && type === 'array' && items !== undefined) {
    const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    if (items.type === 'array' && items.listType !== '' && items.listType !== 'atomic') {
      faults.push(fieldInvalid(`${path}.items.x-kubernetes-list-type`, items.listType, detail));
    }
    if (items.type === 'object' && items.mapType !== 'atomic') {
      faults.push(fieldInvalid(`${path}.items.x-kubernetes-map-type`, null, detail));
    }
  }
  if (listMapKeys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const where = `${path}.x-kubernetes-list-type`;
    faults.push(listType === '' ? fieldRequired(where, detail) : fieldInvalid(where, listType, detail));
  }
  if (listType !== 'map') return faults;
  if (listMapKeys.length === 0) {
    faults.push(fieldRequired(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  }
  if (items === undefined) {
    faults.push(fieldRequired(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
    return faults;
  }
  if (items.type !== 'object') {
    faults.push(fieldInvalid(`${path}.items.type`, items.type, "must be object if parent array's x-kubernetes-list-type is map"));
    return faults;
  }
  const where = `${path}.x-kubernetes-list-map-keys`;
  const seen = new Set<string>();
  const required = new Set(items.required);
  for (const name of listMapKeys) {
    const field = items.properties.get(name);
    if (field === undefined) {
      faults.push(fieldInvalid(where, listMapKeys, 'entries must all be names of item properties'));
    } else if (field.type === 'array' || field.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      faults.push(fieldInvalid(`${path}.items.properties[${name}].type`, items.type, detail));
    }
    if (seen.has(name)) faults.push(fieldInvalid(where, listMapKeys, 'must not contain duplicate entries'));
    seen.add(name);
    if (field === undefined) continue;
    const because = 'this property is in x-kubernetes-list-map-keys, so it';
    if (!required.has(name) && field.default === undefined) {
      const detail = `${because} must have a default or be a required property`;
      faults.push(fieldRequired(`${path}.items.properties[${name}].default`, detail));
    }
    if (field.nullable)
      faults.push(fieldForbidden(`${path}.items.properties[${name}].nullable`, `${because} cannot be nullable`));
  }
  return faults;
}

/** Returns the errors of defaults. A default must be valid without pruning or further defaults. */
export function validateDefaults(schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const visit = (node: Schema, where: string, resource: boolean): void => {
    if (node.default !== undefined) faults.push(...defaultFaults(node, `${where}.default`));
    for (const [name, below] of node.properties) {
      if (!(resource && ['apiVersion', 'kind', 'metadata'].includes(name)))
        visit(below, `${where}.properties[${name}]`, below.embeddedResource);
    }
    if (node.items !== undefined) visit(node.items, `${where}.items`, node.items.embeddedResource);
    if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, `${where}.additionalProperties`, false);
  };
  visit(schema, path, true);
  return faults;
}

function defaultFaults(node: Schema, path: string): FieldError[] {
  const value = node.default;
  if (value === undefined) return [];
  if (isObject(value) && prune(clone(value), node, node.embeddedResource).length > 0) {
    return [fieldInvalid(path, value, 'must not have unknown fields')];
  }
  return validateValue(value, node, path);
}
