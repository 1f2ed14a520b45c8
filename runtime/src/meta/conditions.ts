import { systemClock } from '../util/system-clock.js';
import type { Clock } from '../util/clock.js';
import type { Condition, Time } from './object-meta.js';

/** A condition to set: its `lastTransitionTime` may be left out, and is then known to `setStatusCondition`. */
export type NewCondition = Omit<Condition, 'lastTransitionTime'> & { readonly lastTransitionTime?: Time | undefined };

/**
 * Sets the condition of its type: adds it, or updates the one that is there. `lastTransitionTime` becomes the given one, or now, when
 * the condition is new or its `status` changes; otherwise it stays. Returns whether anything changed; the status has to be sent then.
 */
export function setStatusCondition(
  conditions: Condition[],
  condition: NewCondition,
  clock: Pick<Clock, 'now'> = systemClock,
): boolean {
  const { type, status, reason, message, observedGeneration } = condition;
  const lastTransitionTime = condition.lastTransitionTime || formatTime(clock.now());
  const existing = conditions.find((other) => other.type === type);
  if (existing === undefined) {
    const added: Condition = { type, status, lastTransitionTime, reason, message };
    if (observedGeneration !== undefined) added.observedGeneration = observedGeneration;
    conditions.push(added);
    return true;
  }
  let changed = false;
  if (existing.status !== status) {
    existing.status = status;
    existing.lastTransitionTime = lastTransitionTime;
    changed = true;
  }
  if (existing.reason !== reason) {
    existing.reason = reason;
    changed = true;
  }
  if (existing.message !== message) {
    existing.message = message;
    changed = true;
  }
  // 0 and absent are the same: no generation.
  if ((existing.observedGeneration ?? 0) !== (observedGeneration ?? 0)) {
    if (observedGeneration === undefined) delete existing.observedGeneration;
    else existing.observedGeneration = observedGeneration;
    changed = true;
  }
  return changed;
}

/** Takes the condition of a type out. Returns whether there was one; the status has to be sent then. */
export function removeStatusCondition(conditions: { readonly type: string }[], type: string): boolean {
  const at = conditions.findIndex((condition) => condition.type === type);
  if (at < 0) return false;
  conditions.splice(at, 1);
  return true;
}

/** The condition of a type: the very one in the array, not a copy. Absent conditions are none. */
export function findStatusCondition<C extends { readonly type: string }>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** What the status of a condition is compared by; those of kinds that have a condition type of their own will do. */
export interface ReadonlyCondition {
  readonly type: string;
  readonly status: string;
}

export function isStatusConditionTrue(conditions: readonly ReadonlyCondition[] | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'True');
}

/** Whether the condition is there and false: one that is absent is not. */
export function isStatusConditionFalse(conditions: readonly ReadonlyCondition[] | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'False');
}

export function isStatusConditionPresentAndEqual(
  conditions: readonly ReadonlyCondition[] | undefined,
  type: string,
  status: Condition['status'],
): boolean {
  return findStatusCondition(conditions, type)?.status === status;
}

/** Milliseconds since the epoch as the API writes a time: RFC 3339, in UTC, whole seconds. */
export function formatTime(ms: number): Time {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}

/** Milliseconds since the epoch as the API writes a time of Leases and Events: RFC 3339, in UTC, with microseconds. */
export function formatMicroTime(ms: number): Time {
  const micros = Math.floor((ms - Math.floor(ms)) * 1000);
  return `${new Date(Math.floor(ms)).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
