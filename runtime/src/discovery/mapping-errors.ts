import type { GroupKind, GroupVersionKind, GroupVersionResource } from '../meta/index.js';
import { type Brand, findError, newBrand } from '../util/errors.js';
import { compareCodePoints, goQuote } from '../util/index.js';

const noMatch: Brand<Error> = /* @__PURE__ */ newBrand('NoMatchError');
const ambiguous: Brand<Error> = /* @__PURE__ */ newBrand('AmbiguousError');

/** A resource that is known in part. An absent or empty group or version stands for any. */
export interface PartialResource {
  /** The API group. */
  readonly group?: string | undefined;
  /** The version. */
  readonly version?: string | undefined;
  /** The plural or singular, in any case. */
  readonly resource: string;
}

interface Cause {
  readonly cause?: Error;
}

/**
 * The error for a resource that the server does not have. Its `cause` is the reason why a group that could have it was not read.
 */
export class NoResourceMatchError extends Error {
  /** The requested resource. */
  readonly partialResource: PartialResource;

  constructor(partialResource: PartialResource, options: Cause = {}) {
    super(`no matches for ${partialResourceString(partialResource)}${because(options)}`, options);
    this.name = 'NoResourceMatchError';
    this.partialResource = partialResource;
    noMatch.mark(this);
  }
}

/** The error for a kind that the server does not have. Its `cause` is the reason why a group that could have it was not read. */
export class NoKindMatchError extends Error {
  /** The requested kind. */
  readonly groupKind: GroupKind;
  /** The versions to which the search was restricted. Empty for all versions. */
  readonly searchedVersions: readonly string[];

  constructor(groupKind: GroupKind, searchedVersions: readonly string[] = [], options: Cause = {}) {
    super(
      `no matches for kind ${goQuote(groupKind.kind)} in ${searched(groupKind, searchedVersions)}${because(options)}`,
      options,
    );
    this.name = 'NoKindMatchError';
    this.groupKind = groupKind;
    this.searchedVersions = searchedVersions;
    noMatch.mark(this);
  }
}

/** The error for a resource that matches several resources or kinds, of which the server prefers none. */
export class AmbiguousResourceError extends Error {
  /** The requested resource. */
  readonly partialResource: PartialResource;
  /** The resources that match. */
  readonly matchingResources: readonly GroupVersionResource[];
  /** The kinds that match. */
  readonly matchingKinds: readonly GroupVersionKind[];

  constructor(partialResource: PartialResource, matching: Matching) {
    super(`${partialResourceString(partialResource)} ${matchesString(matching)}`);
    this.name = 'AmbiguousResourceError';
    this.partialResource = partialResource;
    this.matchingResources = matching.resources ?? [];
    this.matchingKinds = matching.kinds ?? [];
    ambiguous.mark(this);
  }
}

/** The error for a kind that matches several kinds, of which the server prefers none. */
export class AmbiguousKindError extends Error {
  /** The requested kind. */
  readonly groupKind: GroupKind;
  /** The resources that match. */
  readonly matchingResources: readonly GroupVersionResource[];
  /** The kinds that match. */
  readonly matchingKinds: readonly GroupVersionKind[];

  constructor(groupKind: GroupKind, matching: Matching) {
    super(`${kindString({ ...groupKind, version: '' })} ${matchesString(matching)}`);
    this.name = 'AmbiguousKindError';
    this.groupKind = groupKind;
    this.matchingResources = matching.resources ?? [];
    this.matchingKinds = matching.kinds ?? [];
    ambiguous.mark(this);
  }
}

interface Matching {
  readonly resources?: readonly GroupVersionResource[];
  readonly kinds?: readonly GroupVersionKind[];
}

/** Whether an error, or one of its causes, is a `NoResourceMatchError` or a `NoKindMatchError`. */
export function isNoMatchError(error: unknown): boolean {
  return findError(error, noMatch.has) !== undefined;
}

/** Whether an error, or one of its causes, is an `AmbiguousResourceError` or an `AmbiguousKindError`. */
export function isAmbiguousError(error: unknown): boolean {
  return findError(error, ambiguous.has) !== undefined;
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
