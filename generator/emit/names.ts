import type { GroupVersion, Resource } from '../model/index.js';
import { valueName } from '../naming/type-name.js';
import { capitalize } from './text.js';

/** The names of everything that is emitted for a resource, except its types. */
export interface ResourceNames {
  /** `redisClusterResource` */
  readonly descriptor: string;
  /** `applyRedisCluster` */
  readonly apply: string;
  /** `RedisClusterClient` and `redisClusterClient` */
  readonly client: string;
  /** The function that creates the client. */
  readonly newClient: string;
  /** `RedisClusterLister` and `redisClusterLister` */
  readonly lister: string;
  /** The function that creates the lister. */
  readonly newLister: string;
  /** `RedisClusterInformer` and `redisClusterInformer` */
  readonly informer: string;
  /** The function that gets the informer from a factory. */
  readonly newInformer: string;
  /** The options of each subresource that returns text: `PodLogOptions`. */
  readonly textOptions: ReadonlyMap<string, string>;
}

/** All names that the folder of a group version declares. Each of them is unique. */
export interface GroupNames {
  /** `CacheV1alpha1Client` and `cacheV1alpha1Client` */
  readonly client: string;
  /** The function that creates the client of the group version. */
  readonly newClient: string;
  /** `CacheV1alpha1Informers` and `cacheV1alpha1Informers` */
  readonly informers: string;
  /** The function that gets the informers of the group version from a factory. */
  readonly newInformers: string;
  /** The input form of each kind, by the name of its type: `RedisClusterInput`. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The form on `create` of each part with defaults, by the name of its type: `RedisClusterSpecInput`. */
  readonly partInputs: ReadonlyMap<string, string>;
  /** The apply configuration of each type, by the name of the type: `RedisClusterSpecApplyConfiguration`. */
  readonly applies: ReadonlyMap<string, string>;
  /** The constant with the patch metadata of each object, by the name of its type: `redisClusterSpecPatchMeta`. */
  readonly patchMetas: ReadonlyMap<string, string>;
  /** The names of each resource. */
  readonly resources: ReadonlyMap<Resource, ResourceNames>;
  /** All of these names, and those of the types. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Names everything that a group version declares. The types of the model keep their names, and all other names derive from them. If a
 * type has a derived name already (the kinds `Foo` and `FooClient`), `Kind` is inserted: `FooKindClient`. The names of omitted parts stay
 * reserved, so that an option renames nothing.
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

/** Subresources whose names consist of several words. */
const subresourceWords: ReadonlyMap<string, string> = new Map([
  ['ephemeralcontainers', 'EphemeralContainers'],
  ['portforward', 'PortForward'],
]);

/** Returns a subresource as part of an identifier: `EphemeralContainers`. */
export function subresourceWord(name: string): string {
  const word = name
    .split(/[^A-Za-z0-9]+/)
    .map(capitalize)
    .join('');
  return subresourceWords.get(name) ?? word;
}

/** Returns the plural of a kind for comments: `RedisClusters`, `NetworkPolicies`. */
export function pluralKind({ kind, accessor }: Resource): string {
  let same = 0;
  while (same < kind.length && kind[same]?.toLowerCase() === accessor[same]?.toLowerCase()) same += 1;
  return same >= kind.length - 1 ? kind.slice(0, same) + accessor.slice(same) : `${kind} objects`;
}

/** The names that Windows reserves for devices, also with an extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The names of files in the root of the output, such as `index.ts`. */
const rootFile = /^[^.]+\.ts$/i;

/**
 * Returns the folder of each group version: its name in the API, with `core` for the empty group. Names are untrusted input. The spelling
 * changes if a name is not a plain folder on every platform, or if a file of the output has it.
 */
export function groupVersionFolders(groupVersions: readonly GroupVersion[]): Map<GroupVersion, string> {
  const taken = new Set<string>();
  const folders = new Map<GroupVersion, string>();
  for (const groupVersion of groupVersions) {
    let folder = `${segment(groupVersion.group || 'core')}/${segment(groupVersion.version)}`;
    // Two names may differ only in replaced characters, or in case, which some file systems ignore.
    while (taken.has(folder.toLowerCase())) folder += '_';
    taken.add(folder.toLowerCase());
    folders.set(groupVersion, folder);
  }
  return folders;
}

function segment(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+|\.+$/g, (dots) => '_'.repeat(dots.length));
  return safe === '' || device.test(safe) || rootFile.test(safe) ? `_${safe}` : safe;
}

/** Names that begin with a vowel sound: of their first word, or of the first letter of their acronym. */
const vowelSound = /^(?:[AEIOU](?![A-Z])|[AEFHILMNORSX][A-Z]|Heir|Honest|Honor|Hour)/;
/** Words that begin with a vowel letter and a consonant sound: use, unit, utility, one, Europe. */
const consonantSound = /^(?:Us[aeu]|Uni(?![mn])|Ut[eio]|Ur[aei]|Ubi|On(?:e|ce)(?![a-z])|Eu)/;

/** Returns the name with its article, such as `a Pod` or `an Ingress`. */
export function withArticle(name: string): string {
  return `${vowelSound.test(name) && !consonantSound.test(name) ? 'an' : 'a'} ${name}`;
}
