import { clone, isObject, setField, type JsonObject } from '../json/json.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import { metaPackage, refTo } from './meta-schemas.js';

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Groups whose Go types live in another package than those of other built-in groups. */
const packages: Readonly<Record<string, string>> = {
  '': 'io.k8s.api.core',
  'apiextensions.k8s.io': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  'apiregistration.k8s.io': 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};

/** Returns the name of a kind's schema. Built-in kinds use their Go package, custom kinds their reversed group. */
export function schemaName({ group, version, kind }: Kind, custom: boolean): string {
  const prefix = custom ? group.split('.').reverse().join('.') : (packages[group] ?? `io.k8s.api.${group.split('.')[0] ?? ''}`);
  return `${prefix}.${version}.${kind}`;
}

/** Returns the kind of a subresource's response. */
export function subresourceKind(definition: ResourceDefinition, subresource: Subresource): Kind {
  return {
    group: subresource.group ?? definition.group,
    version: subresource.version ?? definition.version,
    kind: subresource.kind,
  };
}

function kindExtension({ group, version, kind }: Kind): JsonObject {
  return { 'x-kubernetes-group-version-kind': [{ group, kind, version }] };
}

/** Returns the extension for selectable fields of a custom kind. A real server states it for the list too. */
function selectableExtension({ custom, strategy }: ResourceDefinition): JsonObject {
  const fields = custom === undefined ? [] : Object.keys(strategy.fields ?? {});
  return fields.length === 0 ? {} : { 'x-kubernetes-selectable-fields': fields.map((fieldPath) => ({ fieldPath })) };
}

const typeFields: JsonObject = { apiVersion: { type: 'string' }, kind: { type: 'string' } };
const objectMeta: JsonObject = { allOf: [refTo(`${metaPackage}.ObjectMeta`)] };

/**
 * Returns the schema of a resource's objects. For built-in kinds without a known structure it has only the fields that every
 * object has.
 */
export function kindSchema(definition: ResourceDefinition): JsonObject {
  const { custom } = definition;
  if (custom === undefined) return openSchema(definition, definition.strategy.statusSubresource);
  const schema = withMetadata(clone(custom.openApiSchema));
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return {
    ...schema,
    type: 'object',
    properties: { ...properties, ...typeFields, metadata: objectMeta },
    ...kindExtension(definition),
    ...selectableExtension(definition),
  };
}

/** Adds the fields of API objects to embedded resources. Writes to the node. */
function withMetadata(node: JsonObject): JsonObject {
  const properties = node['properties'];
  if (isObject(properties)) {
    for (const [name, below] of Object.entries(properties)) if (isObject(below)) setField(properties, name, withMetadata(below));
  }
  for (const name of ['items', 'additionalProperties']) {
    const below = node[name];
    if (isObject(below)) withMetadata(below);
  }
  if (node['x-kubernetes-int-or-string'] === true && node['anyOf'] === undefined && node['allOf'] === undefined) {
    node['anyOf'] = [{ type: 'integer' }, { type: 'string' }];
  }
  if (node['x-kubernetes-embedded-resource'] === true) {
    node['properties'] = { ...(isObject(properties) ? properties : {}), ...typeFields, metadata: objectMeta };
  }
  return node;
}

function openSchema(kind: Kind, hasStatus: boolean): JsonObject {
  const open: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    type: 'object',
    properties: {
      ...typeFields,
      metadata: { ...objectMeta, default: {} },
      ...(hasStatus && { spec: open, status: open }),
    },
    'x-kubernetes-preserve-unknown-fields': true,
    ...kindExtension(kind),
  };
}

/** Returns the schema of a subresource's own kind. */
export function subresourceSchema(kind: Kind): JsonObject {
  if (kind.kind !== 'Scale') return openSchema(kind, true);
  const int32: JsonObject = { type: 'integer', format: 'int32' };
  return {
    type: 'object',
    properties: {
      ...typeFields,
      metadata: { ...objectMeta, default: {} },
      spec: { type: 'object', properties: { replicas: int32 } },
      status: { type: 'object', properties: { replicas: int32, selector: { type: 'string' } }, required: ['replicas'] },
    },
    ...kindExtension(kind),
  };
}

/** Returns the schema of a resource's list. */
export function listSchema(definition: ResourceDefinition): JsonObject {
  const { group, version, listKind } = definition;
  const item = refTo(schemaName(definition, definition.custom !== undefined));
  return {
    type: 'object',
    properties: {
      ...typeFields,
      items: { type: 'array', items: definition.custom === undefined ? { allOf: [item], default: {} } : item },
      metadata: { allOf: [refTo(`${metaPackage}.ListMeta`)], ...(definition.custom === undefined && { default: {} }) },
    },
    required: ['items'],
    ...kindExtension({ group, version, kind: listKind }),
    ...selectableExtension(definition),
  };
}
