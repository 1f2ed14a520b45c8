import type { JsonObject } from '../json/json.js';
import { metaPackage, refTo } from './meta-schemas.js';

/** The parts of which operations are built, in the shapes of a real server's documents. */

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

/** The parameters of each action; those of reading one object are none. */
export const actionParameters: Readonly<Record<string, JsonObject[]>> = {
  list: parametersOf({ allowWatchBookmarks: 'boolean', ...selection, watch: 'boolean' }),
  post: parametersOf(writing),
  put: parametersOf(writing),
  patch: parametersOf({ ...writing, force: 'boolean' }),
  delete: parametersOf(deletion),
  deletecollection: parametersOf({ ...selection, ...deletion }),
};

/** What watch paths take, beside the parts of the path. */
export const watchParameters: readonly JsonObject[] = parametersOf({
  allowWatchBookmarks: 'boolean',
  ...selection,
  watch: 'boolean',
});

/** The parameters that a path has for all its operations. */
export function pathParameters(namespaced: boolean, named: boolean): JsonObject[] {
  return [
    ...(named ? [parameter('name', 'string', 'path')] : []),
    ...(namespaced ? [parameter('namespace', 'string', 'path')] : []),
    parameter('pretty', 'string'),
  ];
}

/** Each media type with the same schema. */
export function content(types: readonly string[], name: string): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema: refTo(name) }]));
}

export function responses(codes: readonly number[], types: readonly string[], name: string): JsonObject {
  return {
    ...Object.fromEntries(
      codes.map((code) => [String(code), { description: words[code] ?? 'OK', content: content(types, name) }]),
    ),
    '401': { description: 'Unauthorized' },
  };
}

const words: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

export const statusSchema: string = `${metaPackage}.Status`;
export const deleteOptionsSchema: string = `${metaPackage}.DeleteOptions`;
export const patchSchema: string = `${metaPackage}.Patch`;
export const watchEventSchema: string = `${metaPackage}.WatchEvent`;
