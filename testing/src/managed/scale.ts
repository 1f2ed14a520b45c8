import type { JsonObject, JsonValue } from '../json/json.js';
import { difference, has, isEmpty, setOf } from '../structured/field-set.js';
import { fieldElement, type Path } from '../structured/path-element.js';
import { decodeManaged, encodeManaged, noManaged } from './entries.js';

/** Where a resource's version has its replicas: null where it has no scale, undefined for a version that is not known. */
export type ReplicasPath = (apiVersion: string) => Path | null | undefined;

const scaleVersion = 'autoscaling/v1';
const replicasInScale: Path = [fieldElement('spec'), fieldElement('replicas')];

/** The entries that a resource's scale shows: of those who own its replicas. */
export function scaleEntries(parent: JsonValue | undefined, pathIn: ReplicasPath): JsonObject[] | undefined {
  const from = decodeManaged(parent);
  const to = noManaged();
  for (const [id, { set, apiVersion, applied }] of from.managers) {
    const path = pathIn(apiVersion);
    if (path === undefined || path === null || !has(set, path)) continue;
    to.managers.set(id, { set: setOf(replicasInScale), apiVersion: scaleVersion, applied });
    const time = from.times.get(id);
    if (time !== undefined) to.times.set(id, time);
  }
  return encodeManaged(to);
}

/** A resource's entries after its scale was written: who lost the replicas there, lost them here. */
export function parentEntries(
  parent: JsonValue | undefined,
  scale: JsonValue | undefined,
  apiVersion: string,
  pathIn: ReplicasPath,
): JsonObject[] | undefined {
  const from = decodeManaged(parent);
  const inScale = decodeManaged(scale).managers;
  const to = noManaged();
  for (const [id, owned] of from.managers) {
    const path = pathIn(owned.apiVersion);
    if (path === undefined) continue;
    const kept = path === null || !has(owned.set, path) || inScale.has(id);
    const set = kept ? owned.set : difference(owned.set, setOf(path));
    if (kept && path !== null && has(owned.set, path)) inScale.delete(id);
    if (isEmpty(set)) continue;
    to.managers.set(id, { ...owned, set });
    const time = from.times.get(id);
    if (time !== undefined) to.times.set(id, time);
  }
  const own = pathIn(apiVersion);
  for (const [id, { set, applied }] of inScale) {
    if (own === undefined || own === null || !has(set, replicasInScale)) continue;
    to.managers.set(id, { set: setOf(own), apiVersion, applied });
    const time = from.times.get(id);
    if (time !== undefined) to.times.set(id, time);
  }
  return encodeManaged(to);
}
