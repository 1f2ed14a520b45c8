import type { Property, RuntimeType, Schema, TypeName } from '../model/index.js';
import { lineBreak, union, type Layout } from './layout.js';
import { literal } from './text.js';

/** The names that differ between plain types and apply configurations. */
export interface TypeDialect {
  /** Returns the spelling of a type of the model. `embedded` marks a kind inside another schema. */
  reference(type: TypeName, embedded: boolean): string;
  /** Returns the spelling of a type of the runtime. */
  runtime(type: RuntimeType): string;
  /** Returns the spelling of `Record` in this file. */
  record(): string;
}

/** A type, and whether it needs parentheses before `[]` or inside an intersection. */
interface TypeText {
  readonly text: string;
  readonly binds: 'tight' | 'intersection' | 'union';
}

/** Returns a schema as a type on one line. */
export function typeText(schema: Schema, dialect: TypeDialect): string {
  return render(schema, dialect).text;
}

/**
 * Returns the type of a member or an alias, with the space before it. If the line is too long, each member of a union gets a line.
 * `last` is added to the union, such as `undefined` for an optional field.
 */
export function memberType(schema: Schema, dialect: TypeDialect, last?: string): Layout {
  const parts = unionParts(schema, dialect);
  if (last !== undefined && !parts.includes(last) && !parts.includes('unknown')) {
    if (schema.kind === 'intersection') parts[0] = grouped(render(schema, dialect), 'tight');
    parts.push(last);
  }
  if (schema.kind === 'array') {
    const items = unionParts(schema.items, dialect);
    if (items.length > 1) return [' (', union('', items), lineBreak(), [')[]', ...parts.slice(1)].join(' | ')];
  }
  return parts.length === 1 ? ` ${parts.join('')}` : union(' ', parts);
}

/**
 * Returns the type of an object's unknown fields. An index signature covers all fields, so the type includes those of the known ones.
 * An intersection would separate the two, but no object literal would be assignable to it.
 */
export function indexType(open: Schema, known: readonly Property[], dialect: TypeDialect): string {
  const text = typeText({ kind: 'union', of: [open, ...known.map(({ schema }) => schema)] }, dialect);
  return text === 'unknown' || known.every(({ required }) => required) ? text : `${text} | undefined`;
}

function render(schema: Schema, dialect: TypeDialect): TypeText {
  switch (schema.kind) {
    case 'unknown':
    case 'string':
    case 'number':
    case 'boolean':
      return { text: schema.kind, binds: 'tight' };
    case 'array':
      return { text: `${grouped(render(schema.items, dialect), 'tight')}[]`, binds: 'tight' };
    case 'map':
      if (schema.isRecursive === true) return { text: `{ [key: string]: ${typeText(schema.values, dialect)} }`, binds: 'tight' };
      return { text: `${dialect.record()}<string, ${typeText(schema.values, dialect)}>`, binds: 'tight' };
    case 'reference':
      return { text: dialect.reference(schema.type, schema.embedded), binds: 'tight' };
    case 'runtime':
      return { text: dialect.runtime(schema.type), binds: 'tight' };
    case 'intersection': {
      const parts = [...new Set(schema.of.map((part) => grouped(render(part, dialect), 'intersection')))];
      return { text: parts.length === 0 ? 'unknown' : parts.join(' & '), binds: parts.length > 1 ? 'intersection' : 'tight' };
    }
    case 'enum':
    case 'union':
    case 'nullable': {
      const parts = unionParts(schema, dialect);
      return { text: parts.join(' | '), binds: parts.length > 1 ? 'union' : 'tight' };
    }
  }
}

function grouped(type: TypeText, into: 'tight' | 'intersection'): string {
  return type.binds === 'tight' || type.binds === into ? type.text : `(${type.text})`;
}

/** Returns the members of a union in order, without duplicates. A schema that is not a union has one. */
function unionParts(schema: Schema, dialect: TypeDialect): string[] {
  const parts = new Set<string>();
  const collect = (part: Schema): void => {
    if (part.kind === 'enum') {
      for (const value of part.values) parts.add(literal(value));
      // Editors complete the known values, which `string` alone would hide.
      if (part.isOpen === true) parts.add('(string & {})');
    } else if (part.kind === 'union') part.of.forEach(collect);
    else if (part.kind === 'nullable') {
      collect(part.of);
      parts.delete('null');
      parts.add('null');
    } else {
      const { text, binds } = render(part, dialect);
      parts.add(binds === 'intersection' && part !== schema ? `(${text})` : text);
    }
  };
  collect(schema);
  if (parts.size === 0) return ['unknown'];
  return parts.has('unknown') ? ['unknown'] : [...parts];
}
