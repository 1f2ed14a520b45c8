import { clone, isObject, setField, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { isEmpty, withPrefix, type FieldSet } from './field-set.js';
import { fieldElement } from './path-element.js';
import type { ListType, MapType, TypeRef } from './schema-type.js';
import { deduce, fieldType, itemElementOrNone, nothingKnown, type TypedValue } from './typed-value.js';

/**
 * Returns a value without the fields and items of a set. Atomic lists and maps on the way are removed completely, and a value
 * that loses all its content becomes null. The result shares nothing with the value.
 */
export function removeItems(typed: TypedValue, gone: FieldSet): TypedValue {
  return { value: remove(typed.value, gone, typed.type), type: typed.type };
}

function remove(value: JsonValue | undefined, gone: FieldSet, type: TypeRef): JsonValue {
  if (value === undefined || value === null) return null;
  const { map, scalar, list } = deduce(type(), value);
  if (map !== undefined) return isObject(value) && !map.atomic ? removeFields(map, value, gone) : null;
  if (scalar !== undefined) return clone(value);
  return list !== undefined && Array.isArray(value) && !list.atomic ? removeFromList(list, value, gone) : null;
}

function removeFields(map: MapType, value: JsonObject, gone: FieldSet): JsonValue {
  const rest: JsonObject = {};
  for (const [name, item] of Object.entries(value)) {
    const element = fieldElement(name);
    if (item === undefined || gone.members.has(element.text)) continue;
    const below = withPrefix(gone, element);
    if (isEmpty(below)) {
      setField(rest, name, clone(item));
    } else {
      setField(rest, name, remove(item, below, fieldType(map, name) ?? nothingKnown));
    }
  }
  return Object.keys(rest).length > 0 ? rest : null;
}

function removeFromList(list: ListType, value: JsonArray, gone: FieldSet): JsonValue {
  const rest: JsonArray = [];
  for (const item of value) {
    const element = itemElementOrNone(list, item);
    if (gone.members.has(element.text)) continue;
    const below = withPrefix(gone, element);
    if (isEmpty(below)) {
      rest.push(clone(item));
    } else {
      rest.push(remove(item, below, list.element));
    }
  }
  return rest.length > 0 ? rest : null;
}
