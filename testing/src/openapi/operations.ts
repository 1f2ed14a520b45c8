import type { JsonObject } from '../json/json.js';
import { metaPackage, refTo } from './meta-schemas.js';

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/**
 * Returns the id of an operation: a verb, the group version, and the object, such as `NamespacedDeploymentStatus`. The part after
 * the verb begins with a capital letter, even for a kind in lower case.
 */
export function operationId(verb: string, { group, version }: GroupVersion, object: string): string {
  const words = [groupWord(group), version, object].map((word) => capital(identifier(word)));
  return `${verb}${words.join('')}`;
}

/** Returns the tag of a group version: `apps_v1`, `rbacAuthorization_v1`. */
export function operationTag({ group, version }: GroupVersion): string {
  return `${identifier(groupWord(group))}_${identifier(version)}`;
}

function groupWord(group: string): string {
  return group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
}

/**
 * Returns the letters, digits and underscores of a text, without a leading digit. A letter after any other character becomes a
 * capital.
 */
function identifier(text: string): string {
  const [first = '', ...rest] = text.replace(/^\d/, ' ').split(/[^\p{L}\p{Nd}_]+/u);
  return [first, ...rest.map(capital)].join('');
}

/** Returns a word with a capital first letter. */
export function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The parts of operations, in the form of a real server's documents. */

/** The type of a parameter. */
export type ParameterType = 'string' | 'integer' | 'boolean';

function parameter(name: string, type: ParameterType, where: 'query' | 'path' = 'query'): JsonObject {
  return { name, in: where, ...(where === 'path' && { required: true }), schema: { type, uniqueItems: true } };
}

function parametersOf(types: Readonly<Record<string, ParameterType>>): JsonObject[] {
  return Object.entries(types).map(([name, type]) => parameter(name, type));
}

const selection = {
  continue: 'string',
  fieldSelector: 'string',
  labelSelector: 'string',
  limit: 'integer',
  resourceVersion: 'string',
  resourceVersionMatch: 'string',
  sendInitialEvents: 'boolean',
  timeoutSeconds: 'integer',
} as const;

const deletion = {
  dryRun: 'string',
  gracePeriodSeconds: 'integer',
  ignoreStoreReadErrorWithClusterBreakingPotential: 'boolean',
  orphanDependents: 'boolean',
  propagationPolicy: 'string',
} as const;

const writing = { dryRun: 'string', fieldManager: 'string', fieldValidation: 'string' } as const;

/** The parameters of each action. Reading one object has no parameters. */
export const actionParameters: Readonly<Record<string, JsonObject[]>> = {
  list: parametersOf({ allowWatchBookmarks: 'boolean', ...selection, watch: 'boolean' }),
  post: parametersOf(writing),
  put: parametersOf(writing),
  patch: parametersOf({ ...writing, force: 'boolean' }),
  delete: parametersOf(deletion),
  deletecollection: parametersOf({ ...selection, ...deletion }),
};

/** The query parameters of watch paths. */
export const watchParameters: readonly JsonObject[] = parametersOf({
  allowWatchBookmarks: 'boolean',
  ...selection,
  watch: 'boolean',
});

/** Returns the parameters that all operations of a path share. */
export function pathParameters(namespaced: boolean, named: boolean): JsonObject[] {
  return [
    ...(named ? [parameter('name', 'string', 'path')] : []),
    ...(namespaced ? [parameter('namespace', 'string', 'path')] : []),
    parameter('pretty', 'string'),
  ];
}

/** Returns each media type with the same schema. */
export function content(types: readonly string[], name: string): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema: refTo(name) }]));
}

/** Returns each status code with the same content. */
export function responses(codes: readonly number[], types: readonly string[], name: string): JsonObject {
  return {
    ...Object.fromEntries(
      codes.map((code) => [String(code), { description: words[code] ?? 'OK', content: content(types, name) }]),
    ),
    '401': { description: 'Unauthorized' },
  };
}

const words: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

/** The name of the schema of `Status`. */
export const statusSchema: string = `${metaPackage}.Status`;
/** The name of the schema of `DeleteOptions`. */
export const deleteOptionsSchema: string = `${metaPackage}.DeleteOptions`;
/** The name of the schema of patches. */
export const patchSchema: string = `${metaPackage}.Patch`;
/** The name of the schema of watch events. */
export const watchEventSchema: string = `${metaPackage}.WatchEvent`;
