import { newBadRequest } from 'kube-client-runtime/errors';
import { parseFieldSelector } from 'kube-client-runtime/fields';
import { parseSelector } from 'kube-client-runtime/labels';
import type { ApiObject } from '../json/object.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';
import type { ListQuery } from './options.js';

/** The selected objects of a collection. */
export interface Selection {
  /** Whether all objects are selected. */
  readonly everything: boolean;
  /** Whether an object is selected. */
  matches(object: ApiObject): boolean;
}

/** Reads the selectors of a list or watch. A `name` additionally restricts it to one object. */
export function readSelection(definition: ResourceDefinition, query: ListQuery, name: string): Selection {
  const labels = parse(() => parseSelector(query.labelSelector));
  const fields = parse(() => parseFieldSelector(query.fieldSelector));
  const used = fieldNames(query.fieldSelector);
  for (const field of used) checkField(definition, field);
  const fieldsOf = fieldReader(definition, used);
  return {
    everything: labels.empty() && fields.empty() && name === '',
    matches: (object) =>
      (name === '' || object.metadata.name === name) &&
      (labels.empty() || labels.matches(object.metadata.labels ?? {})) &&
      (fields.empty() || fields.matches(fieldsOf(object))),
  };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw newBadRequest(error instanceof Error ? error.message : String(error));
  }
}

/** Returns the fields of a field selector. Values can contain escaped separators; names cannot. */
function fieldNames(selector: string): string[] {
  return selector.split(/(?<!\\),/).flatMap((term) => /^(.*?)(?:!=|==|=)/.exec(term)?.[1] ?? []);
}

/** Rejects fields that cannot be selected by. The message depends on whether the kind has selectable fields of its own. */
function checkField(definition: ResourceDefinition, field: string): void {
  if (field === 'metadata.name' || field === 'metadata.namespace') return;
  const { fields } = definition.strategy;
  const stored = publicToStored(definition, field);
  if (fields !== undefined && stored !== undefined && Object.hasOwn(fields, stored)) return;
  if (definition.kind === 'Job') throw newBadRequest(`field label ${JSON.stringify(field)} not supported for Job`);
  if (fields !== undefined || definition.custom !== undefined) throw newBadRequest(`field label not supported: ${field}`);
  throw newBadRequest(`${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

/**
 * Returns the stored name of a field of `events.k8s.io`, which names the fields of events differently. Undefined for an unknown
 * field.
 */
function publicToStored(definition: ResourceDefinition, field: string): string | undefined {
  if (apiVersionOf(definition) !== 'events.k8s.io/v1') return field;
  if (field.startsWith('involvedObject.')) return undefined;
  if (field.startsWith('regarding.')) return field.replace('regarding.', 'involvedObject.');
  return field === 'reportingController' ? 'reportingComponent' : field;
}

function fieldReader(definition: ResourceDefinition, used: readonly string[]): (object: ApiObject) => Record<string, string> {
  const readers = used.map((name) => [name, definition.strategy.fields?.[publicToStored(definition, name) ?? '']] as const);
  return (object) => ({
    ...Object.fromEntries(readers.map(([name, read]) => [name, read?.(object) ?? ''])),
    'metadata.name': object.metadata.name ?? '',
    'metadata.namespace': object.metadata.namespace ?? '',
  });
}
