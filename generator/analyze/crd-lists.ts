import type { DocumentPath } from '../model/diagnostic.js';
import { memberFaults } from './crd-keywords.js';
import type { SchemaFault } from './crd-keywords.js';
import { quote } from './crd-names.js';
import { arrayMember, isObject, member, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';

/** Returns what is wrong with the list type, the keys and the map type of a schema. */
export function listFaults(schema: JsonObject, path: DocumentPath): SchemaFault[] {
  const faults: SchemaFault[] = [];
  const fault = (where: DocumentPath, what: string): void => void faults.push({ path: [...path, ...where], what });
  const type = member(schema, 'type');
  const mapType = stringMember(schema, 'x-kubernetes-map-type');
  const listType = stringMember(schema, 'x-kubernetes-list-type');
  // Null is the empty name.
  const keys = arrayMember(schema, 'x-kubernetes-list-map-keys').map((key) => (typeof key === 'string' ? key : ''));
  const items = member(schema, 'items');
  if (mapType !== undefined && type !== 'object') fault(['x-kubernetes-map-type'], 'is for objects alone');
  if (mapType !== undefined && !['atomic', 'granular'].includes(mapType))
    fault(['x-kubernetes-map-type'], `is ${quote(mapType)}, and must be atomic or granular`);
  if (listType !== undefined && type !== 'array') fault(['x-kubernetes-list-type'], 'is for arrays alone');
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType)) {
    fault(['x-kubernetes-list-type'], `is ${quote(listType)}, and must be atomic, set or map`);
  }
  if (keys.length > 0 && listType !== 'map') fault(['x-kubernetes-list-map-keys'], 'is for lists of type map alone');
  if ((listType === 'set' || listType === 'map') && member(items, 'nullable') === true) {
    fault(['items', 'nullable'], `is true in a list of type ${listType}`);
  }
  if (listType === 'set' && type === 'array') {
    const inner = stringMember(items, 'x-kubernetes-list-type') ?? '';
    if (member(items, 'type') === 'array' && inner !== '' && inner !== 'atomic') {
      fault(['items', 'x-kubernetes-list-type'], 'must be atomic in a list of type set');
    }
    if (member(items, 'type') === 'object' && member(items, 'x-kubernetes-map-type') !== 'atomic') {
      fault(['items', 'x-kubernetes-map-type'], 'must be atomic in a list of type set');
    }
  }
  if (listType === 'map') keyFaults(keys, items, fault);
  return faults;
}

function keyFaults(keys: readonly string[], items: unknown, fault: (where: DocumentPath, what: string) => void): void {
  const at = 'x-kubernetes-list-map-keys';
  if (keys.length === 0) fault([at], 'is empty for a list of type map');
  if (!isObject(items)) return;
  if (member(items, 'type') !== 'object') {
    fault(['items', 'type'], 'must be object in a list of type map');
    return;
  }
  const required = new Set(stringsMember(items, 'required'));
  const seen = new Set<string>();
  keys.forEach((name, index) => {
    const field = member(member(items, 'properties'), name);
    const where = ['items', 'properties', name];
    if (seen.has(name)) fault([at, index], `names ${quote(name)} twice`);
    seen.add(name);
    if (!isObject(field)) {
      fault([at, index], `names ${quote(name)}, which is no field of the items`);
      return;
    }
    const type = member(field, 'type');
    if (type === 'array' || type === 'object') fault([...where, 'type'], `is ${type}, and the field is a key of the list`);
    if (!required.has(name) && (member(field, 'default') ?? undefined) === undefined) {
      fault(where, 'is a key of the list, and must be required or have a default');
    }
    if (member(field, 'nullable') === true) fault([...where, 'nullable'], 'is true, and the field is a key of the list');
  });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/**
 * Returns what is wrong with the form of the CEL rules of a schema. The expressions themselves are not compiled. `isCorrelated`: an old value
 * can be found for the new one.
 */
export function ruleFaults(schema: JsonObject, path: DocumentPath, isCorrelated: boolean): SchemaFault[] {
  const rules = arrayMember(schema, 'x-kubernetes-validations');
  const isTyped = isText(member(schema, 'type')) || member(schema, 'x-kubernetes-int-or-string') === true;
  if (rules.length > 0 && !isTyped)
    return [{ path: [...path, 'x-kubernetes-validations'], what: 'stands in a schema without a type' }];
  return rules.flatMap((validation, index) => {
    const where = [...path, 'x-kubernetes-validations', index];
    if (!isObject(validation)) return [{ path: where, what: 'has no rule' }];
    const text = { rule: 'text', message: 'text', messageExpression: 'text', reason: 'text', fieldPath: 'text' } as const;
    const faults = memberFaults(validation, { ...text, optionalOldSelf: 'boolean' }, where);
    const fault = (field: string, what: string): void => void faults.push({ path: [...where, field], what });
    const rule = stringMember(validation, 'rule')?.trim() ?? '';
    const message = stringMember(validation, 'message') ?? '';
    const expression = stringMember(validation, 'messageExpression') ?? '';
    const reason = stringMember(validation, 'reason');
    const fieldPath = stringMember(validation, 'fieldPath') ?? '';
    if (rule === '' && faults.length === 0) faults.push({ path: where, what: 'has no rule' });
    const usesOldSelf = /\boldSelf\b/.test(rule);
    if (usesOldSelf && !isCorrelated) fault('rule', 'uses oldSelf inside of a list whose items have no keys');
    if ((member(validation, 'optionalOldSelf') ?? undefined) !== undefined && !usesOldSelf) {
      fault('optionalOldSelf', 'is set for a rule that does not use oldSelf');
    }
    if (message !== '' && message.trim() === '') fault('message', 'is blank');
    if (message.includes('\n')) fault('message', 'holds a line break');
    if (rule.includes('\n') && message === '') fault('message', 'is missing for a rule of several lines');
    if (expression !== '' && expression.trim() === '') fault('messageExpression', 'is blank');
    if (reason !== undefined && !reasons.includes(reason))
      fault('reason', `is ${quote(reason)}, and must be ${reasons.join(', ')}`);
    if (fieldPath !== '' && !leadsToField(fieldPath, schema))
      fault('fieldPath', `is ${quote(fieldPath)}, which is no field below`);
    return faults;
  });
}

/** Whether a path such as `.spec.a` or `['a.b']` leads to a field that the schema defines. */
function leadsToField(text: string, schema: JsonObject): boolean {
  const steps = [...text.matchAll(/\.([A-Za-z_]\w*)|\['((?:[^'\\]|\\.)*)'\]/gy)];
  if (steps.reduce((length, [step]) => length + step.length, 0) !== text.length) return false;
  let node: unknown = schema;
  for (const [, plain, quoted = ''] of steps) {
    const name = plain ?? quoted.replace(/\\(.)/g, '$1');
    const properties = member(node, 'properties');
    node = isObject(properties) ? member(properties, name) : member(node, 'additionalProperties');
    if (!isObject(node)) return false;
  }
  return true;
}
