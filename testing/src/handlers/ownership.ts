/** The ownership of fields in objects that a call writes. */

import { clone } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { trackUpdate, type FieldManagerScope } from '../managed/field-manager.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';
import { newPlainError } from '../status/failure.js';
import { fillAlwaysPresent } from '../structure/decode.js';
import { structureOf, typeOfSchema, withTypeFields } from '../structure/structure.js';
import { difference, emptySet, setOf, type FieldSet } from '../structured/field-set.js';
import { fieldElement, type Path } from '../structured/path-element.js';
import { deducedAtom, type TypeRef } from '../structured/schema-type.js';
import { printTime, type Call } from './context.js';
import type { WriteQuery } from './options.js';
import { present, toStored } from './shape.js';

const types = new WeakMap<ResourceDefinition, TypeRef>();

function typeOfDefinition(definition: ResourceDefinition): TypeRef {
  let found = types.get(definition);
  if (found === undefined) {
    const { custom, group, version, kind } = definition;
    const schema = custom === undefined ? structureOf(group, version, kind) : withTypeFields(custom.openApiSchema);
    found = schema === undefined ? (): typeof deducedAtom => deducedAtom : typeOfSchema(schema);
    types.set(definition, found);
  }
  return found;
}

/** Returns the resource of a call in another version. */
function inVersion({ context, definition }: Call, apiVersion: string): ResourceDefinition | undefined {
  if (apiVersion === apiVersionOf(definition)) return definition;
  const slash = apiVersion.indexOf('/');
  const found = context.registry.get(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), definition.plural);
  return found?.storage === definition.storage ? found : undefined;
}

/** Returns the inputs of field management for a call. */
export function ownershipOf(call: Call): FieldManagerScope {
  const { definition, context, info } = call;
  const { kind } = definition;
  return {
    apiVersion: apiVersionOf(definition),
    kind,
    subresource: info.subresource,
    typeOf: (apiVersion) => {
      const found = inVersion(call, apiVersion);
      return found && typeOfDefinition(found);
    },
    convert: (object, apiVersion) => {
      const from = inVersion(call, object.apiVersion) ?? definition;
      const to = inVersion(call, apiVersion);
      return to === undefined ? object : clone(present(to, toStored(from, clone(object))));
    },
    reset: (_apiVersion, set) => withoutReset(definition, info.subresource, set),
    newObject: () => newObjectOf(definition),
    now: () => printTime(context.clock.now()),
    refuse: newPlainError,
  };
}

function newObjectOf(definition: ResourceDefinition): ApiObject {
  const { group, version, kind, custom } = definition;
  const object: ApiObject = { apiVersion: apiVersionOf(definition), kind, metadata: {} };
  const schema = custom === undefined ? structureOf(group, version, kind) : undefined;
  if (schema !== undefined) fillAlwaysPresent(object, schema);
  return object;
}

/** Fields that a write of the status resets in addition to the desired state, by the name of the collection. */
const resetByStatus: Readonly<Record<string, readonly string[]>> = {
  'deployments.apps': ['spec', 'metadata.labels'],
  pods: ['spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences'],
  'certificatesigningrequests.certificates.k8s.io': ['spec', 'status.conditions'],
  'validatingadmissionpolicies.admissionregistration.k8s.io': ['spec', 'metadata'],
  'flowschemas.flowcontrol.apiserver.k8s.io': ['spec', 'metadata'],
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': ['spec', 'metadata'],
  'servicecidrs.networking.k8s.io': ['spec', 'metadata'],
  'resourceclaims.resource.k8s.io': ['spec', 'metadata'],
  'volumeattachments.storage.k8s.io': ['spec', 'metadata'],
};

/** Fields that single subresources write exclusively, or reset. */
const bySubresource: Readonly<Record<string, { readonly only?: string; readonly reset?: readonly string[] }>> = {
  'pods/ephemeralcontainers': { only: 'spec.ephemeralContainers' },
  'pods/resize': { only: 'spec.containers' },
  'namespaces/finalize': { reset: ['status'] },
  'certificatesigningrequests/approval': { reset: ['spec', 'status.certificate'] },
};

function pathOf(dotted: string): Path {
  return dotted.split('.').map(fieldElement);
}

function withoutReset(definition: ResourceDefinition, subresource: string, set: FieldSet): FieldSet {
  const special = bySubresource[`${definition.plural}/${subresource}`];
  if (special?.only !== undefined) return onlyBelow(set, pathOf(special.only));
  const reset = special?.reset ?? resetOf(definition, subresource);
  return reset.length === 0 ? set : difference(set, setOf(...reset.map(pathOf)), true);
}

function resetOf({ custom, strategy, storage }: ResourceDefinition, subresource: string): readonly string[] {
  if (subresource === 'status') return custom === undefined ? (resetByStatus[storage] ?? ['spec']) : ['metadata', 'spec'];
  if (storage === 'certificatesigningrequests.certificates.k8s.io') return ['spec', 'status'];
  return subresource === '' && strategy.statusSubresource ? ['status'] : [];
}

/** Returns the members of a set at, above or below a path. */
function onlyBelow(set: FieldSet, path: Path): FieldSet {
  const [first, ...rest] = path;
  if (first === undefined) return set;
  const result = emptySet();
  const member = set.members.get(first.text);
  const child = set.children.get(first.text);
  if (member !== undefined) result.members.set(first.text, member);
  if (child !== undefined) result.children.set(first.text, { element: first, set: onlyBelow(child.set, rest) });
  return result;
}

/** Returns the writer of a request: the field manager that it names, or the program in its user agent. */
export function managerOf({ request }: Call, query: WriteQuery): string {
  if (query.fieldManager !== '') return query.fieldManager;
  const program = (request.headers['user-agent'] ?? '').split('/')[0] ?? '';
  let name = '';
  for (const character of program) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) continue;
    if (Buffer.byteLength(name + character) > 128) break;
    name += character;
  }
  return name;
}

/**
 * Records the owners of fields in an object, after the server has set its own fields. `live` is the replaced object, or undefined
 * for a new one. Writes that the server initiates are not recorded.
 */
export function recordOwner(call: Call, live: ApiObject | undefined, object: ApiObject, query: WriteQuery): void {
  if (call.request.method === '') return;
  call.definition.strategy.setDefaults?.(object);
  call.definition.custom?.setDefaults(object);
  trackUpdate(ownershipOf(call), live, object, managerOf(call, query));
}
