import type { GroupKind, GroupVersionKind, GroupVersionResource } from '../meta/index.js';
import { findError } from '../errors/status-error.js';
import { compareCodePoints, goQuote } from '../util/index.js';

/** Known to every copy of the package, so that an error of one is recognised by another. */
const noMatch = Symbol.for('kube-client-runtime.NoMatchError');
const ambiguous = Symbol.for('kube-client-runtime.AmbiguousError');

/** A resource that is known in part. The empty string is any group or version, and so is none. */
export interface PartialResource {
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  /** Plural or singular, in any case. */
  readonly resource: string;
}

interface Cause {
  readonly cause?: Error;
}

/** No resource of the server is meant. The `cause`, if any, is why a group that could have it was not asked. */
export class NoResourceMatchError extends Error {
  readonly partialResource: PartialResource;

  constructor(partialResource: PartialResource, options: Cause = {}) {
    super(`no matches for ${partialResourceString(partialResource)}${because(options)}`, options);
    this.name = 'NoResourceMatchError';
    this.partialResource = partialResource;
    Object.defineProperty(this, noMatch, { value: true });
  }
}

/** The server has no such kind. The `cause`, if any, is why a group that could have it was not asked. */
export class NoKindMatchError extends Error {
  readonly groupKind: GroupKind;
  /** The versions that the search was restricted to; empty for all. */
  readonly searchedVersions: readonly string[];

  constructor(groupKind: GroupKind, searchedVersions: readonly string[] = [], options: Cause = {}) {
    super(
      `no matches for kind ${goQuote(groupKind.kind)} in ${searched(groupKind, searchedVersions)}${because(options)}`,
      options,
    );
    this.name = 'NoKindMatchError';
    this.groupKind = groupKind;
    this.searchedVersions = searchedVersions;
    Object.defineProperty(this, noMatch, { value: true });
  }
}

/** Several resources or kinds are meant, none of which the server prefers. */
export class AmbiguousResourceError extends Error {
  readonly partialResource: PartialResource;
  readonly matchingResources: readonly GroupVersionResource[];
  readonly matchingKinds: readonly GroupVersionKind[];

  constructor(partialResource: PartialResource, matching: Matching) {
    super(`${partialResourceString(partialResource)} ${matchesString(matching)}`);
    this.name = 'AmbiguousResourceError';
    this.partialResource = partialResource;
    this.matchingResources = matching.resources ?? [];
    this.matchingKinds = matching.kinds ?? [];
    Object.defineProperty(this, ambiguous, { value: true });
  }
}

/** Several kinds are meant, none of which the server prefers. */
export class AmbiguousKindError extends Error {
  readonly groupKind: GroupKind;
  readonly matchingResources: readonly GroupVersionResource[];
  readonly matchingKinds: readonly GroupVersionKind[];

  constructor(groupKind: GroupKind, matching: Matching) {
    super(`${kindString({ ...groupKind, version: '' })} ${matchesString(matching)}`);
    this.name = 'AmbiguousKindError';
    this.groupKind = groupKind;
    this.matchingResources = matching.resources ?? [];
    this.matchingKinds = matching.kinds ?? [];
    Object.defineProperty(this, ambiguous, { value: true });
  }
}

interface Matching {
  readonly resources?: readonly GroupVersionResource[];
  readonly kinds?: readonly GroupVersionKind[];
}

/** Whether an error is, or has among its causes, a `NoResourceMatchError` or a `NoKindMatchError`. */
export function isNoMatchError(error: unknown): boolean {
  return findError(error, (value): value is object => isMarked(value, noMatch)) !== undefined;
}

/** Whether an error is, or has among its causes, an `AmbiguousResourceError` or an `AmbiguousKindError`. */
export function isAmbiguousError(error: unknown): boolean {
  return findError(error, (value): value is object => isMarked(value, ambiguous)) !== undefined;
}

function isMarked(value: unknown, marker: symbol): boolean {
  return typeof value === 'object' && value !== null && marker in value;
}

function because({ cause }: Cause): string {
  return cause === undefined ? '' : ` (${cause.message})`;
}

function searched({ group }: GroupKind, versions: readonly string[]): string {
  const names = [...new Set(versions.map((version) => (group === '' ? version : `${group}/${version}`)))];
  const [first] = names;
  if (first === undefined) return `group ${goQuote(group)}`;
  if (names.length === 1) return `version ${goQuote(first)}`;
  return `versions [${names.sort(compareCodePoints).map(goQuote).join(' ')}]`;
}

function matchesString({ resources = [], kinds = [] }: Matching): string {
  const listed = (strings: readonly string[]): string => `[${strings.join(' ')}]`;
  const parts = [
    ...(resources.length > 0 ? [`resources ${listed(resources.map(partialResourceString))}`] : []),
    ...(kinds.length > 0 ? [`kinds ${listed(kinds.map(kindString))}`] : []),
  ];
  return `matches multiple ${parts.length > 0 ? parts.join(' and ') : 'resources or kinds'}`;
}

function partialResourceString({ group = '', version = '', resource }: PartialResource): string {
  return `${group}/${version}, Resource=${resource}`;
}

function kindString({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}, Kind=${kind}`;
}
