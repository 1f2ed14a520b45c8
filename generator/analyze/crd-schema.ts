import { maximumDepth } from '../load/document.js';
import type { DocumentPath } from '../model/diagnostic.js';
import { defaultFaults } from './crd-defaults.js';
import { keywordFaults, notA } from './crd-keywords.js';
import type { SchemaFault } from './crd-keywords.js';
import { listFaults, ruleFaults } from './crd-lists.js';
import { quote } from './crd-names.js';
import { arrayMember, canonicalJson, isObject, member, stringMember } from './json.js';
import type { JsonObject } from './json.js';
import { re2Fault } from './re2.js';

/** The limit of schema nodes that are checked. What shares its parts without end would take as long. */
const maximumNodes = 150_000;

const types: readonly string[] = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const combinators = ['allOf', 'anyOf', 'oneOf'] as const;
const unsupported = ['$schema', 'definitions', 'id', 'patternProperties'];
const unsupportedEvenEmpty = ['$ref', 'additionalItems', 'dependencies'];
/** Keywords of OpenAPI that a definition cannot hold. A server drops them, and kubectl refuses them. */
const unknownToServers = ['deprecated', 'discriminator', 'readOnly', 'writeOnly', 'xml'];
const intOrString = canonicalJson([{ type: 'integer' }, { type: 'string' }]);

/** The keywords of a branch of `allOf`, `anyOf`, `oneOf` or `not` that only the schema around it may have. */
const notInBranches: readonly (readonly [name: string, isSet: (value: unknown) => boolean])[] = [
  ['type', isText],
  ['title', isText],
  ['description', isText],
  ['default', (value) => value !== undefined && value !== null],
  ['nullable', (value) => value === true],
  ['additionalProperties', (value) => isObject(value) || value === true],
  ['x-kubernetes-preserve-unknown-fields', (value) => value === true],
  ['x-kubernetes-embedded-resource', (value) => value === true],
  ['x-kubernetes-int-or-string', (value) => value === true],
  ['x-kubernetes-list-type', isText],
  ['x-kubernetes-list-map-keys', (value) => Array.isArray(value) && value.length > 0],
  ['x-kubernetes-map-type', isText],
  ['x-kubernetes-validations', (value) => Array.isArray(value) && value.length > 0],
];

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

type Level = 'root' | 'item' | 'field';

/**
 * Returns everything in the schema of a version for which an API server refuses the definition. Rules of CEL are not compiled.
 *
 * Source:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function schemaFaults(schema: unknown): SchemaFault[] {
  const walk = new Walk();
  walk.schema(schema, [], 'root', 0);
  if (isObject(schema)) walk.completeness(schema, schema, [], 0);
  return walk.faults;
}

class Walk {
  readonly faults: SchemaFault[] = [];
  private readonly patterns = new Map<string, string | undefined>();
  private nodes = 0;
  /** Whether an old value can be found for the new one: not inside of lists, except those of type map. */
  private isCorrelated = true;

  private fault(path: DocumentPath, what: string): void {
    this.faults.push({ path, what });
  }

  schema(schema: unknown, path: DocumentPath, level: Level, depth: number): void {
    if (!isObject(schema)) {
      this.fault(path, notA(schema, 'a schema'));
      return;
    }
    if (!this.enter(depth)) return;
    this.node(schema, path);
    const type = member(schema, 'type') ?? '';
    const isEmbedded = member(schema, 'x-kubernetes-embedded-resource') === true;
    this.type(schema, path, level);
    if (level === 'root' || isEmbedded) this.metadata(schema, path, level);
    if (level === 'root' && member(schema, 'nullable') === true) this.fault([...path, 'nullable'], 'is true at the root');
    this.faults.push(...listFaults(schema, path), ...ruleFaults(schema, path, this.isCorrelated));
    if (member(schema, 'default') !== undefined && member(schema, 'default') !== null) {
      this.faults.push(...defaultFaults(schema, [...path, 'default'], level === 'root'));
    }
    this.branches(schema, path, depth, intOrString);
    const items = member(schema, 'items') ?? undefined;
    if (items !== undefined && !isObject(items) && !Array.isArray(items)) this.fault([...path, 'items'], notA(items, 'a schema'));
    if (type === 'array' && items === undefined) this.fault([...path, 'items'], 'is missing: an array needs its items');
    this.below(schema, path, level, depth);
  }

  /** Reports fields that a branch at the root mentions, and the schema does not define. */
  completeness(value: JsonObject, structure: JsonObject, path: DocumentPath, depth: number): void {
    for (const [branch, where] of branchesOf(value, path)) {
      if (isObject(branch)) this.defined(branch, structure, where, depth + 1);
    }
  }

  private defined(value: JsonObject, structure: unknown, path: DocumentPath, depth: number): void {
    if (!this.enter(depth)) return;
    if (!isObject(structure)) {
      this.fault(path, 'is not defined outside of the branch');
      return;
    }
    this.completeness(value, structure, path, depth);
    const items = member(value, 'items');
    if (isObject(items)) this.defined(items, member(structure, 'items'), [...path, 'items'], depth + 1);
    for (const [name, field] of entries(value, 'properties')) {
      const defined = member(member(structure, 'properties'), name);
      if (isObject(field)) this.defined(field, defined, [...path, 'properties', name], depth + 1);
    }
  }

  private patternFault(pattern: string): string | undefined {
    if (!this.patterns.has(pattern)) this.patterns.set(pattern, re2Fault(pattern));
    return this.patterns.get(pattern);
  }

  private enter(depth: number): boolean {
    this.nodes += 1;
    return this.nodes <= maximumNodes && depth <= maximumDepth;
  }

  /** Checks the keywords that mean the same in a schema and in a branch. */
  private node(schema: JsonObject, path: DocumentPath): void {
    this.faults.push(...keywordFaults(schema, path));
    const type = member(schema, 'type');
    if (typeof type === 'string' && type !== '' && !types.includes(type)) {
      this.fault([...path, 'type'], `is ${quote(type)}, which is no type of a schema`);
    }
    for (const keyword of unsupported)
      if (isPresent(member(schema, keyword))) this.fault([...path, keyword], 'is not allowed in a CRD');
    for (const keyword of unsupportedEvenEmpty) {
      const value = member(schema, keyword) ?? undefined;
      if (value !== undefined) this.fault([...path, keyword], 'is not allowed in a CRD');
    }
    for (const keyword of unknownToServers)
      if (member(schema, keyword) !== undefined)
        this.faults.push({
          path: [...path, keyword],
          what: 'is no keyword of a CRD',
          hint: 'remove it: kubectl refuses the definition',
        });
    if (member(schema, 'uniqueItems') === true) this.fault([...path, 'uniqueItems'], 'is not allowed in a CRD');
    if (member(schema, 'x-kubernetes-preserve-unknown-fields') === false) {
      this.fault([...path, 'x-kubernetes-preserve-unknown-fields'], 'is false, and must be true or absent');
    }
    const pattern = stringMember(schema, 'pattern');
    const reason = pattern === undefined ? undefined : this.patternFault(pattern);
    if (reason !== undefined) this.fault([...path, 'pattern'], `is no regular expression of Go: it ${reason}`);
    if (arrayMember(schema, 'items').length > 0) this.fault([...path, 'items'], 'is a list, and must be one schema');
    const additional = member(schema, 'additionalProperties');
    if (isObject(additional) && entries(schema, 'properties').length > 0) {
      this.fault([...path, 'additionalProperties'], 'stands beside properties');
    }
  }

  private type(schema: JsonObject, path: DocumentPath, level: Level): void {
    const type = member(schema, 'type') ?? '';
    const isIntOrString = member(schema, 'x-kubernetes-int-or-string') === true;
    const preserves = member(schema, 'x-kubernetes-preserve-unknown-fields') === true;
    const isEmbedded = member(schema, 'x-kubernetes-embedded-resource') === true;
    const additional = member(schema, 'additionalProperties');
    if (isEmbedded && type !== 'object') this.fault([...path, 'type'], 'must be object for an embedded resource');
    else if (type === '' && !isIntOrString && !preserves) this.fault(path, 'has no type');
    if (level === 'root' && type !== '' && type !== 'object') this.fault([...path, 'type'], 'of the root is not object');
    if (level === 'root' && (isObject(additional) || additional === true)) {
      this.fault([...path, 'additionalProperties'], 'is not allowed at the root');
    }
    if (isEmbedded && (isObject(additional) || additional === true)) {
      this.fault([...path, 'additionalProperties'], 'is not allowed for an embedded resource');
    }
    if (isEmbedded && !preserves && entries(schema, 'properties').length === 0) {
      this.fault([...path, 'properties'], 'is empty for an embedded resource that does not preserve unknown fields');
    }
    if (isIntOrString && preserves) this.fault([...path, 'x-kubernetes-preserve-unknown-fields'], 'stands beside int-or-string');
    if (isIntOrString && isEmbedded) this.fault([...path, 'x-kubernetes-embedded-resource'], 'stands beside int-or-string');
  }

  /** Checks the fields that every object has. */
  private metadata(schema: JsonObject, path: DocumentPath, level: Level): void {
    const properties = member(schema, 'properties');
    for (const name of ['apiVersion', 'kind']) {
      const field = member(properties, name);
      if (field !== undefined && member(field, 'type') !== 'string')
        this.fault([...path, 'properties', name, 'type'], 'must be string');
    }
    if (level === 'root') {
      for (const name of ['apiVersion', 'kind', 'metadata']) {
        const fault = firstDefault(member(properties, name), [...path, 'properties', name]);
        if (fault !== undefined) this.fault(fault, `is not allowed inside of ${name}`);
      }
    }
    const metadata = member(properties, 'metadata');
    if (metadata === undefined) return;
    const where = [...path, 'properties', 'metadata'];
    if (member(metadata, 'type') !== 'object') this.fault([...where, 'type'], 'must be object');
    if (level !== 'root' || !isObject(metadata)) return;
    for (const keyword of Object.keys(metadata)) {
      if (!['type', 'default', 'properties'].includes(keyword) && isPresent(member(metadata, keyword)))
        this.fault([...where, keyword], 'is not allowed: metadata may constrain name and generateName alone');
    }
    for (const [name] of entries(metadata, 'properties')) {
      if (name !== 'name' && name !== 'generateName')
        this.fault([...where, 'properties', name], 'is not allowed: metadata may constrain name and generateName alone');
    }
  }

  private branches(schema: JsonObject, path: DocumentPath, depth: number, free: string | undefined): void {
    const isFree = (value: unknown): boolean =>
      free !== undefined && Array.isArray(value) && value.length === 2 && canonicalJson(value) === free;
    for (const [branch, where] of branchesOf(schema, path)) {
      if (!isObject(branch)) continue;
      const [keyword, index] = where.slice(path.length);
      if (keyword === 'anyOf' && isFree(member(schema, 'anyOf'))) continue;
      const mayBeFree = keyword === 'allOf' && index === 0 && isFree(member(branch, 'anyOf'));
      this.branch(branch, where, depth + 1, mayBeFree, false);
    }
  }

  private branch(schema: JsonObject, path: DocumentPath, depth: number, isFree: boolean, isBelow: boolean): void {
    if (!this.enter(depth)) return;
    this.node(schema, path);
    for (const [keyword, isSet] of notInBranches) {
      if (isSet(member(schema, keyword))) this.fault([...path, keyword], 'is not allowed inside of allOf, anyOf, oneOf and not');
    }
    this.branches(schema, path, depth, isFree ? intOrString : undefined);
    const items = member(schema, 'items');
    if (isObject(items)) this.branch(items, [...path, 'items'], depth + 1, false, true);
    for (const [name, field] of entries(schema, 'properties')) {
      const where = [...path, 'properties', name];
      if (name === 'metadata' && !isBelow) this.fault(where, 'is not allowed inside of allOf, anyOf, oneOf and not');
      if (isObject(field)) this.branch(field, where, depth + 1, false, true);
    }
  }

  private below(schema: JsonObject, path: DocumentPath, level: Level, depth: number): void {
    for (const [name, property] of entries(schema, 'properties')) {
      const where = [...path, 'properties', name];
      if (level === 'root' && name === 'metadata' && isObject(property)) this.node(property, where);
      else this.schema(property, where, 'field', depth + 1);
    }
    const items = member(schema, 'items');
    if (isObject(items)) {
      const before = this.isCorrelated;
      this.isCorrelated &&= member(schema, 'x-kubernetes-list-type') === 'map';
      this.schema(items, [...path, 'items'], 'item', depth + 1);
      this.isCorrelated = before;
    }
    const additional = member(schema, 'additionalProperties');
    if (isObject(additional)) this.schema(additional, [...path, 'additionalProperties'], 'field', depth + 1);
  }
}

/** Returns the branches of a schema, with their paths. */
function branchesOf(schema: JsonObject, path: DocumentPath): [branch: unknown, path: DocumentPath][] {
  const found = combinators.flatMap((keyword) =>
    arrayMember(schema, keyword).map((branch, index): [unknown, DocumentPath] => [branch, [...path, keyword, index]]),
  );
  const not = member(schema, 'not');
  return isObject(not) ? [...found, [not, [...path, 'not']]] : found;
}

/** Whether a keyword says something: empty text, lists and objects count as absent. */
function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isObject(value) || Object.keys(value).length > 0;
}

function entries(schema: unknown, keyword: string): [name: string, value: unknown][] {
  const found = member(schema, keyword);
  return isObject(found) ? Object.entries(found) : [];
}

/** Returns the path of the first default in a schema. */
function firstDefault(schema: unknown, path: DocumentPath): DocumentPath | undefined {
  if (member(schema, 'default') !== undefined && member(schema, 'default') !== null) return [...path, 'default'];
  for (const [name, property] of entries(schema, 'properties')) {
    const found = isPresent(member(property, 'default')) ? [...path, 'properties', name, 'default'] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
