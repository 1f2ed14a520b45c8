import { deepEqual } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { Call } from './context.js';

/** Removes repeated owner references and adds a warning. */
export function dedupOwners(call: Call, object: ApiObject): void {
  const owners = object.metadata.ownerReferences;
  if (owners === undefined || owners.length < 2) return;
  const kept: typeof owners = [];
  const doubles: string[] = [];
  for (const owner of owners) {
    if (kept.some((other) => deepEqual(other, owner))) doubles.push(owner.uid);
    else kept.push(owner);
  }
  if (doubles.length === 0) return;
  object.metadata.ownerReferences = kept;
  call.warnings.push(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${doubles.join(', ')}`,
  );
}
