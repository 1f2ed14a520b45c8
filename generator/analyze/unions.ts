import { nestedTypeName } from '../naming/type-name.js';
import { arrayMember, compareText, isObject, member, objectMember, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';

/** The limit up to which compositions of nothing but compositions are followed. */
const maximumCompositions = 64;

/** The schema itself and the branches of one keyword that are objects, and theirs. */
export function allBranches(schema: JsonObject, keyword: 'allOf' | 'oneOf' | 'anyOf'): JsonObject[] {
  const found: JsonObject[] = [schema];
  if (!Object.hasOwn(schema, keyword)) return found;
  for (let index = 0; index < found.length && found.length < 10_000; index++) {
    const current = found[index];
    if (current === undefined) break;
    for (const branch of arrayMember(current, keyword)) if (isObject(branch)) found.push(branch);
  }
  return found;
}

/** Whether a schema or its `allOf` names fields. */
export function declaresProperties(schema: JsonObject): boolean {
  return allBranches(schema, 'allOf').some((part) => objectMember(part, 'properties') !== undefined);
}

/** What `allOf` adds up to: the types that it refers to, and all that it says inline, as one schema. */
export interface AllOf {
  readonly references: readonly string[];
  readonly inline: JsonObject | undefined;
}

/**
 * Takes the branches of `allOf` apart. Inline ones are read as one schema; the first to say something about a keyword is heard.
 */
export function mergedAllOf(schema: JsonObject): AllOf {
  const references: string[] = [];
  const inline: Record<string, unknown> = {};
  for (const branch of allBranches(schema, 'allOf').slice(1)) {
    const reference = stringMember(branch, '$ref');
    if (reference !== undefined) references.push(reference);
    else for (const [key, value] of Object.entries(branch)) if (!Object.hasOwn(inline, key)) define(inline, key, value);
  }
  delete inline['allOf'];
  const parts = arrayMember(schema, 'allOf').filter((branch) => isObject(branch) && stringMember(branch, '$ref') === undefined);
  const isObjectSchema = member(inline, 'type') === 'object' || objectMember(inline, 'properties') !== undefined;
  if (isObjectSchema && parts.length > 0) define(inline, 'allOf', parts);
  return { references: [...new Set(references)], inline: statesType(inline) ? inline : undefined };
}

/** Finds the schema that a reference points to. */
interface References {
  lookUp(reference: string): unknown;
}

/**
 * Returns a schema in which every reference of the schema itself, or of its `allOf`, is replaced by the schema that it points to: all its
 * fields are inline then. A reference that loops is left out.
 */
export function withReferencedFields(schema: unknown, references: References, seen: readonly string[] = []): unknown {
  if (!isObject(schema) || seen.length > maximumCompositions) return schema;
  const reference = stringMember(schema, '$ref');
  const branches = arrayMember(schema, 'allOf');
  if (reference === undefined && branches.length === 0) return schema;
  const expand = (branch: unknown, path: readonly string[]): unknown => withReferencedFields(branch, references, path);
  const { $ref: _, ...rest } = schema;
  const expanded = branches.map((branch) => expand(branch, seen));
  if (reference !== undefined && !seen.includes(reference))
    expanded.push(expand(references.lookUp(reference), [...seen, reference]));
  return { ...rest, allOf: expanded.filter(isObject) };
}

/**
 * Returns an object of the fields that `allOf: [reference, { required }]` makes required, with their schemas from the references; undefined
 * if the references require them already, or lack them.
 */
export function requiredOfReferences(
  schema: JsonObject,
  references: readonly string[],
  scope: References,
): JsonObject | undefined {
  if (references.length === 0) return undefined;
  const inline = allBranches(schema, 'allOf');
  const wanted = new Set(inline.flatMap((part) => stringsMember(part, 'required')));
  for (const part of inline) for (const name of Object.keys(objectMember(part, 'properties') ?? {})) wanted.delete(name);
  if (wanted.size === 0) return undefined;
  const targets = references.flatMap((reference) => {
    const target = withReferencedFields(scope.lookUp(reference), scope, [reference]);
    return isObject(target) ? allBranches(target, 'allOf') : [];
  });
  for (const target of targets) for (const name of stringsMember(target, 'required')) wanted.delete(name);
  const properties: Record<string, unknown> = {};
  for (const target of targets) {
    const fields = objectMember(target, 'properties') ?? {};
    for (const name of wanted)
      if (Object.hasOwn(fields, name) && !Object.hasOwn(properties, name)) define(properties, name, fields[name]);
  }
  const required = Object.keys(properties);
  return required.length === 0 ? undefined : { type: 'object', properties, required };
}

function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/**
 * The branches of `oneOf` or `anyOf` if each says what type a value has; undefined otherwise, for then a value may be of any type
 * that the schema around them allows.
 */
export function typedBranches(schema: JsonObject, keyword: 'oneOf' | 'anyOf'): readonly JsonObject[] | undefined {
  const branches = arrayMember(schema, keyword);
  if (branches.length === 0) return undefined;
  const typed = branches.filter(isObject).filter((branch) => statesType(branch));
  return typed.length === branches.length ? typed : undefined;
}

/** Whether a schema is a choice of several types, and has no fields that all of them share. */
export function isUnionOfTypes(schema: JsonObject): boolean {
  if (declaresProperties(schema)) return false;
  return (['oneOf', 'anyOf'] as const).some((keyword) => (typedBranches(schema, keyword)?.length ?? 0) > 1);
}

/** The largest number of fields that a variant is named after. */
const mostNamedFields = 3;

/**
 * Returns the name of a branch of a union. It comes from the branch itself, so that another branch renames nothing: its title, the only value
 * of a field, its required fields, or its fields. A branch that says none of these gets its number.
 */
export function variantName(branches: readonly JsonObject[], at: number, name: string, scope: { readonly root: string }): string {
  if (branches.length < 2) return name;
  return nestedTypeName(`${name}Variant`, variantWord(branches[at] ?? {}) ?? String(at + 1), scope.root);
}

function variantWord(branch: JsonObject): string | undefined {
  const title = stringMember(branch, 'title');
  if (title !== undefined && title !== '') return title;
  const fields = Object.entries(objectMember(branch, 'properties') ?? {});
  for (const [, field] of fields) {
    const values = isObject(field) ? (Object.hasOwn(field, 'const') ? [field['const']] : arrayMember(field, 'enum')) : [];
    const [value] = values;
    if (values.length === 1 && typeof value === 'string' && value !== '') return value;
  }
  const required = stringsMember(branch, 'required');
  for (const names of [required, fields.map(([field]) => field)]) {
    if (names.length > 0 && names.length <= mostNamedFields) return [...names].sort(compareText).join(' ');
  }
  return undefined;
}

const known = new WeakMap<JsonObject, boolean>();

/**
 * Whether a schema says what type a value has: itself, or in any branch. Remembered, because branches ask for it at every level.
 */
function statesType(schema: JsonObject, depth = 0): boolean {
  if (depth > maximumCompositions || statesOwnType(schema)) return true;
  const found = known.get(schema);
  if (found !== undefined) return found;
  const result = ['oneOf', 'anyOf', 'allOf'].some((keyword) =>
    arrayMember(schema, keyword).some((branch) => isObject(branch) && statesType(branch, depth + 1)),
  );
  known.set(schema, result);
  return result;
}

function statesOwnType(schema: JsonObject): boolean {
  return (
    member(schema, 'type') !== undefined ||
    member(schema, '$ref') !== undefined ||
    member(schema, 'x-kubernetes-int-or-string') === true ||
    arrayMember(schema, 'enum').length > 0 ||
    Object.hasOwn(schema, 'const') ||
    objectMember(schema, 'properties') !== undefined ||
    isObject(member(schema, 'additionalProperties')) ||
    member(schema, 'items') !== undefined
  );
}
