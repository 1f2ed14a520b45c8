/** The files beside the code of a group version, each of which hands on one kind of thing. */
export type Door = 'apply' | 'client' | 'informer' | 'lister' | 'resources';

/** A part of the code of a group version: what stands in its one module, and which file hands on what it declares. */
export interface Piece {
  /** Undefined for what no file hands on. */
  readonly door: Door | undefined;
  readonly values: readonly string[];
  readonly types: readonly string[];
  /** Whole declarations. */
  readonly text: string;
}
