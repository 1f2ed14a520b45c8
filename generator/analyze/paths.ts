import type { LoadedDocument } from '../load/document.js';
import type { Verb } from '../model/index.js';
import { isObject, sortedKeys } from './json.js';
import type { OpenApiDocument } from './openapi-documents.js';
import { operationsOf } from './operations.js';
import type { Operation, Payload } from './operations.js';
import { isGroupVersion } from './packages.js';

/** A resource as its paths describe it. */
export interface PathResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  namespaced: boolean;
  readonly verbs: Set<Verb>;
  /** The kind that the operations on single objects name; undefined if none does. */
  kind: string | undefined;
  /** The kind that listing names. Servers disagree on it: Kubernetes itself names the kind of the items. */
  listedKind: string | undefined;
  /** The schemas that operations give for the objects, by verb. */
  readonly objects: Map<'get' | 'update' | 'create', Payload>;
  /** The schema of lists. */
  list: Payload | undefined;
  /** Whether `list` has a parameter to watch with. */
  mayWatch: boolean;
  /** The operations of each subresource, by what stands in the URL. */
  readonly subresources: Map<string, Operation[]>;
  /** The titles of the documents that it was found in. */
  readonly titles: Set<string>;
  /** The first document that it was found in. */
  readonly document: LoadedDocument;
  /** The subresources whose paths have parameters that no client has an argument for. */
  readonly leftOut: string[];
  /** References of its operations that lead nowhere. */
  readonly dangling: DanglingReference[];
}

/** A reference that leads nowhere. */
export interface DanglingReference {
  readonly document: LoadedDocument;
  readonly path: readonly string[];
  readonly reference: string;
}

/** A path of the API taken apart. */
export interface ApiPath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly named: boolean;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Whether the path has parameters below the name of the object (`portforward/{port}`). */
  readonly isDeep: boolean;
  /** One of the deprecated paths that watch what stands after `/watch/`. */
  readonly isWatch: boolean;
}

/**
 * `/apis/{group}/{version}/namespaces/{namespace}/{plural}/{name}/{subresource}` and its shorter forms; undefined for whatever
 * else a server has.
 */
export function parsePath(path: string): ApiPath | undefined {
  const words = path.split('/').filter((word) => word !== '');
  const root = words.shift();
  const group = root === 'api' ? '' : root === 'apis' ? words.shift() : undefined;
  const version = words.shift();
  if (group === undefined || version === undefined || (root === 'apis' && group === '') || !isGroupVersion(group, version))
    return undefined;
  const isWatch = words[0] === 'watch' && words.length > 1;
  if (isWatch) words.shift();
  const namespaced = words[0] === 'namespaces' && words[1] === '{namespace}' && words.length > 2;
  const [plural, name, ...rest] = namespaced ? words.slice(2) : words;
  if (plural === undefined || isParameter(plural) || (name !== undefined && !isParameter(name))) return undefined;
  const subresource = rest.filter((word) => !isParameter(word)).join('/');
  if (rest[0] !== undefined && isParameter(rest[0])) return undefined;
  return { group, version, plural, namespaced, named: name !== undefined, subresource, isDeep: rest.some(isParameter), isWatch };
}

function isParameter(word: string): boolean {
  return word.startsWith('{') && word.endsWith('}');
}

/** Returns all resources of the paths of documents, sorted by group, version and plural. */
export function resourcesOf(documents: readonly OpenApiDocument[]): PathResource[] {
  const resources = new Map<string, PathResource>();
  const withWatchPaths = new Set<string>();
  for (const { document, title, paths } of documents) {
    for (const path of sortedKeys(paths)) {
      const parsed = parsePath(path);
      const item = paths[path];
      if (parsed === undefined || !isObject(item)) continue;
      const key = `${parsed.group}/${parsed.version}/${parsed.plural}`;
      const resource = resources.get(key) ?? newResource(parsed, document);
      resources.set(key, resource);
      resource.titles.add(title);
      if (parsed.isWatch) {
        withWatchPaths.add(`${parsed.group}/${parsed.version}`);
        resource.verbs.add('watch');
        continue;
      }
      const operations = operationsOf(item, document.value);
      addPath(resource, parsed, operations);
      for (const { method, dangling } of operations)
        for (const reference of dangling)
          resource.dangling.push({ document, path: ['paths', path, method.toLowerCase()], reference });
    }
  }
  for (const resource of resources.values()) {
    if (!withWatchPaths.has(`${resource.group}/${resource.version}`) && isCustom(resource)) resource.verbs.add('watch');
  }
  return [...resources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
}

/**
 * Whether a resource is like those of CRDs, which can be watched and have no `/watch/` paths. The parameter of `list` alone says
 * nothing: servers give it to every list, those that cannot be watched (component statuses, metrics) included.
 */
function isCustom({ mayWatch, verbs }: PathResource): boolean {
  return mayWatch && (['create', 'delete', 'get', 'list', 'update'] as const).every((verb) => verbs.has(verb));
}

function newResource({ group, version, plural }: ApiPath, document: LoadedDocument): PathResource {
  return {
    group,
    version,
    plural,
    namespaced: false,
    verbs: new Set(),
    kind: undefined,
    listedKind: undefined,
    objects: new Map(),
    list: undefined,
    mayWatch: false,
    subresources: new Map(),
    titles: new Set(),
    document,
    leftOut: [],
    dangling: [],
  };
}

function addPath(resource: PathResource, path: ApiPath, operations: readonly Operation[]): void {
  resource.namespaced ||= path.namespaced;
  if (path.subresource !== '') {
    // A client has no argument for the parameter, unless the subresource passes on any path below it.
    if (path.isDeep && !operations.every(({ action }) => action === 'connect')) {
      resource.leftOut.push(path.subresource);
      return;
    }
    const known = resource.subresources.get(path.subresource) ?? [];
    const isNew = (operation: Operation): boolean => !known.some((each) => each.method === operation.method);
    resource.subresources.set(path.subresource, [...known, ...operations.filter(isNew)]);
    return;
  }
  for (const operation of operations) {
    const verb = verbOf(operation, path.named);
    if (verb === undefined) continue;
    resource.verbs.add(verb);
    if (verb === 'list') {
      resource.list ??= operation.returns;
      resource.listedKind ??= operation.kind;
      resource.mayWatch ||= operation.allParameters.has('watch');
    }
    if (verb === 'get' || verb === 'create' || verb === 'update') {
      const payload = verb === 'get' ? operation.returns : (operation.sends ?? operation.returns);
      if (payload !== undefined) resource.objects.set(verb, payload);
      resource.kind ??= operation.kind;
    }
  }
}

/** Returns the verb that the method and the path of an operation mean; undefined for an operation that has none. */
function verbOf(operation: Operation, named: boolean): Verb | undefined {
  switch (operation.method) {
    case 'GET':
      if (operation.action === 'watch' || operation.action === 'watchlist' || operation.action === 'connect') return undefined;
      return named ? 'get' : 'list';
    case 'POST':
      return named ? undefined : 'create';
    case 'PUT':
      return named ? 'update' : undefined;
    case 'PATCH':
      return named ? 'patch' : undefined;
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}
