/**
 * The defaults that the server sets when it reads webhooks and admission policies.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */

import { at, isObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { constant, fill, objectAt, objectsIn } from './fill.js';

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
