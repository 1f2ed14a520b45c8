import type { ApiObject } from '../json/object.js';
import { fillAlwaysPresent } from '../structure/decode.js';
import { structureOf } from '../structure/structure.js';
import { builtinDefaults } from './builtin-defaults.js';
import type { ResourceRow, SubresourceRow } from './builtin-row.js';
import { builtinRules } from './builtin-rules.js';
import { builtinTable } from './builtin-table.js';
import { builtinValidation } from './builtin-validation.js';
import { allVerbs, type ResourceDefinition, type ScalePaths, type Strategy, type Subresource } from './definition.js';
import { coreEventFromStorage, eventsEventConversion } from './events-conversion.js';
import { dns1035Rule, labelRule, pathSegmentRule, subdomainRule, type NameRule } from './names.js';

const nameRules: Record<'label' | 'dns1035' | 'path', NameRule> = {
  label: labelRule,
  dns1035: dns1035Rule,
  path: pathSegmentRule,
};

const builtinScale: ScalePaths = {
  specReplicas: ['spec', 'replicas'],
  statusReplicas: ['status', 'replicas'],
  selector: ['spec', 'selector'],
};

const readWrite: readonly string[] = ['get', 'patch', 'update'];

function subresourcesOf(row: ResourceRow): Subresource[] {
  const list: Subresource[] = (row.more ?? []).map(fromRow);
  if (row.scale)
    list.push({ name: 'scale', type: 'scale', verbs: readWrite, kind: 'Scale', group: 'autoscaling', version: 'v1' });
  if (row.status) list.push({ name: 'status', type: 'status', verbs: readWrite, kind: row.kind });
  return list.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fromRow(row: SubresourceRow): Subresource {
  const slash = row.in?.indexOf('/') ?? -1;
  return {
    name: row.name,
    type: row.type,
    verbs: row.verbs,
    kind: row.kind,
    ...(row.in !== undefined && { group: row.in.slice(0, slash), version: row.in.slice(slash + 1) }),
    ...(row.writes && { writes: row.writes }),
  };
}

/** Rules that extend those of a resource, by the name of its collection. */
export type StrategyOverrides = Readonly<Record<string, Partial<Strategy>>>;

/** Returns the definitions of all resources in the table. */
export function builtinDefinitions(overrides: StrategyOverrides = {}): ResourceDefinition[] {
  return builtinTable.flatMap(({ group, version, resources }) =>
    resources.map((row) => definitionOf(group, version, row, overrides)),
  );
}

function definitionOf(group: string, version: string, row: ResourceRow, overrides: StrategyOverrides): ResourceDefinition {
  const storage = row.storage ?? (group === '' ? row.plural : `${row.plural}.${group}`);
  const strategy: Strategy = {
    nameRule: row.name === undefined ? subdomainRule : nameRules[row.name],
    allowCreateOnUpdate: row.createOnUpdate === true,
    allowUnconditionalUpdate: row.conditional !== true,
    garbagePolicy: 'background',
    generation: row.generation === true,
    statusSubresource: row.status === true,
    ...builtinValidation[storage],
    ...(builtinDefaults[storage] && { setDefaults: builtinDefaults[storage] }),
    ...builtinRules[storage],
    ...overrides[storage],
  };
  const { setDefaults, prepareForCreate } = strategy;
  const fillEmpty = (object: ApiObject): void => {
    const schema = structureOf(group, version, row.kind);
    if (schema !== undefined) fillAlwaysPresent(object, schema);
  };
  return {
    group,
    version,
    kind: row.kind,
    listKind: `${row.kind}List`,
    plural: row.plural,
    singular: row.kind.toLowerCase(),
    namespaced: row.cluster !== true,
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    verbs: row.verbs ?? allVerbs,
    subresources: subresourcesOf(row),
    ...(row.scale && { scale: builtinScale }),
    strategy: {
      ...strategy,
      setDefaults: (object) => {
        setDefaults?.(object);
        fillEmpty(object);
      },
      prepareForCreate: (object) => {
        prepareForCreate?.(object);
        fillEmpty(object);
      },
    },
    storage,
    storagePrefix: `/registry/${row.prefix ?? row.storage ?? row.plural}/`,
    storageVersion: group === 'events.k8s.io' ? 'v1' : group === '' ? version : `${group}/${version}`,
    ...(row.kind === 'Event' && { convert: group === 'events.k8s.io' ? eventsEventConversion : coreEventFromStorage }),
  };
}
