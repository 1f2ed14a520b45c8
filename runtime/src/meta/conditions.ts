import type { Clock } from '../util/clock.js';
import { systemClock } from '../util/system-clock.js';
import type { Condition, Time } from './object-meta.js';

/** A condition to set. If `lastTransitionTime` is absent, `setStatusCondition` fills it in. */
export type NewCondition = Omit<Condition, 'lastTransitionTime'> & { readonly lastTransitionTime?: Time | undefined };

/**
 * Adds the condition, or updates the one of the same type in place. `lastTransitionTime` becomes the given time, or now, if the
 * condition is new or its `status` changes. Otherwise it stays as it is.
 *
 * Returns whether anything changed, in which case the status must be written.
 *
 * @example
 * ```ts
 * import { setStatusCondition, type Condition } from 'kube-client-runtime';
 *
 * const conditions: Condition[] = [];
 * const ready = { type: 'Ready', status: 'True', reason: 'AllReplicasReady', message: '3 of 3 replicas are ready' } as const;
 * setStatusCondition(conditions, ready); // => true
 * setStatusCondition(conditions, ready); // => false
 * ```
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
  // 0 and absent both mean that there is no generation.
  if ((existing.observedGeneration ?? 0) !== (observedGeneration ?? 0)) {
    if (observedGeneration === undefined) delete existing.observedGeneration;
    else existing.observedGeneration = observedGeneration;
    changed = true;
  }
  return changed;
}

/** Removes the condition of a type. Returns whether there was one, in which case the status must be written. */
export function removeStatusCondition(conditions: { readonly type: string }[], type: string): boolean {
  const at = conditions.findIndex((condition) => condition.type === type);
  if (at < 0) return false;
  conditions.splice(at, 1);
  return true;
}

/** Returns the condition of a type, not a copy, or undefined if there is no such condition. */
export function findStatusCondition<C extends { readonly type: string }>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The fields of a condition that are compared. Condition types of your own kinds have them too. */
export interface ReadonlyCondition {
  /** The type of the condition. */
  readonly type: string;
  /** The state of the condition. */
  readonly status: string;
}

/** Whether the condition is present and true. */
export function isStatusConditionTrue(conditions: readonly ReadonlyCondition[] | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'True');
}

/** Whether the condition is present and false. False for an absent condition. */
export function isStatusConditionFalse(conditions: readonly ReadonlyCondition[] | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'False');
}

/** Whether the condition is present and has this status. */
export function isStatusConditionPresentAndEqual(
  conditions: readonly ReadonlyCondition[] | undefined,
  type: string,
  status: Condition['status'],
): boolean {
  return findStatusCondition(conditions, type)?.status === status;
}

/** Formats milliseconds since the epoch as the API writes times: RFC 3339, in UTC, with whole seconds. */
export function formatTime(ms: number): Time {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`;
}

/** Formats milliseconds since the epoch as the API writes times of Leases and Events: RFC 3339, in UTC, with microseconds. */
export function formatMicroTime(ms: number): Time {
  const micros = Math.floor((ms - Math.floor(ms)) * 1000);
  return `${new Date(Math.floor(ms)).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
