import type { Schema } from '../../../testing/src/schema/schema.js';
import type { SeededRandom } from '../../faults/random.js';

/** A schema after a choice of its alternatives, with the required and the excluded fields. */
export interface Settled {
  readonly schema: Schema;
  readonly excluded: ReadonlySet<string>;
}

/** Chooses one alternative of each set, and merges its requirements into the schema. */
export function settle(schema: Schema, random: SeededRandom): Settled {
  const excluded = new Set<string>(schema.not?.required);
  let settled = schema;
  for (const part of schema.allOf) settled = take(settled, part, excluded, random);
  if (schema.anyOf.length > 0 && !schema.intOrString) settled = take(settled, random.pick(schema.anyOf), excluded, random);
  if (schema.oneOf.length > 0) {
    const chosen = random.pick(schema.oneOf);
    const wanted = new Set([...chosen.required, ...schema.required]);
    for (const other of schema.oneOf) for (const name of other.required) if (!wanted.has(name)) excluded.add(name);
    settled = take(settled, chosen, excluded, random);
  }
  for (const name of settled.required) excluded.delete(name);
  return { schema: settled, excluded };
}

/** Returns the schema with the requirements of one alternative. */
function take(schema: Schema, part: Schema, excluded: Set<string>, random: SeededRandom): Schema {
  const inner = settle(part, random);
  for (const name of inner.excluded) excluded.add(name);
  return narrowed(schema, inner.schema);
}

function narrowed(schema: Schema, by: Schema): Schema {
  const properties = new Map(schema.properties);
  for (const [name, part] of by.properties) {
    const known = properties.get(name);
    if (known !== undefined) properties.set(name, narrowed(known, part));
  }
  const { enum: wanted = schema.enum } = by;
  return {
    ...schema,
    properties,
    required: [...new Set([...schema.required, ...by.required])],
    enum: schema.enum?.filter((item) => wanted?.includes(item)) ?? wanted,
    items: schema.items && by.items ? narrowed(schema.items, by.items) : schema.items,
    pattern: by.pattern === '' ? schema.pattern : by.pattern,
    format: by.format === '' ? schema.format : by.format,
    minimum: most(schema.minimum, by.minimum),
    maximum: least(schema.maximum, by.maximum),
    minLength: most(schema.minLength, by.minLength),
    maxLength: least(schema.maxLength, by.maxLength),
    minItems: most(schema.minItems, by.minItems),
    maxItems: least(schema.maxItems, by.maxItems),
    minProperties: most(schema.minProperties, by.minProperties),
    maxProperties: least(schema.maxProperties, by.maxProperties),
    not: by.not ?? schema.not,
  };
}

const most = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
