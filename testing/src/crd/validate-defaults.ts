import { fieldInvalid, type FieldError } from 'kube-client-runtime/errors';
import { clone, isObject } from '../json/json.js';
import { prune } from '../schema/prune.js';
import type { Schema } from '../schema/schema.js';
import { validateValue } from '../schema/validate.js';

/** Returns the errors of defaults. A default must be valid without pruning or further defaults. */
export function validateDefaults(schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const visit = (node: Schema, where: string, resource: boolean): void => {
    if (node.default !== undefined) faults.push(...defaultFaults(node, `${where}.default`));
    for (const [name, below] of node.properties) {
      if (!(resource && ['apiVersion', 'kind', 'metadata'].includes(name)))
        visit(below, `${where}.properties[${name}]`, below.embeddedResource);
    }
    if (node.items !== undefined) visit(node.items, `${where}.items`, node.items.embeddedResource);
    if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, `${where}.additionalProperties`, false);
  };
  visit(schema, path, true);
  return faults;
}

function defaultFaults(node: Schema, path: string): FieldError[] {
  const value = node.default;
  if (value === undefined) return [];
  if (isObject(value) && prune(clone(value), node, node.embeddedResource).length > 0) {
    return [fieldInvalid(path, value, 'must not have unknown fields')];
  }
  return validateValue(value, node, path);
}
