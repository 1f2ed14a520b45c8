import { labelSelectorAsSelector } from '../../labels/index.js';
import type {
  DeleteCollectionOptions,
  DeleteOptions,
  DryRun,
  GetOptions,
  ReadonlyLabelSelector,
  ListOptions,
  SelectionOptions,
  Selector,
  WatchOptions,
  WriteOptions,
} from '../../meta/index.js';
import { requireSelectors } from '../../meta/options.js';

type Query = [name: string, value: string][];

/** Adds a parameter unless its value is undefined or empty. Throws a `RangeError` for NaN and infinities. */
function add(query: Query, name: string, value: string | number | boolean | undefined): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`the option ${name} is ${value}: it must be a finite number`);
  }
  if (value !== undefined && value !== '') query.push([name, String(value)]);
}

/** Returns the parameters of `get`. */
export function getQuery(options: GetOptions): Query {
  const query: Query = [];
  add(query, 'resourceVersion', options.resourceVersion);
  return query;
}

/** Returns the parameters of `list`. */
export function listQuery(options: ListOptions | DeleteCollectionOptions): Query {
  const query = selectionQuery(options);
  add(query, 'continue', options.continue);
  // To servers and to client-go, 0 means no limit.
  if (options.limit !== 0) add(query, 'limit', options.limit);
  add(query, 'resourceVersion', options.resourceVersion);
  add(query, 'resourceVersionMatch', options.resourceVersionMatch);
  addTimeout(query, options.timeoutSeconds);
  return query;
}

/**
 * Returns the parameters of `deletecollection`.
 *
 * Throws a `TypeError` for a selector that is present but selects everything by mistake: `undefined`, `null`, an empty string, or
 * an undefined `matchLabels`. The request would delete all objects.
 */
export function deleteCollectionQuery(options: DeleteCollectionOptions): Query {
  requireSelectors(options);
  return listQuery(options);
}

/** Returns the parameters of `watch`. */
export function watchQuery(options: WatchOptions): Query {
  const query = selectionQuery(options);
  if (options.allowWatchBookmarks ?? true) add(query, 'allowWatchBookmarks', true);
  add(query, 'resourceVersion', options.resourceVersion);
  add(query, 'resourceVersionMatch', options.resourceVersionMatch);
  add(query, 'sendInitialEvents', options.sendInitialEvents);
  addTimeout(query, options.timeoutSeconds);
  add(query, 'watch', true);
  return query;
}

/** Returns the parameters of `create`, `update`, `patch` and `apply`. */
export function writeQuery(options: WriteOptions & { readonly force?: boolean | undefined }): Query {
  const query: Query = [];
  for (const all of dryRun(options.dryRun)) add(query, 'dryRun', all);
  add(query, 'fieldManager', options.fieldManager);
  add(query, 'fieldValidation', options.fieldValidation);
  add(query, 'force', options.force);
  return query;
}

/** Returns the body of a deletion, or undefined if all options have the server's defaults. */
export function deleteBody(options: DeleteOptions): Readonly<Record<string, unknown>> | undefined {
  const all = dryRun(options.dryRun);
  const body = {
    gracePeriodSeconds: options.gracePeriodSeconds,
    preconditions: options.preconditions,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers still take it, and so do we
    orphanDependents: options.orphanDependents,
    propagationPolicy: options.propagationPolicy,
    dryRun: all.length === 0 ? undefined : all,
    ignoreStoreReadErrorWithClusterBreakingPotential: options.ignoreStoreReadErrorWithClusterBreakingPotential,
  };
  if (Object.values(body).every((value) => value === undefined)) return undefined;
  return { kind: 'DeleteOptions', apiVersion: 'v1', ...body };
}

function selectionQuery(options: SelectionOptions): Query {
  const query: Query = [];
  const { labelSelector, fieldSelector } = options;
  add(query, 'labelSelector', labelSelector === undefined ? undefined : printSelector(labelSelector));
  add(query, 'fieldSelector', fieldSelector === undefined ? undefined : fieldSelector.toString());
  return query;
}

/** Returns a selector as text in the grammar of the API. A string is not parsed here, but by the server. */
function printSelector(selector: string | Selector | ReadonlyLabelSelector): string {
  if (typeof selector === 'string') return selector;
  return ('matches' in selector ? selector : labelSelectorAsSelector(selector)).toString();
}

function dryRun(value: DryRun | undefined): readonly 'All'[] {
  if (value === undefined || value === false) return [];
  return value === true || value === 'All' ? ['All'] : value;
}

/** Adds two parameters, as client-go does: `timeoutSeconds` ends watches, and `timeout` is the deadline of other requests. */
function addTimeout(query: Query, seconds: number | undefined): void {
  if (seconds === undefined) return;
  add(query, 'timeoutSeconds', seconds);
  if (seconds > 0) add(query, 'timeout', goDuration(seconds));
}

/** Returns a number of seconds as Go prints a duration: `10s`, `1m30s`, `1h0m0s`. */
function goDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest;
}
