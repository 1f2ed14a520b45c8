import { maximumDepth } from '../load/document.js';
import { numberOf } from '../model/exact-number.js';
import type { Documentation, NamedType, ObjectType, Property, Schema } from '../model/index.js';
import { valueName } from '../naming/type-name.js';
import { isObject } from './json.js';

/**
 * How many schema nodes one kind may have: some fifteen times what the largest real one has, and far below what exhausts memory.
 */
const maximumNodes = 150_000;

/** The types of one group version while they are being found. */
export interface TypeTable {
  readonly group: string;
  readonly version: string;
  /** Who has a name: the root type that it is, or that it is a part of. */
  readonly owners: Map<string, string>;
  /** What root types are called in the names of constants and functions. */
  readonly valueNames: Set<string>;
  /** The last number that was given to a name that many wanted. */
  readonly counts: Map<string, number>;
  readonly types: Map<string, NamedType>;
}

export function newTypeTable(group: string, version: string): TypeTable {
  return { group, version, owners: new Map(), valueNames: new Set(), counts: new Map(), types: new Map() };
}

/** What went wrong while a kind was read. */
export type ScopeProblem =
  | { readonly is: 'too deep' }
  | { readonly is: 'too large' }
  /** A part had to be called differently, because `owner` has its name. */
  | { readonly is: 'name taken'; readonly name: string; readonly instead: string; readonly owner: string };

/**
 * One kind, or one definition, and the types that are its parts. Equal parts are found by a text of their structure, built once
 * from the leaves up: the second of them becomes an alias of the first.
 */
export interface TypeScope {
  /** The name of the type whose parts these are. */
  readonly root: string;
  readonly problems: ScopeProblem[];
  /** Goes one level down; false where the schema is too deep or too large to go on, which is a problem then. */
  enter(): boolean;
  leave(): void;
  /** The name itself, or one like it that nothing else has. */
  claim(name: string): string;
  /**
   * Adds a type under a claimed name, and refers to it. Types that are told apart by different `keys` are not equal: their apply
   * configurations differ.
   */
  define(type: ObjectType, keys: readonly string[]): Schema;
  /** Whether enums of strings accept other strings, as those of Kubernetes' own kinds do. */
  readonly hasOpenEnums: boolean;
  /** Returns the type that a `$ref` names. */
  resolve(reference: string): Schema;
  /** Whether the default of a field is one that the server fills in. */
  isFilledIn(value: unknown): boolean;
  /** Returns the schema that a `$ref` names; undefined if no document defines it. */
  lookUp(reference: string): unknown;
  /** Whether a schema is nothing but a part of this kind, which so has its own place for comments. */
  isOwn(schema: Schema): boolean;
}

/** Creates a scope. `lookUp` is for the definitions of OpenAPI documents. Default: the schema is that of a CRD. */
export function newTypeScope(
  table: TypeTable,
  root: string,
  resolve: (reference: string) => Schema,
  lookUp?: (reference: string) => unknown,
  hasOpenEnums = false,
): TypeScope {
  const problems: ScopeProblem[] = [];
  const firstOf = new Map<string, string>();
  const canonical = new Map<string, string>();
  const own = new Set<string>();
  let depth = 0;
  let nodes = 0;

  const report = (is: 'too deep' | 'too large'): void => {
    if (!problems.some((problem) => problem.is === is)) problems.push({ is });
  };
  const reference = (name: string): Schema => ({
    kind: 'reference',
    type: { group: table.group, version: table.version, name },
    embedded: false,
  });

  return {
    root,
    problems,
    hasOpenEnums,
    enter() {
      nodes += 1;
      if (nodes > maximumNodes) report('too large');
      if (depth >= maximumDepth) report('too deep');
      if (nodes > maximumNodes || depth >= maximumDepth) return false;
      depth += 1;
      return true;
    },
    leave() {
      depth -= 1;
    },
    claim(name) {
      const free = freeName(table, name, (candidate) => table.owners.has(candidate));
      const owner = table.owners.get(name);
      if (owner !== undefined && owner !== root) problems.push({ is: 'name taken', name, instead: free, owner });
      table.owners.set(free, root);
      own.add(free);
      return free;
    },
    define(type, keys) {
      const structure = `${structureOf(type, canonical)}${keys.length === 0 ? '' : `^${JSON.stringify(keys)}`}`;
      const first = firstOf.get(structure);
      if (first === undefined) {
        firstOf.set(structure, type.name);
        table.types.set(type.name, type);
      } else {
        canonical.set(`${table.group}/${table.version}/${type.name}`, first);
        table.types.set(type.name, { kind: 'alias', name: type.name, documentation: type.documentation, of: reference(first) });
      }
      return reference(type.name);
    },
    resolve,
    // The documents of a server give required fields of Go structs their zero values, which no server fills in.
    isFilledIn: (value) => value !== undefined && value !== null && (lookUp === undefined || !isZero(value)),
    lookUp: lookUp ?? (() => undefined),
    isOwn(schema) {
      const inner = schema.kind === 'nullable' ? schema.of : schema;
      return (
        inner.kind === 'reference' &&
        inner.type.group === table.group &&
        inner.type.version === table.version &&
        own.has(inner.type.name)
      );
    },
  };
}

function isZero(value: unknown): boolean {
  return value === '' || value === false || numberOf(value) === 0 || (isObject(value) && Object.keys(value).length === 0);
}

/** `uniqueName`, which remembers how far it has counted: a thousand parts of one name are not counted a thousand times. */
function freeName(table: TypeTable, name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let number = (table.counts.get(name) ?? 1) + 1; ; number++) {
    table.counts.set(name, number);
    if (!isTaken(`${name}${number}`)) return `${name}${number}`;
  }
}

/** Takes a name for a root type, which has a right to it before all parts. Returns another where even that is gone. */
export function claimRoot(table: TypeTable, name: string, owner = name): string {
  const free = freeName(table, name, (candidate) => table.owners.has(candidate) || table.valueNames.has(valueName(candidate)));
  table.owners.set(free, owner);
  table.valueNames.add(valueName(free));
  return free;
}

/** Text that is equal for types of equal fields with equal comments. What the type itself is called and says does not count. */
function structureOf(type: ObjectType, canonical: ReadonlyMap<string, string>): string {
  const open = type.open === undefined ? '' : `*${schemaText(type.open, canonical)}`;
  return type.properties.map((property) => propertyText(property, canonical)).join('\n') + open;
}

function propertyText(property: Property, canonical: ReadonlyMap<string, string>): string {
  const { name, required, schema, documentation, mapKeys, patch } = property;
  return [
    JSON.stringify(name),
    required ? '!' : '?',
    schemaText(schema, canonical),
    documentationText(documentation),
    mapKeys === undefined ? '' : JSON.stringify(mapKeys),
    patch === undefined ? '' : JSON.stringify(patch),
  ].join(' ');
}

function documentationText(documentation: Documentation): string {
  return documentation.description === undefined && documentation.tags.length === 0 ? '' : JSON.stringify(documentation);
}

function schemaText(schema: Schema, canonical: ReadonlyMap<string, string>): string {
  switch (schema.kind) {
    case 'unknown':
    case 'string':
    case 'number':
    case 'boolean':
      return schema.kind;
    case 'enum':
      return `enum${JSON.stringify(schema.values)}${schema.isOpen === true ? '+' : ''}`;
    case 'array':
      return `[${schemaText(schema.items, canonical)}]`;
    case 'map':
      return `{${schemaText(schema.values, canonical)}}`;
    case 'reference': {
      const { group, version, name } = schema.type;
      return `${group}/${version}/${canonical.get(`${group}/${version}/${name}`) ?? name}${schema.embedded ? '+' : ''}`;
    }
    case 'runtime':
      return `=${schema.type}`;
    case 'union':
      return `(${schema.of.map((each) => schemaText(each, canonical)).join('|')})`;
    case 'intersection':
      return `(${schema.of.map((each) => schemaText(each, canonical)).join('&')})`;
    case 'nullable':
      return `${schemaText(schema.of, canonical)}~`;
  }
}
