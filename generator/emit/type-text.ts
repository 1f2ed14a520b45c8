import type { RuntimeType, Schema, TypeName } from '../model/index.js';
import { lineWidth, literal } from './text.js';

/** How the two kinds of types spell what differs between them: plain types and apply configurations. */
export interface TypeDialect {
  reference(type: TypeName, embedded: boolean): string;
  runtime(type: RuntimeType): string;
  /** `Record`, however it is reached in this file. */
  record(): string;
}

/** A type, and whether it needs parentheses before `[]` or inside an intersection. */
interface TypeText {
  readonly text: string;
  readonly binds: 'tight' | 'intersection' | 'union';
}

/** A schema as a type on one line. */
export function typeText(schema: Schema, dialect: TypeDialect): string {
  return render(schema, dialect).text;
}

/**
 * The type of a member or an alias, for ts-morph, which indents what follows the first line: as a formatter would lay it out: on one line where it fits, else one member of the union a line.
 * `column` is where the type begins, and `last` what follows it in the union (`undefined` of an optional field).
 */
export function memberType(schema: Schema, dialect: TypeDialect, layout: { column: number; last?: string }): string {
  const parts = unionParts(schema, dialect);
  if (layout.last !== undefined && parts.length === 1 && schema.kind === 'intersection')
    parts[0] = grouped(render(schema, dialect), 'tight');
  if (layout.last !== undefined && !parts.includes(layout.last) && !parts.includes('unknown')) parts.push(layout.last);
  const inline = parts.join(' | ');
  if (parts.length === 1 || layout.column + inline.length + 1 <= lineWidth) {
    return schema.kind === 'array' && layout.column + inline.length > lineWidth
      ? brokenArray(schema.items, dialect, parts)
      : inline;
  }
  const [first = ''] = parts;
  if (schema.kind === 'array' && parts.length === 2 && first.length > lineWidth / 2)
    return brokenArray(schema.items, dialect, parts);
  return parts.map((part) => `\n| ${part}`).join('');
}

/** A list of a long union, a member of it a line. */
function brokenArray(items: Schema, dialect: TypeDialect, parts: readonly string[]): string {
  const members = unionParts(items, dialect);
  if (members.length < 2) return parts.join(' | ');
  const body = members.map((member) => `\n| ${member}`).join('');
  return [`(${body}\n)[]`, ...parts.slice(1)].join(' | ');
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

/** The members of the union that a schema is, each once, in order; one for what is no union. */
function unionParts(schema: Schema, dialect: TypeDialect): string[] {
  const parts = new Set<string>();
  const collect = (part: Schema): void => {
    if (part.kind === 'enum') for (const value of part.values) parts.add(literal(value));
    else if (part.kind === 'union') part.of.forEach(collect);
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
