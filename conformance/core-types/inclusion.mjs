/**
 * Compares two JSON schemas by the values that they allow.
 *
 * `counterexample(part, core)` returns a value that `part` allows and `core` forbids, or undefined if each value of `part` is a value of
 * `core`. The comparison ignores what no type of TypeScript can express: ranges, lengths, patterns, formats and rules. It also ignores
 * unknown fields, which types accept in all values but literals.
 */

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const own = (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined);
export const fieldsOf = (schema) => own(schema, 'properties') ?? {};
export const requiredOf = (schema) => own(schema, 'required') ?? [];

/** Returns the JSON types that a schema allows, as a set of `string`, `number`, `boolean`, `object`, `array` and `null`. */
export function typesOf(schema) {
  const types = new Set(schema.nullable === true ? ['null'] : []);
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string')
    return types.add('string').add('number');
  if (schema.type === 'integer' || schema.type === 'number') return types.add('number');
  if (typeof schema.type === 'string' && schema.type !== '') return types.add(schema.type);
  if (Array.isArray(schema.enum)) for (const value of schema.enum) types.add(value === null ? 'null' : typeof value);
  else if (own(schema, 'properties') !== undefined || isObject(own(schema, 'additionalProperties'))) types.add('object');
  else for (const type of ['string', 'number', 'boolean', 'object', 'array', 'null']) types.add(type);
  return types;
}

/** Returns a value of a schema: with its required fields alone, or with `field` as well, which then has `value`. */
export function sample(schema, field, value) {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const types = typesOf(schema);
  if (types.has('object') && (schema.type === 'object' || types.size === 1)) {
    const object = {};
    for (const name of requiredOf(schema)) object[name] = sample(fieldsOf(schema)[name] ?? {});
    if (field !== undefined) object[field] = value;
    return object;
  }
  const simple = { string: 'a', number: 1, boolean: true, array: [], object: {}, null: null };
  const [first] = types;
  return simple[first];
}

const sampleOfType = { string: 'a', number: 7, boolean: true, object: {}, array: [], null: null };

/** A counterexample, in an object of its own so that `null` and `undefined` differ. */
const found = (value) => ({ value });

export function counterexample(part, core) {
  const types = typesOf(part);
  const allowed = typesOf(core);
  for (const type of types) {
    if (allowed.has(type)) continue;
    const values = Array.isArray(part.enum) ? part.enum.filter((value) => typeof value === type) : [sampleOfType[type]];
    if (type === 'object') return found(sample({ ...part, nullable: false }));
    if (values.length > 0) return found(values[0]);
  }
  const extra = enumCounterexample(part, core);
  if (extra !== undefined) return extra;
  if (types.has('object') && allowed.has('object') && !isFree(core)) {
    const field = objectCounterexample(part, core);
    if (field !== undefined) return field;
  }
  if (types.has('array') && allowed.has('array') && isObject(core.items)) {
    const item = counterexample(part.items ?? {}, core.items);
    if (item !== undefined) return found([item.value]);
  }
  return undefined;
}

/** Whether a schema allows any object. */
function isFree(schema) {
  return Object.keys(fieldsOf(schema)).length === 0 && requiredOf(schema).length === 0 && !isObject(schema.additionalProperties);
}

function enumCounterexample(part, core) {
  if (!Array.isArray(core.enum)) return undefined;
  if (!Array.isArray(part.enum)) return found('none-of-them');
  const other = part.enum.find((value) => !core.enum.includes(value));
  return other === undefined ? undefined : found(other);
}

function objectCounterexample(part, core) {
  const fields = fieldsOf(part);
  const required = requiredOf(part);
  for (const name of requiredOf(core)) if (!required.includes(name)) return found(sample(part));
  for (const [name, schema] of Object.entries(fieldsOf(core))) {
    // Values of free objects are checked as if they had only fields that the API server keeps.
    const given = own(fields, name) ?? (isObject(part.additionalProperties) ? part.additionalProperties : undefined);
    const inner = given === undefined ? undefined : counterexample(given, schema);
    if (inner !== undefined) return found(sample(part, name, inner.value));
  }
  const values = core.additionalProperties;
  if (isObject(values)) {
    const names = Object.entries(fields);
    for (const [name, schema] of names) {
      const inner = counterexample(schema, values);
      if (inner !== undefined) return found(sample(part, name, inner.value));
    }
    const free = isObject(part.additionalProperties) ? part.additionalProperties : names.length === 0 ? {} : undefined;
    const inner = free === undefined ? undefined : counterexample(free, values);
    if (inner !== undefined) return found(sample(part, 'key', inner.value));
  }
  return undefined;
}

/** Returns the reason why a schema forbids a value, or undefined if it allows it. Knows what `counterexample` compares. */
export function invalid(value, schema, path = '') {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (!typesOf(schema).has(type)) return `${path || 'the value'} is ${type}`;
  if (value === null) return undefined;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return `${path || 'the value'} is not in the enum`;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const reason = invalid(item, schema.items ?? {}, `${path}[${index}]`);
      if (reason !== undefined) return reason;
    }
  } else if (type === 'object') {
    for (const name of requiredOf(schema)) if (!Object.hasOwn(value, name)) return `${path}.${name} is missing`;
    for (const [name, inner] of Object.entries(value)) {
      const given =
        own(fieldsOf(schema), name) ?? (isObject(schema.additionalProperties) ? schema.additionalProperties : undefined);
      const reason = given === undefined ? undefined : invalid(inner, given, `${path}.${name}`);
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}
