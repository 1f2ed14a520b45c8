import { memberFaults, notA } from './crd-keywords.js';
import type { SchemaFault } from './crd-keywords.js';
import { schemaFaults } from './crd-schema.js';
import { conversionFaults, versionFaults } from './crd-version-parts.js';
import { arrayMember, at, canonicalJson, isObject, member } from './json.js';
import type { JsonObject } from './json.js';

/** The limit of warnings for one version. A definition with more is no definition. */
const maximumFaults = 200;

/**
 * Returns everything for which an API server refuses a definition, its names, group, versions and kinds aside. Versions with the same schema
 * share its faults, which are reported once, for the first.
 */
export function serverFaults(crd: unknown): SchemaFault[] {
  const faults = [
    ...memberFaults(objectOrEmpty(member(crd, 'spec')), { preserveUnknownFields: 'boolean' }, ['spec']),
    ...conversionFaults(crd),
    ...textMapFaults(crd, 'annotations'),
    ...textMapFaults(crd, 'labels'),
  ];
  const seen = new Set<string>();
  arrayMember(member(crd, 'spec'), 'versions').forEach((version, index) => {
    if (!isObject(version)) return;
    const path = ['spec', 'versions', index];
    faults.push(...versionFaults(version, path));
    const found = schemaFaults(at(version, 'schema', 'openAPIV3Schema'));
    const text = found.length === 0 ? '' : canonicalJson(found);
    if (seen.has(text)) return;
    seen.add(text);
    const where = [...path, 'schema', 'openAPIV3Schema'];
    for (const fault of found.slice(0, maximumFaults)) faults.push({ ...fault, path: [...where, ...fault.path] });
    if (found.length > maximumFaults) faults.push({ path: where, what: `has ${found.length - maximumFaults} more faults` });
  });
  return faults;
}

function objectOrEmpty(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function textMapFaults(crd: unknown, field: string): SchemaFault[] {
  const path = ['metadata', field];
  return Object.entries(objectOrEmpty(at(crd, ...path))).flatMap(([name, value]) =>
    typeof value === 'string' || value === null ? [] : [{ path: [...path, name], what: notA(value, 'a string') }],
  );
}
