import path from 'node:path';
import { buildGoProgram, type Progress } from './go-program.js';

export { GoUnavailableError } from './go-program.js';

/**
 * Returns the path of the oracle's binary, and builds it first if necessary. `conformance` is that folder.
 *
 * Rejects with a `GoUnavailableError` without Go.
 */
export async function findOracle(conformance: string, progress: Progress): Promise<string> {
  const out = path.join(conformance, 'bin', 'oracle');
  const program = { name: 'the oracle', sources: path.join(conformance, 'oracle'), out, stamp: `${out}.stamp` };
  await buildGoProgram({ ...program, takes: 'some 2 minutes on 2 cores' }, progress);
  return out;
}
