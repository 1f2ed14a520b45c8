/** The parts of operations, in the form of a real server's documents. */

import type { JsonObject } from '../json/json.js';
import { metaPackage, refTo } from './meta-schemas.js';

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
