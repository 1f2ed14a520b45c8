import { systemClock, type Clock } from '../util/clock.js';
import type { Condition, ConditionStatus, Time } from './object-meta.js';

/**
 * A condition that `setStatusCondition` can write: a `Condition`, or the condition type of a custom resource, which may require less and
 * allow fewer values.
 */
export interface WritableCondition {
  /** The time of the last change of `status`. */
  lastTransitionTime?: Time | null | undefined;
  /** A sentence for people. */
  message?: string | null | undefined;
  /** The generation that the condition was computed from. */
  observedGeneration?: number | null | undefined;
  /** A CamelCase word for programs. */
  reason?: string | null | undefined;
  /** The state of the condition. */
  status?: ConditionStatus | null | undefined;
  /** The type of the condition, such as `Ready`. */
  type?: string | null | undefined;
}

/** A condition to set. If `lastTransitionTime` is absent, `setStatusCondition` fills it in. */
export interface NewCondition<C extends WritableCondition = Condition> {
  /** The type of the condition, such as `Ready`. */
  readonly type: NonNullable<C['type']>;
  /** The state of the condition. */
  readonly status: NonNullable<C['status']>;
  /** A CamelCase word for programs. */
  readonly reason: NonNullable<C['reason']>;
  /** A sentence for people. */
  readonly message: NonNullable<C['message']>;
  /** The generation that the condition was computed from. */
  readonly observedGeneration?: number | undefined;
  /**
   * The time of the last change of `status`.
   *
   * Default: the time of the last change, or now
   */
  readonly lastTransitionTime?: Time | undefined;
}

/**
 * Adds the condition, or updates the one of the same type in place. `lastTransitionTime` becomes the given time, or now, if the
 * condition is new or its `status` changes. Otherwise it stays as it is. Takes the conditions of custom resources as they are.
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
export function setStatusCondition<C extends WritableCondition>(
  conditions: C[],
  condition: NoInfer<NewCondition<C>>,
  clock: Pick<Clock, 'now'> = systemClock,
): boolean {
  return setCondition(conditions, condition, clock);
}

function setCondition(
  conditions: WritableCondition[],
  condition: NewCondition<WritableCondition>,
  clock: Pick<Clock, 'now'>,
): boolean {
  const { type, status, reason, message, observedGeneration } = condition;
  const lastTransitionTime = condition.lastTransitionTime || formatTime(clock.now());
  const existing = conditions.find((other) => other.type === type);
  if (existing === undefined) {
    const added: WritableCondition = { type, status, lastTransitionTime, reason, message };
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
export function removeStatusCondition(conditions: Pick<ReadonlyCondition, 'type'>[], type: string): boolean {
  const at = conditions.findIndex((condition) => condition.type === type);
  if (at < 0) return false;
  conditions.splice(at, 1);
  return true;
}

/** Returns the condition of a type, not a copy, or undefined if there is no such condition. */
export function findStatusCondition<C extends Pick<ReadonlyCondition, 'type'>>(
  conditions: readonly C[] | null | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** The fields of a condition that are compared. The condition types of custom resources have them too, and may require neither. */
export interface ReadonlyCondition {
  /** The type of the condition. */
  readonly type?: string | null | undefined;
  /** The state of the condition. */
  readonly status?: string | null | undefined;
}

/** Whether the condition is present and true. */
export function isStatusConditionTrue(conditions: readonly ReadonlyCondition[] | null | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'True');
}

/** Whether the condition is present and false. False for an absent condition. */
export function isStatusConditionFalse(conditions: readonly ReadonlyCondition[] | null | undefined, type: string): boolean {
  return isStatusConditionPresentAndEqual(conditions, type, 'False');
}

/** Whether the condition is present and has this status. */
export function isStatusConditionPresentAndEqual(
  conditions: readonly ReadonlyCondition[] | null | undefined,
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
