import type { JsonArray, JsonObject, JsonValue } from '../../../testing/src/json/json.js';
import type { Schema } from '../../../testing/src/schema/schema.js';
import type { SeededRandom } from '../../faults/random.js';
import { settle } from './alternatives.js';
import { stringOf } from './strings.js';

/** The maximum number of optional fields of an object. Some schemas have all fields of a pod. */
const mostFields = 60;

/** Returns a random value that a schema probably accepts, or undefined if none was found. */
export function sampleOf(schema: Schema, random: SeededRandom): JsonValue | undefined {
  return new Sampler(random).value(schema, 0);
}

class Sampler {
  private left = mostFields;
  private readonly random: SeededRandom;

  constructor(random: SeededRandom) {
    this.random = random;
  }

  value(whole: Schema, depth: number): JsonValue | undefined {
    const { random } = this;
    const { schema, excluded } = settle(whole, random);
    if (schema.enum !== undefined) return schema.enum.length > 0 ? random.pick(schema.enum) : undefined;
    if (schema.intOrString) return this.intOrString(schema);
    switch (schema.type) {
      case 'string':
        return stringOf(schema, random);
      case 'boolean':
        return random.oneIn(2);
      case 'integer':
      case 'number':
        return this.number(schema);
      case 'array':
        return this.array(schema, depth);
      case 'object':
        return this.object(schema, excluded, depth);
      default:
        return random.pick<JsonValue>(['free', 1, { free: true }, ['free']]);
    }
  }

  private intOrString(schema: Schema): JsonValue | undefined {
    const number = this.number({ ...schema, type: 'integer' });
    const text = stringOf(schema, this.random);
    return this.random.oneIn(2) ? (text ?? number) : number;
  }

  private number({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema): number | undefined {
    const step = multipleOf ?? 1;
    // Larger numbers are rounded differently (`large-numbers`).
    const most = Math.min(maximum ?? Infinity, Number.MAX_SAFE_INTEGER);
    const low = minimum ?? (maximum === undefined ? 0 : most - 10 * step);
    const first = Math.ceil((exclusiveMinimum ? low + Number.EPSILON : low) / step) * step;
    const high = Math.min(most, first + 10 * step);
    const number = first + this.random.between(0, Math.max(0, Math.floor((high - first) / step))) * step;
    const fits = number <= high && !(exclusiveMinimum && number === minimum) && !(exclusiveMaximum && number === maximum);
    if (fits) return number;
    return type === 'number' && minimum !== undefined && maximum !== undefined ? (minimum + maximum) / 2 : undefined;
  }

  private array(
    { items, minItems = 0, maxItems = Infinity, listType, listMapKeys }: Schema,
    depth: number,
  ): JsonArray | undefined {
    const wanted = Math.min(maxItems, Math.max(minItems, this.left > 0 ? this.random.between(1, 2) : 0));
    const list: JsonArray = [];
    const seen = new Set<string>();
    for (let tries = 0; list.length < wanted && tries < wanted + 10; tries++) {
      const item = items === undefined ? 'free' : this.value(items, depth + 1);
      if (item === undefined) break;
      const key = keyOf(item, listType, listMapKeys) ?? String(tries);
      if (seen.has(key)) continue;
      seen.add(key);
      list.push(item);
    }
    return list.length >= minItems ? list : undefined;
  }

  private object(schema: Schema, excluded: ReadonlySet<string>, depth: number): JsonObject | undefined {
    const { random } = this;
    const { properties, required, additionalProperties, minProperties = 0, maxProperties = Infinity } = schema;
    const made: JsonObject = {};
    if (schema.embeddedResource) Object.assign(made, { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'embedded' } });
    for (const name of required) {
      const known = properties.get(name) ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      const value = known === undefined ? 'free' : this.value(known, depth + 1);
      if (value === undefined) return undefined;
      made[name] = value;
    }
    const optional = [...properties.keys()].filter((name) => !(name in made) && !excluded.has(name));
    const wanted = random.between(depth < 2 ? 3 : 0, depth < 2 ? 8 : 4);
    while (
      optional.length > 0 &&
      Object.keys(made).length < Math.min(maxProperties, Math.max(required.length + wanted, minProperties))
    ) {
      if (this.left <= 0 && Object.keys(made).length >= minProperties) break;
      const [name = ''] = optional.splice(random.between(0, optional.length - 1), 1);
      const known = properties.get(name);
      this.left -= 1;
      const value = known && this.value(known, depth + 1);
      if (value !== undefined) made[name] = value;
    }
    const free = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const isOpen = free !== undefined || additionalProperties === true || (schema.preserveUnknownFields && properties.size === 0);
    for (let index = 0; isOpen && index < Math.max(1, minProperties) && Object.keys(made).length < maxProperties; index++) {
      const value = free === undefined ? 'free' : this.value(free, depth + 1);
      if (value !== undefined) made[`key-${index}`] = value;
    }
    return Object.keys(made).length < minProperties ? undefined : made;
  }
}

/** Returns the part of an item that must be unique in its list, as text. */
function keyOf(item: JsonValue, listType: string, keys: readonly string[]): string | undefined {
  if (listType === 'set') return JSON.stringify(item);
  if (listType !== 'map' || typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  return JSON.stringify(keys.map((key) => item[key]));
}
