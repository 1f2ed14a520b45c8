import { fieldInvalid, type FieldError } from 'kube-client-runtime/errors';
import { goTypeOf } from 'kube-client-runtime/internal';
import { at, clone, deepEqual, isObject, type JsonValue } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { CustomVersion, ResourceDefinition, Strategy, Subresource } from '../resources/definition.js';
import { subdomainRule } from '../resources/names.js';
import { compareVersions } from '../resources/registry.js';
import { applyDefaults, fillDefaults } from '../schema/defaults.js';
import { prune } from '../schema/prune.js';
import { parseSchema, someNode, type Schema } from '../schema/schema.js';
import { checkEmbedded, checkLists } from '../schema/structure-rules.js';
import { validateValue } from '../schema/validate.js';
import type { Crd, CrdScale, CrdVersion } from './crd.js';

const readWrite: readonly string[] = ['get', 'patch', 'update'];
const customVerbs: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** Returns the served versions of a custom resource as definitions, most preferred first. */
export function customDefinitions(crd: Crd): ResourceDefinition[] {
  const customs = new Map(crd.versions.map((version) => [version.name, customVersion(crd, version)]));
  const stored = crd.versions.find((version) => version.storage)?.name ?? '';
  return crd.versions
    .filter((version) => version.served)
    .sort((a, b) => compareVersions(a.name, b.name))
    .flatMap((version) => {
      const custom = customs.get(version.name);
      return custom === undefined
        ? []
        : [definitionOf(crd, version, custom, { name: stored, custom: customs.get(stored) ?? custom })];
    });
}

/** The version in which objects are stored. */
interface Stored {
  readonly name: string;
  readonly custom: CustomVersion;
}

function definitionOf(crd: Crd, version: CrdVersion, custom: CustomVersion, stored: Stored): ResourceDefinition {
  const { group, names } = crd;
  const { plural, kind } = names;
  const subresources: Subresource[] = [];
  if (version.status) subresources.push({ name: 'status', type: 'status', verbs: readWrite, kind });
  if (version.scale) {
    subresources.push({ name: 'scale', type: 'scale', verbs: readWrite, kind: 'Scale', group: 'autoscaling', version: 'v1' });
  }
  return {
    group,
    version: version.name,
    kind,
    listKind: names.listKind,
    plural,
    singular: names.singular,
    namespaced: crd.scope === 'Namespaced',
    shortNames: names.shortNames,
    categories: names.categories,
    verbs: customVerbs,
    subresources,
    ...(version.scale && { scale: scalePaths(version.scale) }),
    strategy: strategyOf(version),
    storage: `${plural}.${group}`,
    storagePrefix: `/registry/${group}/${plural}/`,
    storageVersion: `${group}/${stored.name}`,
    ...(stored.custom !== custom && { convert: conversionOf(custom, stored.custom) }),
    custom,
  };
}

/**
 * Returns the conversion from one version to another. It changes only `apiVersion`. Fields that the other version does not
 * specify are lost, and only the storage version sets defaults.
 */
function conversionOf(custom: CustomVersion, stored: CustomVersion): NonNullable<ResourceDefinition['convert']> {
  return {
    toStorage: (object) => {
      stored.prune(object);
      return object;
    },
    fromStorage: (object) => {
      const copy = clone(object);
      stored.setDefaults(copy);
      custom.prune(copy);
      return copy;
    },
  };
}

function pathOf(jsonPath: string): string[] {
  return jsonPath.split('.').filter((part) => part !== '');
}

function scalePaths(scale: CrdScale): NonNullable<ResourceDefinition['scale']> {
  return {
    specReplicas: pathOf(scale.specReplicasPath),
    statusReplicas: pathOf(scale.statusReplicasPath),
    ...(scale.labelSelectorPath !== '' && { selector: pathOf(scale.labelSelectorPath) }),
  };
}

function strategyOf(version: CrdVersion): Strategy {
  const fields = version.selectableFields.map((jsonPath) => {
    const path = pathOf(jsonPath);
    return [path.join('.'), (object: ApiObject) => printScalar(at(object, ...path))] as const;
  });
  return {
    nameRule: subdomainRule,
    allowUnconditionalUpdate: false,
    garbagePolicy: 'background',
    generation: true,
    statusSubresource: version.status,
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
  };
}

function printScalar(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Returns the schema of a version. The root always has the type of an object, since the server has its own rules for it. */
function rootSchema(version: CrdVersion): Schema {
  const schema = parseSchema(version.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true });
  const properties = new Map([...schema.properties].filter(([name]) => name !== 'apiVersion' && name !== 'kind'));
  return { ...schema, properties };
}

function customVersion(crd: Crd, version: CrdVersion): CustomVersion {
  // Parsed on first use. A test that installs hundreds of definitions uses few of them.
  let parsed: { readonly schema: Schema; readonly hasDefaults: boolean; readonly hasRules: boolean } | undefined;
  const get = (): NonNullable<typeof parsed> => {
    if (parsed === undefined) {
      const schema = rootSchema(version);
      parsed = {
        schema,
        hasDefaults: someNode(schema, (node) => node.default !== undefined),
        hasRules: someNode(schema, (node) => node.hasRules),
      };
    }
    return parsed;
  };
  const { deprecationWarning } = version;
  const standardWarning = `${crd.group}/${version.name} ${crd.names.kind} is deprecated${insteadOf(crd, version)}`;
  return {
    ...(version.deprecated && { deprecationWarning: deprecationWarning ?? standardWarning }),
    prune: (object) => prune(object, get().schema),
    setDefaults: (object, keepNulls = false) => (keepNulls ? fillDefaults : applyDefaults)(object, get().schema),
    validate: (object, old, part) => validateCustom(object, old, get().schema, version, part),
    get hasRules() {
      return get().hasRules;
    },
    openApiSchema: version.schema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
}

/** Returns the advice to use the newest version that is newer and not deprecated. */
function insteadOf(crd: Crd, version: CrdVersion): string {
  const newer = crd.versions
    .filter(({ served, deprecated, name }) => served && !deprecated && compareVersions(name, version.name) < 0)
    .map(({ name }) => name)
    .sort(compareVersions)[0];
  return newer === undefined ? '' : `; use ${crd.group}/${newer} ${crd.names.kind}`;
}

function validateCustom(
  object: ApiObject,
  old: ApiObject | undefined,
  schema: Schema,
  version: CrdVersion,
  part: 'main' | 'status',
): FieldError[] {
  const all = (subject: ApiObject): FieldError[] =>
    part === 'status' ? statusFaults(subject, schema, version) : wholeFaults(subject, schema, version);
  const faults = all(object);
  if (old === undefined || faults.length === 0) return faults;
  // Unchanged invalid values are accepted, so that a stricter schema does not lock objects.
  const before = all(old);
  return faults.filter((fault) => !before.some((other) => isSame(fault, other)) || !isUntouched(fault, object, old));
}

function isSame(a: FieldError, b: FieldError): boolean {
  return a.type === b.type && a.field === b.field && a.detail === b.detail;
}

/** Whether the value of an error is unchanged. */
function isUntouched(fault: FieldError, object: ApiObject, old: ApiObject): boolean {
  const path = fault.field === '<nil>' ? [] : fault.field.split(/[.[\]]/).filter((part) => part !== '');
  const owner = fault.type === 'FieldValueRequired' ? path.slice(0, -1) : path;
  if (owner.length === 0) {
    const { metadata: _new, ...now } = object;
    const { metadata: _old, ...then } = old;
    return deepEqual(now, then);
  }
  return deepEqual(valueAt(object, owner), valueAt(old, owner));
}

function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (isObject(current)) current = Object.hasOwn(current, part) ? current[part] : undefined;
    else return undefined;
  }
  return current;
}

function wholeFaults(object: ApiObject, schema: Schema, version: CrdVersion): FieldError[] {
  const { metadata: _metadata, ...rest } = object;
  return [
    ...validateValue(object, schema),
    ...(version.scale === undefined
      ? []
      : [...specReplicasFaults(object, version.scale), ...statusReplicasFaults(object, version.scale)]),
    ...checkEmbedded(rest, schema),
    ...checkLists(rest, schema),
  ];
}

function statusFaults(object: ApiObject, schema: Schema, version: CrdVersion): FieldError[] {
  const { status } = object;
  const statusSchema = schema.properties.get('status');
  if (status === undefined || statusSchema === undefined) return [];
  return [
    ...validateValue(status, statusSchema, 'status'),
    ...(version.scale === undefined ? [] : statusReplicasFaults(object, version.scale)),
    ...checkEmbedded(status, statusSchema, 'status'),
    ...checkLists(status, statusSchema, 'status'),
  ];
}

function specReplicasFaults(object: ApiObject, { specReplicasPath }: CrdScale): FieldError[] {
  return replicasFaults(object, specReplicasPath);
}

function statusReplicasFaults(object: ApiObject, { statusReplicasPath, labelSelectorPath }: CrdScale): FieldError[] {
  const selector = labelSelectorPath === '' ? [] : selectorFaults(object, labelSelectorPath);
  return [...replicasFaults(object, statusReplicasPath), ...selector];
}

function replicasFaults(object: ApiObject, path: string): FieldError[] {
  const found = nested(object, path);
  if (found.fault !== undefined) return [fieldInvalid(path, 0, found.fault)];
  const { value } = found;
  if (value === undefined) return [];
  if (typeof value !== 'number' || !Number.isInteger(value)) return [fieldInvalid(path, 0, notA('int64', path, value))];
  if (value < 0) return [fieldInvalid(path, value, 'should be a non-negative integer')];
  return value > 2147483647 ? [fieldInvalid(path, value, 'should be less than or equal to 2147483647')] : [];
}

function selectorFaults(object: ApiObject, path: string): FieldError[] {
  const found = nested(object, path);
  if (found.fault !== undefined) return [fieldInvalid(path, '', found.fault)];
  if (found.value === undefined || typeof found.value === 'string') return [];
  return [fieldInvalid(path, '', notA('string', path, found.value))];
}

/** Returns the value at a path, or the error that the path leads through a value that is not an object. */
function nested(object: ApiObject, path: string): { readonly value?: JsonValue | undefined; readonly fault?: string } {
  let value: JsonValue | undefined = object;
  for (const part of pathOf(path)) {
    if (value === undefined || value === null) return {};
    if (!isObject(value)) return { fault: notA('map[string]interface {}', path, value) };
    value = Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return { value };
}

function notA(wanted: string, path: string, value: JsonValue): string {
  return `${path} accessor error: ${JSON.stringify(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`;
}
