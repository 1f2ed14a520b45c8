import { clone } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';

/** Converted objects by definition. Stored objects are immutable, so their conversions are too. */
const made = new WeakMap<ResourceDefinition, WeakMap<ApiObject, ApiObject>>();

/** Returns a stored object in the version of a definition, with defaults. Must not be changed. */
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

/** Converts an object of a definition's version to the storage version. Takes ownership of the object. */
export function toStored(definition: ResourceDefinition, object: ApiObject): ApiObject {
  const stored = definition.convert === undefined ? object : definition.convert.toStorage(object);
  stored.apiVersion = definition.storageVersion;
  return stored;
}

/** Returns an item of a list. Lists of built-in kinds state the kind once, for the list. */
export function listItem(definition: ResourceDefinition, stored: ApiObject): Record<string, ApiObject[string]> {
  const object = present(definition, stored);
  if (definition.custom !== undefined) return object;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}
