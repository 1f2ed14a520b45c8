import { clone } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';

/** What was made of stored objects, by the definition that it was made for. Stored objects never change, so neither does this. */
const made = new WeakMap<ResourceDefinition, WeakMap<ApiObject, ApiObject>>();

/** A stored object in the version of a definition, defaults filled in. Not to be written to. */
export function present(definition: ResourceDefinition, stored: ApiObject): ApiObject {
  const { custom, convert } = definition;
  if (custom === undefined && convert === undefined) return stored;
  let cache = made.get(definition);
  if (cache === undefined) {
    cache = new WeakMap();
    made.set(definition, cache);
  }
  const found = cache.get(stored);
  if (found !== undefined) return found;
  const object = convert === undefined ? clone(stored) : convert.fromStorage(stored);
  object.apiVersion = apiVersionOf(definition);
  if (convert === undefined) custom?.setDefaults(object);
  cache.set(stored, object);
  return object;
}

/** An object in a definition's version as the storage keeps it. Takes the object over. */
export function toStored(definition: ResourceDefinition, object: ApiObject): ApiObject {
  const stored = definition.convert === undefined ? object : definition.convert.toStorage(object);
  stored.apiVersion = definition.storageVersion;
  return stored;
}

/** An item of a list: built-in lists say the kind once, for the list. */
export function listItem(definition: ResourceDefinition, stored: ApiObject): Record<string, ApiObject[string]> {
  const object = present(definition, stored);
  if (definition.custom !== undefined) return object;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}
