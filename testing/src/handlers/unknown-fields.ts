import type { ApiObject } from '../json/object.js';
import type { ResourceDefinition } from '../resources/definition.js';
import { decodeStructure, type DecodeFaults } from '../structure/decode.js';
import { structureOf } from '../structure/structure.js';
import type { Call } from './context.js';
import type { WriteQuery } from './options.js';

/**
 * Removes fields that the schema does not specify, with a warning or an error according to `fieldValidation`. Rejects values of a
 * wrong type.
 */
export function checkUnknownFields(
  call: Call,
  object: ApiObject,
  query: WriteQuery,
  refuse: (why: string, converterFault?: string) => Error,
): void {
  const { kind, version } = call.definition;
  const handled = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}`;
  const { unknown: paths, fault, converterFault } = dropUnknown(call.definition, object);
  if (fault !== undefined) throw refuse(`${handled}: ${fault}`, converterFault);
  const unknown = paths.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (unknown.length === 0 || query.fieldValidation === 'Ignore') return;
  if (query.fieldValidation === 'Strict') throw refuse(`${handled}: strict decoding error: ${unknown.join(', ')}`);
  call.warnings.push(...unknown);
}

function dropUnknown({ custom, group, version, kind }: ResourceDefinition, object: ApiObject): DecodeFaults {
  if (custom !== undefined) return { unknown: custom.prune(object) };
  const schema = structureOf(group, version, kind);
  return schema === undefined ? { unknown: [] } : decodeStructure(object, schema, kind);
}
