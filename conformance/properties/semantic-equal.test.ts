import fc from 'fast-check';
import { semanticEqual } from 'kube-client-runtime/quantity';
import { isObject, type JsonObject, type JsonValue } from '../../testing/src/json/json.js';
import { builtinDefinitions } from '../../testing/src/resources/builtin.js';
import { resolveSchema, structureOf } from '../../testing/src/structure/structure.js';
import { builtInObject, diceOf, kinds, mapKeys, schemaOf, variantsOf, type Dice, type Kind } from './support/built-in-objects.js';
import { property, valueOf } from './support/property.js';

/**
 * Removes values whose equality depends on Go's types, which we do not have (docs/client-go-differences.md). These are zeros,
 * which equal absent fields that are not pointers, and empty objects, which do not equal absent pointers. At keys where an empty
 * object has a meaning for us, these are empty maps.
 */
function withoutZeros(value: JsonValue | undefined, field: JsonObject): JsonValue | undefined {
  const { schema } = resolveSchema(field);
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.map((item) => withoutZeros(item, isObject(items) ? items : {}) ?? item);
  }
  if (!isObject(value)) return value === 0 || value === false || value === '' ? undefined : value;
  const { properties, additionalProperties: additional } = schema;
  const kept: JsonObject = {};
  for (const [key, below] of Object.entries(value)) {
    const known = isObject(properties) ? properties[key] : additional;
    const cleaned = withoutZeros(below, isObject(known) ? known : {});
    if (cleaned !== undefined) kept[key] = cleaned;
  }
  return isEmptyAllDown(kept) ? undefined : kept;
}

function isEmptyAllDown(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || (isObject(value) && Object.values(value).every(isEmptyAllDown));
}

const otherQuantities: Readonly<Record<string, string>> = {
  '1': '1000m',
  '1000m': '1',
  '500m': '0.5',
  '1Gi': '1024Mi',
  '1024Mi': '1073741824',
  '2k': '2000',
  '2000': '2e3',
};
const otherTimes: Readonly<Record<string, string>> = {
  '2026-01-01T00:00:00Z': '2026-01-01T01:30:00+01:30',
  '2026-01-01T00:00:01Z': '2025-12-31T16:00:01-08:00',
  '2026-01-01T00:00:00.000000Z': '2026-01-01T01:00:00.000000+01:00',
  '2026-01-01T00:00:00.000001Z': '2026-01-01T00:00:00.000001+00:00',
};

/** Returns an equal object in another form: quantities, times, the order of keys, and absent values. */
function disguised(value: JsonValue, field: JsonObject, dice: Dice): JsonValue {
  const { schema, name } = resolveSchema(field);
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.map((item) => disguised(item, isObject(items) ? items : {}, dice));
  }
  if (typeof value === 'string' && dice(2) === 0) {
    if (name.endsWith('.Quantity')) return otherQuantities[value] ?? value;
    if (name.endsWith('Time')) return otherTimes[value] ?? value;
  }
  if (!isObject(value)) return value;
  const { properties, additionalProperties: additional } = schema;
  const entries = Object.entries(value).map(([key, below]): [string, JsonValue] => {
    const known = isObject(properties) ? properties[key] : additional;
    return [key, below === undefined ? null : disguised(below, isObject(known) ? known : {}, dice)];
  });
  for (const [key, known] of Object.entries(isObject(properties) ? properties : {})) {
    if (Object.hasOwn(value, key) || !isObject(known) || dice(20) > 0) continue;
    const nothing = nothingOf(key, known, dice);
    if (nothing !== undefined) entries.push([key, nothing]);
  }
  return Object.fromEntries(dice(2) === 0 ? entries.reverse() : entries);
}

/** Returns a value that equals an absent field. */
function nothingOf(key: string, field: JsonObject, dice: Dice): JsonValue | undefined {
  const { schema } = resolveSchema(field);
  if (schema['type'] === 'array') return dice(2) === 0 ? [] : null;
  if (schema['type'] === 'object' && isObject(schema['additionalProperties']))
    return dice(2) === 0 && key !== 'selector' ? {} : null;
  return schema['type'] === 'object' ? null : undefined;
}

interface Case {
  readonly kind: Kind;
  readonly objects: readonly JsonValue[];
}

const cases: fc.Arbitrary<Case> = fc.oneof(
  ...kinds.map((kind) =>
    fc
      .record({ objects: variantsOf(builtInObject(kind, mapKeys), 1), same: fc.boolean(), seed: fc.nat(0xffff) })
      .map(({ objects: [first = {}, second = {}], same, seed }) => {
        const field = schemaOf(kind);
        const [a, b] = [first, same ? first : second].map((object) => withoutZeros(object, field) ?? {});
        return { kind, objects: [a ?? {}, disguised(b ?? {}, field, diceOf(seed))] };
      }),
  ),
);

property(
  'two objects of a kind are semantically equal where apimachinery says so',
  cases,
  [],
  async ({ kind, objects: [a, b] }, ask) => {
    const wanted = valueOf(await ask('semantic.equal', { ...kind, a, b }));
    expect(semanticEqual(a, b)).toBe(wanted);
    expect(semanticEqual(b, a)).toBe(wanted);
  },
);

/** Returns the paths of a type below a schema, as objects that have only a value there. */
function placesOf(type: (name: string) => boolean, field: JsonObject, value: string, seen: ReadonlySet<string>): JsonObject[] {
  const { schema, name } = resolveSchema(field);
  if (seen.has(name)) return [];
  const below = name === '' ? seen : new Set([...seen, name]);
  const valuesOf = (known: JsonValue | undefined): JsonValue[] => {
    if (!isObject(known)) return [];
    const found = resolveSchema(known);
    if (type(found.name)) return [value];
    const { items, additionalProperties: additional } = found.schema;
    if (isObject(items)) return valuesOf(items).map((item) => [item]);
    if (isObject(additional)) return valuesOf(additional).map((item) => ({ a: item }));
    return placesOf(type, known, value, below);
  };
  const { properties } = schema;
  return Object.entries(isObject(properties) ? properties : {}).flatMap(([key, known]) =>
    valuesOf(known).map((held) => ({ [key]: held })),
  );
}

test.each<[string, (name: string) => boolean, string, string]>([
  ['quantities', (name) => name.endsWith('.resource.Quantity'), '1', '1000m'],
  ['times', (name) => /\.v1\.(Micro)?Time$/.test(name), '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00'],
])('%s are known at each place of every built-in kind', (_, type, value, other) => {
  let places = 0;
  const unknown = builtinDefinitions().flatMap(({ group, version, kind }) => {
    const field = structureOf(group, version, kind) ?? {};
    const [here, there] = [placesOf(type, field, value, new Set()), placesOf(type, field, other, new Set())];
    places += here.length;
    return here
      .filter((object, index) => !semanticEqual(object, there[index]))
      .map((object) => `${kind} ${JSON.stringify(object)}`);
  });
  expect(unknown).toEqual([]);
  expect(places).toBeGreaterThan(100);
});
