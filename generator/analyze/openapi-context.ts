import type { Diagnostic } from '../model/diagnostic.js';
import type { TypeName } from '../model/index.js';
import type { Filter } from './filter.js';
import type { GroupVersions } from './group-versions.js';

/** What OpenAPI documents are read into, and what is known by then. */
export interface OpenApiContext {
  readonly filter: Filter;
  readonly groupVersions: GroupVersions;
  /** The types of CRDs, by `group/version/kind`: what they define is taken from them. */
  readonly kinds: ReadonlyMap<string, TypeName>;
  /** The resources of CRDs, as `group/plural`. */
  readonly plurals: ReadonlySet<string>;
  readonly diagnostics: Diagnostic[];
}
