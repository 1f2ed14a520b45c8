import {
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooMany,
} from 'kube-client-runtime/errors';
import { type JsonValue, at, isString, stringsOf } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { isDns1035Label, isDns1123Subdomain } from '../resources/names.js';
import { type Schema, parseSchema } from '../schema/schema.js';
import { type Crd, type CrdColumn, type CrdScale, type CrdVersion, readCrd } from './crd.js';
import { conversionFaults } from './validate-conversion.js';
import { validateDefaults, validateSchema } from './validate-schema.js';

/**
 * Returns the errors of a CustomResourceDefinition, in the server's words.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function validateCrd(object: ApiObject): FieldError[] {
  const crd = readCrd(object);
  return [
    ...ownNameFaults(object, crd),
    ...groupFaults(crd.group),
    ...scopeFaults(crd.scope),
    ...versionsFaults(crd, at(object, 'spec', 'versions') ?? []),
    ...nameFaults(crd),
    ...sharedFaults(crd),
    ...conversionFaults(object),
    ...storedVersionFaults(object, crd),
    ...approvalFaults(object, crd.group),
    ...(at(object, 'spec', 'preserveUnknownFields') === true
      ? [
          fieldInvalid(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ];
}

function ownNameFaults({ metadata }: ApiObject, { names, group }: Crd): FieldError[] {
  const wanted = `${names.plural}.${group}`;
  return (['generateName', 'name'] as const).flatMap((field) => {
    const given = metadata[field] ?? '';
    const isGood = given === '' || given === wanted;
    return isGood ? [] : [fieldInvalid(`metadata.${field}`, given, 'must be spec.names.plural+"."+spec.group')];
  });
}

/** Returns the errors of a changed definition. */
export function validateCrdUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  const now = readCrd(object);
  const before = readCrd(old);
  const faults: FieldError[] = [];
  const immutable = (field: string, value: string, was: string): void => {
    if (value !== was) faults.push(fieldInvalid(field, value, 'field is immutable'));
  };
  if (isEstablished(old)) {
    immutable('spec.scope', now.scope, before.scope);
    immutable('spec.names.kind', now.names.kind, before.names.kind);
  }
  immutable('spec.group', now.group, before.group);
  immutable('spec.names.plural', now.names.plural, before.names.plural);
  return faults;
}

/** Whether a definition is established. */
export function isEstablished(object: ApiObject): boolean {
  const conditions = at(object, 'status', 'conditions');
  if (!Array.isArray(conditions)) return false;
  return conditions.some((condition) => at(condition, 'type') === 'Established' && at(condition, 'status') === 'True');
}

function groupFaults(group: string): FieldError[] {
  if (group === '') return [fieldRequired('spec.group')];
  const faults = isDns1123Subdomain(group);
  if (faults.length > 0) return [fieldInvalid('spec.group', group, faults.join(','))];
  return group.includes('.') ? [] : [fieldInvalid('spec.group', group, 'should be a domain with at least one dot')];
}

function scopeFaults(scope: string): FieldError[] {
  if (scope === '') return [fieldRequired('spec.scope')];
  return scope === 'Cluster' || scope === 'Namespaced' ? [] : [fieldNotSupported('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

/** Determines which parts all versions have in common. A real server stores such a part once, and reports its errors there. */
function sharedParts({ versions }: Crd): Readonly<Record<'schema' | 'scale' | 'selectableFields' | 'columns', boolean>> {
  const alike = (part: (version: CrdVersion) => unknown): boolean => {
    const [first, ...others] = versions.map((version) => JSON.stringify(part(version)));
    return others.every((other) => other === first);
  };
  return {
    schema: alike(({ schema }) => schema),
    scale: alike(({ scale, status }) => [scale, status]),
    selectableFields: alike(({ selectableFields }) => selectableFields),
    columns: alike(({ columns }) => columns),
  };
}

function sharedFaults(crd: Crd): FieldError[] {
  const [version] = crd.versions;
  if (version === undefined) return [];
  const shared = sharedParts(crd);
  // The server also stores the name of the first version separately.
  const nameErrors = version.name === '' ? [] : isDns1035Label(version.name);
  return [
    ...(nameErrors.length > 0 ? [fieldInvalid('spec.version', version.name, nameErrors.join(','))] : []),
    ...(shared.columns ? columnFaults(version.columns, 'spec') : []),
    ...(shared.schema ? versionSchemaFaults(version, 'spec.validation') : []),
    ...(shared.scale ? versionScaleFaults(version, 'spec.subresources') : []),
    ...(shared.selectableFields ? versionSelectableFaults(version, 'spec') : []),
  ];
}

function versionsFaults(crd: Crd, document: JsonValue): FieldError[] {
  const faults: FieldError[] = [];
  const shared = sharedParts(crd);
  crd.versions.forEach((version, index) => {
    if (version.schema === undefined) faults.push(fieldRequired(`spec.versions[${index}].schema.openAPIV3Schema`));
  });
  crd.versions.forEach((version, index) => {
    const path = `spec.versions[${index}]`;
    const nameErrors = isDns1035Label(version.name);
    if (nameErrors.length > 0) faults.push(fieldInvalid(`${path}.name`, version.name, nameErrors.join(',')));
    faults.push(...deprecationFaults(version, path));
    if (!shared.schema) faults.push(...versionSchemaFaults(version, `${path}.schema`));
    if (!shared.columns) faults.push(...columnFaults(version.columns, path));
    if (!shared.scale) faults.push(...versionScaleFaults(version, `${path}.subresources`));
    if (!shared.selectableFields) faults.push(...versionSelectableFaults(version, path));
  });
  const names = crd.versions.map((version) => version.name);
  if (new Set(names).size !== names.length)
    faults.push(fieldInvalid('spec.versions', document, 'must contain unique version names'));
  if (crd.versions.filter((version) => version.storage).length !== 1) {
    faults.push(fieldInvalid('spec.versions', document, 'must have exactly one version marked as storage version'));
  }
  return faults;
}

const columnTypes: readonly string[] = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats: readonly string[] = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function columnFaults(columns: readonly CrdColumn[], path: string): FieldError[] {
  return columns.flatMap(({ name, type, format, jsonPath }, index) => {
    const where = `${path}.additionalPrinterColumns[${index}]`;
    const faults: FieldError[] = [];
    if (name === '') faults.push(fieldRequired(`${where}.name`));
    const oneOf = `must be one of ${columnTypes.join(',')}`;
    if (type === '') faults.push(fieldRequired(`${where}.type`, oneOf));
    else if (!columnTypes.includes(type)) faults.push(fieldInvalid(`${where}.type`, type, oneOf));
    if (format !== '' && !columnFormats.includes(format)) {
      faults.push(fieldInvalid(`${where}.format`, format, `must be one of ${columnFormats.join(',')}`));
    }
    if (jsonPath === '') faults.push(fieldRequired(`${where}.JSONPath`));
    else if (!jsonPath.startsWith('.')) {
      faults.push(fieldInvalid(`${where}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
    }
    return faults;
  });
}

const rootFields: readonly string[] = [
  'description',
  'type',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
];

/** The names of allowed root fields, as the message lists them. */
const rootFieldNames =
  '[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]';

function deprecationFaults(version: CrdVersion, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const { deprecationWarning } = version;
  if (deprecationWarning !== undefined) {
    const where = `${path}.deprecationWarning`;
    if (!version.deprecated) faults.push(fieldInvalid(where, deprecationWarning, 'can only be set for deprecated versions'));
    else if (deprecationWarning === '') faults.push(fieldInvalid(where, '', 'must not be an empty string'));
    else if (deprecationWarning.length > 256)
      faults.push(fieldInvalid(where, deprecationWarning, 'must be <= 256 characters long'));
  }
  return faults;
}

function versionSchemaFaults({ schema, status }: CrdVersion, path: string): FieldError[] {
  return schema === undefined ? [] : schemaFaults(schema, status, `${path}.openAPIV3Schema`);
}

function versionScaleFaults({ scale }: CrdVersion, path: string): FieldError[] {
  return scale === undefined ? [] : scaleFaults(scale, `${path}.scale`);
}

function versionSelectableFaults({ selectableFields, schema }: CrdVersion, path: string): FieldError[] {
  if (selectableFields.length === 0 || schema === undefined) return [];
  return selectableFaults(selectableFields, parseSchema(schema), `${path}.selectableFields`);
}

function schemaFaults(document: NonNullable<CrdVersion['schema']>, status: boolean, path: string): FieldError[] {
  const schema = parseSchema(document);
  const faults: FieldError[] = [];
  if (status) {
    if (schema.type !== 'object' && schema.type !== '') {
      const detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      faults.push(fieldInvalid(`${path}.type`, schema.type, detail));
    }
    if (Object.keys(document).some((name) => !rootFields.includes(name))) {
      const detail = `only ${rootFieldNames} fields are allowed at the root of the schema if the status subresource is enabled`;
      faults.push(fieldInvalid(path, document, detail));
    }
  }
  if (schema.nullable) faults.push(fieldForbidden(`${path}.nullable`, 'nullable cannot be true at the root'));
  const structure = validateSchema(schema, path);
  return [...faults, ...structure, ...(structure.length === 0 ? validateDefaults(schema, path) : [])];
}

function scaleFaults(scale: CrdScale, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const check = (name: string, value: string, prefixes: readonly string[], words: string): void => {
    const where = `${path}.${name}`;
    if (!value.startsWith('.')) faults.push(fieldInvalid(where, value, 'must be a simple json path starting with .'));
    else if (!prefixes.some((prefix) => value.startsWith(prefix)))
      faults.push(fieldInvalid(where, value, `should be a json path under ${words}`));
  };
  if (scale.specReplicasPath === '') faults.push(fieldRequired(`${path}.specReplicasPath`));
  else check('specReplicasPath', scale.specReplicasPath, ['.spec.'], '.spec');
  if (scale.statusReplicasPath === '') faults.push(fieldRequired(`${path}.statusReplicasPath`));
  else check('statusReplicasPath', scale.statusReplicasPath, ['.status.'], '.status');
  if (scale.labelSelectorPath !== '') {
    check('labelSelectorPath', scale.labelSelectorPath, ['.spec.', '.status.'], 'either .spec or .status');
  }
  return faults;
}

const mostSelectableFields = 8;

function selectableFaults(paths: readonly string[], schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const seen = new Set<string>();
  paths.forEach((jsonPath, index) => {
    const where = `${path}[${index}].jsonPath`;
    if (jsonPath === '') {
      faults.push(fieldRequired(where));
      return;
    }
    const parts = jsonPath.split('.').slice(1);
    let node: Schema | undefined = schema;
    for (const part of parts) node = node?.properties.get(part);
    if (node === undefined) {
      faults.push(fieldInvalid(where, jsonPath, `is an invalid path: does not refer to a valid field`));
    } else {
      if (parts[0] === 'metadata') faults.push(fieldInvalid(where, jsonPath, 'must not point to fields in metadata'));
      if (!['string', 'boolean', 'integer'].includes(node.type)) {
        const detail =
          'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
        faults.push(fieldInvalid(where, jsonPath, detail));
      }
    }
    if (seen.has(jsonPath)) faults.push({ type: 'FieldValueDuplicate', field: where, badValue: jsonPath });
    seen.add(jsonPath);
  });
  if (seen.size > mostSelectableFields) faults.push(fieldTooMany(path, seen.size, mostSelectableFields));
  return faults;
}

function nameFaults({ names }: Crd): FieldError[] {
  const faults: FieldError[] = [];
  for (const name of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (names[name] === '') faults.push(fieldRequired(`spec.names.${name}`));
  }
  for (const name of ['plural', 'singular'] as const) {
    const errors = isDns1035Label(names[name]);
    if (names[name] !== '' && errors.length > 0) faults.push(fieldInvalid(`spec.names.${name}`, names[name], errors.join(',')));
  }
  for (const name of ['kind', 'listKind'] as const) {
    const errors = isDns1035Label(names[name].toLowerCase());
    if (names[name] !== '' && errors.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${errors.join(',')}`;
      faults.push(fieldInvalid(`spec.names.${name}`, names[name], detail));
    }
  }
  const each = (field: string, values: readonly string[]): void => {
    values.forEach((value, index) => {
      const errors = isDns1035Label(value);
      if (errors.length > 0) faults.push(fieldInvalid(`spec.names.${field}[${index}]`, value, errors.join(',')));
    });
  };
  each('shortNames', names.shortNames);
  if (names.kind !== '' && names.kind === names.listKind) {
    faults.push(fieldInvalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same'));
  }
  each('categories', names.categories);
  return faults;
}

function storedVersionFaults(object: ApiObject, crd: Crd): FieldError[] {
  const path = 'status.storedVersions';
  const stored = stringsOf(at(object, 'status', 'storedVersions'));
  if (stored.length === 0) return [fieldInvalid(path, null, 'must have at least one stored version')];
  const faults: FieldError[] = [];
  for (const version of crd.versions) {
    if (version.storage && !stored.includes(version.name)) {
      faults.push(fieldInvalid(path, stored, `must have the storage version ${version.name}`));
    }
  }
  stored.forEach((name, index) => {
    if (crd.versions.some((version) => version.name === name)) return;
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    faults.push(fieldInvalid(`${path}[${index}]`, name, detail));
  });
  return faults;
}

const approvedAnnotation = 'api-approved.kubernetes.io';
const approvalGuide = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** The state of the approval annotation of a protected group. */
export type Approval = 'unprotected' | 'missing' | 'invalid' | 'approved' | 'bypassed';

/** Returns the state of the approval annotation. */
export function approvalOf(object: ApiObject, group: string): Approval {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return 'unprotected';
  const value = object.metadata.annotations?.[approvedAnnotation] ?? '';
  if (value === '') return 'missing';
  if (value.startsWith('unapproved')) return 'bypassed';
  return URL.canParse(value) && new URL(value).host !== '' ? 'approved' : 'invalid';
}

function approvalFaults(object: ApiObject, group: string): FieldError[] {
  const path = `metadata.annotations[${approvedAnnotation}]`;
  const must = `protected groups must have approval annotation ${JSON.stringify(approvedAnnotation)}`;
  switch (approvalOf(object, group)) {
    case 'missing':
      return [fieldRequired(path, `${must}, ${approvalGuide}`)];
    case 'invalid': {
      const value = object.metadata.annotations?.[approvedAnnotation];
      const detail = `${must} with either a URL or a reason starting with "unapproved", ${approvalGuide}`;
      return [fieldInvalid(path, isString(value) ? value : '', detail)];
    }
    default:
      return [];
  }
}
