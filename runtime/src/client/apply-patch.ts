import type { Patch } from '../patch/index.js';

/** A configuration to apply, as a patch. The media type says YAML, of which JSON is a part. */
export function applyPatch(configuration: object): Patch {
  return { type: 'application/apply-patch+yaml', body: configuration };
}
