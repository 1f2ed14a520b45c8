import type { Diagnostic } from '../model/diagnostic.js';
import type { TypeName } from '../model/index.js';
import type { Filter } from './filter.js';
import type { GroupVersions } from './group-versions.js';

/** The target of OpenAPI documents, and what is known when they are read. */
export interface OpenApiContext {
  readonly filter: Filter;
  readonly groupVersions: GroupVersions;
  /** The types of CRDs, by `group/version/kind`. A CRD takes precedence over a definition. */
  readonly kinds: ReadonlyMap<string, TypeName>;
  /** The kinds of the resources of CRDs, by `group/plural`. */
  readonly plurals: ReadonlyMap<string, string>;
  readonly diagnostics: Diagnostic[];
}

/** Returns the key of a kind in maps. */
export function kindKey(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}
