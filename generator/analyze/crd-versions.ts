import { notA } from './crd-keywords.js';
import { isLabel, missingOrNoText, quote } from './crd-names.js';
import type { Refusal } from './crd-names.js';
import { arrayMember, at, isObject, member, stringMember } from './json.js';

/** The rules for the versions of a CRD, as the API server has them. */
export function checkVersions(crd: unknown): Refusal[] {
  const refusals: Refusal[] = [];
  const versions = at(crd, 'spec', 'versions');
  if (!Array.isArray(versions) || versions.length === 0) {
    return [
      {
        path: ['spec', 'versions'],
        what: versions === undefined ? 'is missing' : Array.isArray(versions) ? 'holds no version' : notA(versions, 'a list'),
        hint: 'list at least one version',
      },
    ];
  }
  const seen = new Set<string>();
  let stored = 0;
  versions.forEach((version: unknown, index) => {
    const path = ['spec', 'versions', index] as const;
    if (!isObject(version)) {
      refusals.push({ path, what: 'is no object', hint: 'give name, served, storage and schema' });
      return;
    }
    const name = member(version, 'name');
    if (typeof name !== 'string' || name === '')
      refusals.push({ path: [...path, 'name'], what: missingOrNoText(name), hint: 'such as v1alpha1' });
    else if (!isLabel(name)) {
      refusals.push({ path: [...path, 'name'], what: `is no DNS label: ${quote(name)}`, hint: 'use a version such as v1alpha1' });
    } else if (seen.has(name))
      refusals.push({ path: [...path, 'name'], what: `is there twice: ${quote(name)}`, hint: 'name each version once' });
    else seen.add(name);
    for (const flag of ['served', 'storage'] as const) {
      const value = member(version, flag) ?? false;
      if (typeof value !== 'boolean')
        refusals.push({ path: [...path, flag], what: `is ${quote(value)}`, hint: 'use true or false' });
    }
    if (member(version, 'storage') === true) stored += 1;
    refusals.push(...checkSchema(version, index), ...checkSubresources(version, index));
    const warning = member(version, 'deprecationWarning');
    if (typeof warning === 'string' && member(version, 'deprecated') !== true) {
      refusals.push({
        path: [...path, 'deprecationWarning'],
        what: 'is set for a version that is not deprecated',
        hint: 'set deprecated: true too',
      });
    }
  });
  if (stored !== 1) {
    const what = stored === 0 ? 'has no storage version' : `has ${stored} storage versions`;
    refusals.push({ path: ['spec', 'versions'], what, hint: 'set storage: true on exactly one version' });
  }
  return refusals;
}

function checkSchema(version: unknown, index: number): Refusal[] {
  const path = ['spec', 'versions', index] as const;
  const schema = at(version, 'schema', 'openAPIV3Schema');
  if (isObject(schema)) return [];
  const hint =
    'give schema.openAPIV3Schema; for objects of any form, type: object with x-kubernetes-preserve-unknown-fields: true';
  return [{ path, what: `${quote(member(version, 'name') ?? index)} has no schema`, hint }];
}

function checkSubresources(version: unknown, index: number): Refusal[] {
  const refusals: Refusal[] = [];
  const scale = at(version, 'subresources', 'scale');
  if (scale === undefined || scale === null) return refusals;
  for (const [field, prefix] of [
    ['specReplicasPath', '.spec.'],
    ['statusReplicasPath', '.status.'],
  ] as const) {
    if (stringMember(scale, field)?.startsWith(prefix) !== true) {
      const path = ['spec', 'versions', index, 'subresources', 'scale', field];
      refusals.push({ path, what: `is not a path below ${prefix.slice(0, -1)}`, hint: `such as ${prefix}replicas` });
    }
  }
  return refusals;
}

/** A version that is served, with its place in `spec.versions`. */
export interface ServedVersion {
  readonly name: string;
  readonly index: number;
  readonly value: unknown;
  readonly schema: unknown;
}

export function servedVersions(crd: unknown): ServedVersion[] {
  return arrayMember(member(crd, 'spec'), 'versions').flatMap((value, index) => {
    const name = stringMember(value, 'name');
    if (name === undefined || member(value, 'served') !== true) return [];
    return [{ name, index, value, schema: at(value, 'schema', 'openAPIV3Schema') }];
  });
}
