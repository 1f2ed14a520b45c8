import { at, isObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { constant, fill, objectAt, objectsIn } from './fill.js';

/**
 * What the server fills in when it reads webhooks and admission policies.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */

/** What is matched by a webhook or a policy, of whatever it says nothing. */
function defaultMatch(match: JsonObject): void {
  fill(match, { matchPolicy: constant('Equivalent'), namespaceSelector: () => ({}), objectSelector: () => ({}) });
  for (const list of ['rules', 'resourceRules', 'excludeResourceRules']) {
    for (const rule of objectsIn(match, list)) fill(rule, { scope: constant('*') });
  }
}

export function defaultWebhooks(more: Readonly<Record<string, () => JsonValue>>): (object: ApiObject) => void {
  return (object) => {
    for (const webhook of objectsIn(object, 'webhooks')) {
      defaultMatch(webhook);
      fill(webhook, { failurePolicy: constant('Fail'), timeoutSeconds: constant(10), ...more });
    }
  };
}

export function defaultPolicy(object: ApiObject): void {
  const spec = objectAt(object, 'spec');
  fill(spec, { failurePolicy: constant('Fail') });
  const constraints = spec['matchConstraints'];
  if (isObject(constraints)) defaultMatch(constraints);
}

export function defaultPolicyBinding(object: ApiObject): void {
  const resources = at(object, 'spec', 'matchResources');
  if (isObject(resources)) defaultMatch(resources);
}
