import type { GroupVersion, Resource } from '../model/index.js';
import { valueName } from '../naming/type-name.js';
import { capitalize } from './text.js';

/** The names of what is emitted for one resource beside its types. */
export interface ResourceNames {
  /** `redisClusterResource` */
  readonly descriptor: string;
  /** `applyRedisCluster` */
  readonly apply: string;
  /** `RedisClusterClient` and `redisClusterClient` */
  readonly client: string;
  readonly newClient: string;
  /** `RedisClusterLister` and `redisClusterLister` */
  readonly lister: string;
  readonly newLister: string;
  /** `RedisClusterInformer` and `redisClusterInformer` */
  readonly informer: string;
  readonly newInformer: string;
  /** By subresource that returns text: `PodLogOptions`. */
  readonly textOptions: ReadonlyMap<string, string>;
}

/** Every name that the folder of a group version declares, each once. */
export interface GroupNames {
  /** `CacheV1alpha1Client` and `cacheV1alpha1Client` */
  readonly client: string;
  readonly newClient: string;
  /** `CacheV1alpha1Informers` and `cacheV1alpha1Informers` */
  readonly informers: string;
  readonly newInformers: string;
  /** The input form of each kind, by the name of its type: `RedisClusterInput`. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The form on `create` of each part whose fields a server fills in, by the name of its type: `RedisClusterSpecInput`. */
  readonly partInputs: ReadonlyMap<string, string>;
  /** The apply configuration of each type, by the name of the type: `RedisClusterSpecApplyConfiguration`. */
  readonly applies: ReadonlyMap<string, string>;
  /** The constant with the patch metadata of each object, by the name of its type: `redisClusterSpecPatchMeta`. */
  readonly patchMetas: ReadonlyMap<string, string>;
  readonly resources: ReadonlyMap<Resource, ResourceNames>;
  readonly taken: ReadonlySet<string>;
}

/**
 * Names everything that a group version declares. The types of the model keep the names that they have. What is emitted beside them
 * is named after them; where that name is a type's already (`FooClient` is a kind beside `Foo`), `Kind` goes in between:
 * `FooKindClient`. What is left out by an option keeps its name reserved, so that options rename nothing.
 */
export function groupNames(groupVersion: GroupVersion, createdParts: ReadonlySet<string> = new Set()): GroupNames {
  const taken = new Set(groupVersion.types.map((type) => type.name));
  const claim = (prefix: string, stem: string, suffix: string): string => {
    let name = prefix + stem + suffix;
    if (taken.has(name)) name = `${prefix}${stem}Kind${suffix}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  };
  const { accessor } = groupVersion;
  const client = claim('', capitalize(accessor), 'Client');
  const newClient = claim('', accessor, 'Client');
  const informers = claim('', capitalize(accessor), 'Informers');
  const newInformers = claim('', accessor, 'Informers');
  const inputs = new Map<string, string>();
  const applies = new Map<string, string>();
  for (const type of groupVersion.types) {
    if (type.kind === 'object' && type.role && type.role.is !== 'list') inputs.set(type.name, claim('', type.name, 'Input'));
    applies.set(type.name, claim('', type.name, 'ApplyConfiguration'));
  }
  const resources = new Map<Resource, ResourceNames>();
  for (const resource of groupVersion.resources) {
    const { typeName } = resource;
    const value = valueName(typeName);
    const texts = resource.subresources.filter(({ operations }) =>
      operations.some(({ verb, returns }) => (verb === 'get' || verb === 'connect') && returns.is === 'text'),
    );
    resources.set(resource, {
      descriptor: claim('', value, 'Resource'),
      apply: claim('apply', typeName, ''),
      client: claim('', typeName, 'Client'),
      newClient: claim('', value, 'Client'),
      lister: claim('', typeName, 'Lister'),
      newLister: claim('', value, 'Lister'),
      informer: claim('', typeName, 'Informer'),
      newInformer: claim('', value, 'Informer'),
      textOptions: new Map(texts.map(({ name }) => [name, claim('', typeName + subresourceWord(name), 'Options')])),
    });
  }
  const objects = groupVersion.types.filter(({ kind }) => kind === 'object');
  const patchMetas = new Map(objects.map(({ name }) => [name, claim('', valueName(name), 'PatchMeta')]));
  const parts = groupVersion.types.filter(({ name }) => createdParts.has(name));
  const partInputs = new Map(parts.map(({ name }) => [name, claim('', name, 'Input')]));
  return { client, newClient, informers, newInformers, inputs, partInputs, applies, patchMetas, resources, taken };
}

/** Subresources whose names run words together. */
const subresourceWords: ReadonlyMap<string, string> = new Map([
  ['ephemeralcontainers', 'EphemeralContainers'],
  ['portforward', 'PortForward'],
]);

/** A subresource as part of an identifier: `EphemeralContainers`. */
export function subresourceWord(name: string): string {
  const word = name
    .split(/[^A-Za-z0-9]+/)
    .map(capitalize)
    .join('');
  return subresourceWords.get(name) ?? word;
}

/** The resource's objects in a comment: `RedisClusters`, `NetworkPolicies`. */
export function pluralKind({ kind, accessor }: Resource): string {
  let same = 0;
  while (same < kind.length && kind[same]?.toLowerCase() === accessor[same]?.toLowerCase()) same += 1;
  return same >= kind.length - 1 ? kind.slice(0, same) + accessor.slice(same) : `${kind} objects`;
}
