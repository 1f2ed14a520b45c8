/** Writes assignments between the parts of custom resources and core types. */
import { counterexample, fieldsOf, invalid, isObject } from './inclusion.mjs';
import { partsOf } from './parts.mjs';

/**
 * A part of a custom resource, and what the schemas say about assignments. `refused` and `refusedCore` are values that the other side
 * forbids. They are absent if the assignment must compile. `open` is the field that keeps unknown fields: TypeScript assigns no interface
 * to a type with an index signature, and asks for a copy.
 *
 * @typedef {{
 *   where: string;
 *   type: string;
 *   core: import('./core-schemas.mjs').CoreType;
 *   refused?: { value: unknown; reason: string };
 *   refusedCore?: { value: unknown; reason: string };
 *   open?: string;
 * }} Assignment
 */

/**
 * Returns the assignments of one version of a CRD.
 *
 * @param {import('./kinds.mjs').Kind} kind
 * @param {import('./core-schemas.mjs').CoreType[]} types
 * @returns {Assignment[]}
 */
export function assignmentsOf({ name, type, schema: root }, types) {
  return partsOf(root, types).map(({ path, schema, core }) => {
    const refused = refusal(schema, core.schema);
    const refusedCore = refusal(core.schema, schema);
    const open = openField(core.schema, schema);
    return {
      where: `${name} ${textOf(path)}`,
      type: typeAt(type, path),
      core,
      ...(refused && { refused }),
      ...(refusedCore && { refusedCore }),
      ...(open !== undefined && { open }),
    };
  });
}

/** Returns a value that one schema allows and the other forbids, checked against both. */
function refusal(from, to) {
  const found = counterexample(from, to);
  if (found === undefined) return undefined;
  const reason = invalid(found.value, to);
  const unlike = invalid(found.value, from);
  if (reason === undefined || unlike !== undefined)
    throw new Error(`${JSON.stringify(found.value)} is no counterexample: ${unlike}`);
  return { value: found.value, reason };
}

/** Returns the path of the first field that keeps unknown fields where the core type has an interface. */
function openField(core, part, path = 'itself') {
  const fields = Object.entries(fieldsOf(core));
  const isFree = [fieldsOf(part), part.additionalProperties ?? {}].every((one) => Object.keys(one).length === 0);
  const isMetadata = path.endsWith('.metadata') && part['x-kubernetes-preserve-unknown-fields'] !== true;
  const isUntyped = part.type === undefined || part.type === '';
  if (fields.length > 0 && !isMetadata && !isUntyped && (isFree || part['x-kubernetes-preserve-unknown-fields'] === true))
    return path;
  for (const [name, schema] of fields) {
    const field = fieldsOf(part)[name];
    const found = isObject(field) ? openField(schema, field, `${path}.${name}`) : undefined;
    if (found !== undefined) return found;
  }
  for (const keyword of ['items', 'additionalProperties']) {
    const found =
      isObject(part[keyword]) && isObject(core[keyword]) ? openField(core[keyword], part[keyword], `${path}[]`) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(steps) {
  return steps
    .map((step) => (step === 0 ? '[]' : step === '*' ? '{}' : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function typeAt(root, steps) {
  return steps.reduce((type, step) => {
    const key = step === 0 ? 'number' : step === '*' ? 'string' : JSON.stringify(step);
    return `NonNullable<${type}[${key}]>`;
  }, root);
}

/** Returns the parts and core types that the schemas allow to be assigned, as statements of one line each. */
export function statementsOf(assignments) {
  return assignments.flatMap((assignment, index) => {
    const { type, core, refused, refusedCore, open } = assignment;
    const coreType = `import('${core.module === 'meta' ? 'kube-client-runtime/codegen/v1' : `./${core.module}/types.js`}').${core.name}`;
    const part = { assignment, from: 'part', text: `export const from${index} = (part: ${type}): ${coreType} => part;` };
    const back = { assignment, from: 'core', text: `export const into${index} = (core: ${coreType}): ${type} => core;` };
    return [...(refused === undefined ? [part] : []), ...(refusedCore === undefined && open === undefined ? [back] : [])];
  });
}
