import type { DocumentPath } from '../model/diagnostic.js';
import { at, inputJson, member, stringMember } from './json.js';

/** Something that the API server would refuse a CRD for. */
export interface Refusal {
  /** The path of the value in the document. */
  readonly path: DocumentPath;
  /** The problem, without a full stop. */
  readonly what: string;
  /** The way to fix it, without a full stop. */
  readonly hint: string;
}

/** The pattern of a DNS label. */
export const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelRule = 'lower-case letters, digits and hyphens, at most 63, beginning with a letter';

/** Whether a text is a DNS label. */
export function isLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}

/** Whether a text is a DNS subdomain. */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/**
 * The rules for group, scope and names, as the API server has them.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export function checkNames(crd: unknown): Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (path: DocumentPath, what: string, hint: string): void => void refusals.push({ path, what, hint });

  const group = at(crd, 'spec', 'group');
  if (typeof group !== 'string' || group === '')
    refuse(['spec', 'group'], missingOrNoText(group), 'name the API group, such as cache.example.com');
  else if (!isSubdomain(group))
    refuse(['spec', 'group'], `is no DNS name: ${quote(group)}`, 'use lower-case letters, digits, hyphens and dots');
  else if (!group.includes('.'))
    refuse(['spec', 'group'], `has no dot: ${quote(group)}`, 'use a domain of your own, such as cache.example.com');

  const scope = at(crd, 'spec', 'scope');
  if (scope !== 'Namespaced' && scope !== 'Cluster') {
    refuse(['spec', 'scope'], scope === undefined ? 'is missing' : `is ${quote(scope)}`, 'use Namespaced or Cluster');
  }

  const names = at(crd, 'spec', 'names');
  checkLabel(refuse, names, 'plural', true);
  checkLabel(refuse, names, 'singular', false);
  const kind = member(names, 'kind');
  if (typeof kind !== 'string' || kind === '')
    refuse(['spec', 'names', 'kind'], missingOrNoText(kind), 'name the kind, such as RedisCluster');
  else if (!isLabel(kind.toLowerCase()))
    refuse(['spec', 'names', 'kind'], `cannot be a kind: ${quote(kind)}`, 'use letters and digits');
  const listKind = member(names, 'listKind');
  if (typeof listKind === 'string' && listKind !== '') {
    if (!isLabel(listKind.toLowerCase()))
      refuse(['spec', 'names', 'listKind'], `cannot be a kind: ${quote(listKind)}`, 'use letters and digits');
    else if (listKind === kind) refuse(['spec', 'names', 'listKind'], 'is the same as the kind', `use ${listKind}List`);
  } else if (listKind !== undefined && listKind !== null && listKind !== '')
    refuse(['spec', 'names', 'listKind'], 'is no string', '');
  for (const field of ['shortNames', 'categories'] as const) checkLabels(refuse, names, field);

  const plural = stringMember(names, 'plural');
  const name = at(crd, 'metadata', 'name');
  if (typeof group === 'string' && plural !== undefined && name !== `${plural}.${group}`) {
    const found = name === undefined ? 'is missing' : `is ${quote(name)}`;
    refuse(
      ['metadata', 'name'],
      found,
      `must be spec.names.plural, a dot, and spec.group: ${printableName(`${plural}.${group}`)}`,
    );
  }
  return refusals;
}

type Refuse = (path: DocumentPath, what: string, hint: string) => void;

function checkLabel(refuse: Refuse, names: unknown, field: string, isRequired: boolean): void {
  const value = member(names, field);
  if (value === undefined || value === null || value === '') {
    if (isRequired) refuse(['spec', 'names', field], 'is missing', 'give the name that stands in URLs, such as redisclusters');
  } else if (typeof value !== 'string' || !isLabel(value)) {
    refuse(['spec', 'names', field], `is no DNS label: ${quote(value)}`, `use ${labelRule}`);
  }
}

function checkLabels(refuse: Refuse, names: unknown, field: string): void {
  const values = member(names, field);
  if (values === undefined || values === null) return;
  if (!Array.isArray(values)) {
    refuse(['spec', 'names', field], 'is no list', '');
    return;
  }
  values.forEach((value, index) => {
    if (typeof value !== 'string' || !isLabel(value)) {
      refuse(['spec', 'names', field, index], `is no DNS label: ${quote(value)}`, `use ${labelRule}`);
    }
  });
}

/** Returns the words for a text that must be there, and is not. */
export function missingOrNoText(value: unknown): string {
  return value === undefined || value === null || value === '' ? 'is missing' : `is ${quote(value)}, and must be a string`;
}

/** A value of the input in a message: as JSON, and not longer than a line bears. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'absent' : inputJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function printableName(name: string): string {
  return name.length > 320 ? `${name.slice(0, 317)}...` : name;
}
