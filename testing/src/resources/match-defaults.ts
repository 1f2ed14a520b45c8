import { type JsonObject, type JsonValue, arrayOrEmpty, at, isObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';

/** Helpers that set defaults of objects. */

/** Sets fields that are absent, null or an empty string. Each object gets a new value. */
export function fill(target: JsonObject, values: Readonly<Record<string, () => JsonValue>>): void {
  for (const [key, make] of Object.entries(values)) {
    const present = target[key];
    if (present === undefined || present === null || present === '') target[key] = make();
  }
}

/** Returns a function that returns a value. */
export function constant(value: string | number | boolean): () => JsonValue {
  return () => value;
}

/** Returns the object in a field, and creates it if it is absent. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const present = parent[key];
  if (isObject(present)) return present;
  const made: JsonObject = {};
  parent[key] = made;
  return made;
}

/** Returns the objects in a list. Other items are omitted. */
export function objectsIn(parent: JsonObject, key: string): JsonObject[] {
  return arrayOrEmpty(parent[key]).filter(isObject);
}

/** Returns functions that return the values, for `fill`. */
export function valuesOf(values: JsonObject): Record<string, () => JsonValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, () => value ?? null]));
}

/**
 * The defaults that the server sets when it reads webhooks and admission policies.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */

/** Sets the defaults of the requests that a webhook or policy matches. */
function defaultMatch(match: JsonObject): void {
  fill(match, { matchPolicy: constant('Equivalent'), namespaceSelector: () => ({}), objectSelector: () => ({}) });
  for (const list of ['rules', 'resourceRules', 'excludeResourceRules']) {
    for (const rule of objectsIn(match, list)) fill(rule, { scope: constant('*') });
  }
}

/** Returns a function that sets the defaults of webhooks, including the given ones. */
export function defaultWebhooks(more: Readonly<Record<string, () => JsonValue>>): (object: ApiObject) => void {
  return (object) => {
    for (const webhook of objectsIn(object, 'webhooks')) {
      defaultMatch(webhook);
      fill(webhook, { failurePolicy: constant('Fail'), timeoutSeconds: constant(10), ...more });
    }
  };
}

/** Sets the defaults of an admission policy. */
export function defaultPolicy(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { failurePolicy: constant('Fail') });
  const constraints = spec['matchConstraints'];
  if (isObject(constraints)) defaultMatch(constraints);
}

/** Sets the defaults of the binding of an admission policy. */
export function defaultPolicyBinding(object: ApiObject): void {
  const resources = at(object, 'spec', 'matchResources');
  if (isObject(resources)) defaultMatch(resources);
}
