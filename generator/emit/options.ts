import type { KeptGroup } from './kept-groups.js';

/** What is emitted, and how it refers to what. */
export interface EmitOptions {
  /** How relative imports end. */
  readonly importExtension: '.js' | '.ts' | '';
  /** The package whose `codegen/v1` the output imports. */
  readonly runtime: string;
  /** Apply configurations, their builders and the `apply` methods of clients. */
  readonly apply: boolean;
  /** Informers and their factory. They hand out listers, so without `listers` there are none either. */
  readonly informers: boolean;
  readonly listers: boolean;
  /** Group versions of an earlier output that the root files still name. Default: none. */
  readonly keptGroups?: readonly KeptGroup[];
}

export interface GeneratedFile {
  /** Relative to the output folder, with `/` on every platform, and never outside of it. */
  readonly path: string;
  readonly contents: string;
}
