import type { JsonObject, JsonValue } from '../json/json.js';
import { difference, has, isEmpty, setOf } from '../structured/field-set.js';
import { fieldElement, type Path } from '../structured/path-element.js';
import { decodeManaged, encodeManaged, noManaged } from './entries.js';

/** A function that returns the path of the replicas in a version: null without a scale, undefined for an unknown version. */
export type ReplicasPath = (apiVersion: string) => Path | null | undefined;

const scaleVersion = 'autoscaling/v1';
const replicasInScale: Path = [fieldElement('spec'), fieldElement('replicas')];

/** Returns the entries of a resource's scale: those of the managers that own its replicas. */
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

/**
 * Returns the entries of a resource after a write to its scale. A manager that lost the replicas in the scale loses them here
 * too.
 */
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
