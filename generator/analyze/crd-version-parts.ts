import type { DocumentPath } from '../model/diagnostic.js';
import { memberFaults, notA } from './crd-keywords.js';
import type { SchemaFault } from './crd-keywords.js';
import { quote } from './crd-names.js';
import { arrayMember, at, isObject, member, stringMember } from './json.js';
import type { JsonObject } from './json.js';

/** Returns the parts of a version, its schema aside, for which an API server refuses the definition. */
export function versionFaults(version: JsonObject, path: DocumentPath): SchemaFault[] {
  const types = { deprecated: 'boolean', deprecationWarning: 'text', subresources: 'object', schema: 'object' } as const;
  return [
    ...memberFaults(version, types, path),
    ...rootFaults(version, [...path, 'schema', 'openAPIV3Schema']),
    ...warningFaults(version, [...path, 'deprecationWarning']),
    ...subresourceFaults(member(version, 'subresources'), [...path, 'subresources']),
    ...columnFaults(member(version, 'additionalPrinterColumns'), [...path, 'additionalPrinterColumns']),
    ...selectableFaults(version, [...path, 'selectableFields']),
  ];
}

/** The keywords that the root of a schema may have if there is a status subresource. */
const rootKeywords: ReadonlySet<string> = new Set([
  'description',
  'example',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'externalDocs',
  'format',
  'items',
  'maxItems',
  'maxLength',
  'maximum',
  'minItems',
  'minLength',
  'minimum',
  'multipleOf',
  'pattern',
  'properties',
  'required',
  'title',
  'type',
  'uniqueItems',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);

function rootFaults(version: JsonObject, path: DocumentPath): SchemaFault[] {
  const root = at(version, 'schema', 'openAPIV3Schema');
  if (!isObject(at(version, 'subresources', 'status')) || !isObject(root)) return [];
  return Object.entries(root).flatMap(([keyword, value]) => {
    const isSet = value !== null && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
    if (!isSet || rootKeywords.has(keyword)) return [];
    return [{ path: [...path, keyword], what: 'is not allowed at the root beside a status subresource' }];
  });
}

function warningFaults(version: JsonObject, path: DocumentPath): SchemaFault[] {
  const warning = stringMember(version, 'deprecationWarning');
  if (warning === undefined) return [];
  if (warning === '') return [{ path, what: 'is empty' }];
  if (warning.length > 256) return [{ path, what: 'is longer than 256 characters' }];
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(warning) ? [{ path, what: 'holds a character that cannot be printed' }] : [];
}

function subresourceFaults(subresources: unknown, path: DocumentPath): SchemaFault[] {
  if (!isObject(subresources)) return [];
  const faults = memberFaults(subresources, { status: 'object', scale: 'object' }, path);
  const scale = member(subresources, 'scale');
  if (!isObject(scale)) return faults;
  faults.push(...memberFaults(scale, { labelSelectorPath: 'text' }, [...path, 'scale']));
  const selector = stringMember(scale, 'labelSelectorPath') ?? '';
  if (selector !== '' && !/^\.(spec|status)\./.test(selector)) {
    faults.push({
      path: [...path, 'scale', 'labelSelectorPath'],
      what: `is ${quote(selector)}, and must be a path below .spec or .status`,
    });
  }
  return faults;
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function columnFaults(columns: unknown, path: DocumentPath): SchemaFault[] {
  if (columns === undefined || columns === null) return [];
  if (!Array.isArray(columns)) return [{ path, what: notA(columns, 'a list') }];
  return columns.flatMap((column: unknown, index) => {
    const where = [...path, index];
    if (!isObject(column)) return [{ path: where, what: notA(column, 'an object') }];
    const text = { name: 'text', type: 'text', format: 'text', description: 'text', jsonPath: 'text' } as const;
    const faults = memberFaults(column, { ...text, priority: 'integer' }, where);
    const fault = (field: string, what: string): void => void faults.push({ path: [...where, field], what });
    for (const field of ['name', 'type', 'jsonPath']) if ((member(column, field) ?? '') === '') fault(field, 'is missing');
    const [type, format, jsonPath] = ['type', 'format', 'jsonPath'].map((field) => stringMember(column, field) ?? '');
    if (type && !columnTypes.includes(type)) fault('type', `is ${quote(type)}, and must be one of ${columnTypes.join(', ')}`);
    if (format && !columnFormats.includes(format))
      fault('format', `is ${quote(format)}, and must be one of ${columnFormats.join(', ')}`);
    if (jsonPath && !jsonPath.startsWith('.')) fault('jsonPath', `is ${quote(jsonPath)}, and must begin with a dot`);
    return faults;
  });
}

const mostSelectableFields = 8;

function selectableFaults(version: JsonObject, path: DocumentPath): SchemaFault[] {
  const fields = member(version, 'selectableFields');
  if (fields === undefined || fields === null) return [];
  if (!Array.isArray(fields)) return [{ path, what: notA(fields, 'a list') }];
  const seen = new Set<string>();
  const faults = fields.flatMap((field: unknown, index): SchemaFault[] => {
    const where = [...path, index, 'jsonPath'];
    const text = stringMember(field, 'jsonPath') ?? '';
    if (text === '') return [{ path: where, what: 'is missing' }];
    if (seen.has(text)) return [{ path: where, what: `names ${quote(text)} twice` }];
    seen.add(text);
    const steps = text.split('.');
    let node: unknown = at(version, 'schema', 'openAPIV3Schema');
    for (const step of steps.slice(1)) node = at(node, 'properties', step);
    const type = member(node, 'type');
    if (steps[0] !== '' || steps[1] === 'metadata' || !['string', 'boolean', 'integer'].includes(String(type))) {
      return [{ path: where, what: `is ${quote(text)}, and must be a field of type string, boolean or integer` }];
    }
    return [];
  });
  if (seen.size > mostSelectableFields) faults.push({ path, what: `has more than ${mostSelectableFields} fields` });
  return faults;
}

/** Returns what is wrong with the conversion between versions. */
export function conversionFaults(crd: unknown): SchemaFault[] {
  const path = ['spec', 'conversion'];
  const conversion = at(crd, 'spec', 'conversion');
  if (conversion === undefined || conversion === null) return [];
  if (!isObject(conversion)) return [{ path, what: notA(conversion, 'an object') }];
  const strategy = member(conversion, 'strategy') ?? '';
  const where = [...path, 'webhook'];
  const webhook = member(conversion, 'webhook');
  if (strategy !== 'Webhook') {
    const faults: SchemaFault[] = [];
    if (strategy !== 'None')
      faults.push({ path: [...path, 'strategy'], what: `is ${quote(strategy)}, and must be None or Webhook` });
    const isSet = isObject(member(webhook, 'clientConfig')) || arrayMember(webhook, 'conversionReviewVersions').length > 0;
    return isSet ? [...faults, { path: where, what: 'is for the strategy Webhook alone' }] : faults;
  }
  if (!isObject(webhook)) return [{ path: where, what: 'is missing for the strategy Webhook' }];
  return [...reviewVersionFaults(webhook, where), ...clientFaults(member(webhook, 'clientConfig'), [...where, 'clientConfig'])];
}

function reviewVersionFaults(webhook: JsonObject, path: DocumentPath): SchemaFault[] {
  const where = [...path, 'conversionReviewVersions'];
  const wrong = memberFaults(webhook, { conversionReviewVersions: 'texts' }, path);
  if (wrong.length > 0) return wrong;
  const versions = arrayMember(webhook, 'conversionReviewVersions');
  const faults: SchemaFault[] = [];
  versions.forEach((version, index) => {
    if (versions.indexOf(version) < index) faults.push({ path: [...where, index], what: `names ${quote(version)} twice` });
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(String(version)))
      faults.push({ path: [...where, index], what: `is no DNS label: ${quote(version)}` });
  });
  if (!versions.includes('v1') && !versions.includes('v1beta1')) faults.push({ path: where, what: 'must include v1' });
  return faults;
}

function clientFaults(client: unknown, path: DocumentPath): SchemaFault[] {
  if (!isObject(client)) return [{ path, what: 'is missing for the strategy Webhook' }];
  const faults = memberFaults(client, { url: 'text', service: 'object', caBundle: 'text' }, path);
  const url = stringMember(client, 'url');
  const service = member(client, 'service');
  const bundle = stringMember(client, 'caBundle') ?? '';
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(bundle)) faults.push({ path: [...path, 'caBundle'], what: 'is not base64' });
  if ((url === undefined) === !isObject(service)) faults.push({ path, what: 'must have exactly one of url and service' });
  if (url !== undefined && !/^https:\/\/[^/?#@]+(\/[^?#]*)?$/.test(url)) {
    faults.push({ path: [...path, 'url'], what: `is ${quote(url)}, and must be https://host[/path]` });
  }
  if (!isObject(service)) return faults;
  const where = [...path, 'service'];
  faults.push(...memberFaults(service, { namespace: 'text', name: 'text', path: 'text', port: 'integer' }, where));
  for (const field of ['namespace', 'name']) {
    if ((member(service, field) ?? '') === '') faults.push({ path: [...where, field], what: 'is missing' });
  }
  const port = member(service, 'port');
  if (typeof port === 'number' && (port < 1 || port > 65_535))
    faults.push({ path: [...where, 'port'], what: `is ${port}, which is no port` });
  const servicePath = stringMember(service, 'path') ?? '';
  if (servicePath !== '' && !servicePath.startsWith('/'))
    faults.push({ path: [...where, 'path'], what: 'must begin with a slash' });
  return faults;
}
