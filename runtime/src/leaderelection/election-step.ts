import { formatMicroTime } from '../meta/index.js';
import { jitter } from '../wait/index.js';
import { jitterFactor } from './config.js';
import {
  type Activity,
  type ElectionEffect,
  type ElectionEvent,
  type ElectionMemory,
  type ElectionState,
  leadsUntil,
  type LockCall,
  memoryOf,
  type Step,
  type StepContext,
} from './election-state.js';
import { type LeaderElectionRecord, sameRecord } from './resource-lock.js';

type InPhase<P extends ElectionState['phase']> = Extract<ElectionState, { phase: P }>;
/** A candidate that tries to take the lock, or a leader that tries to renew it. */
type Trying = InPhase<'acquiring'> | InPhase<'renewing'>;

/**
 * Returns the next state and the effects of one candidate's election, given its state and an event.
 *
 * Timestamps of other machines are never compared with local time. A lease is measured from the time at which its record was
 * first observed.
 *
 * Source: https://github.com/kubernetes/client-go/blob/master/tools/leaderelection/leaderelection.go
 */
export function step(state: ElectionState, event: ElectionEvent, context: StepContext): Step {
  switch (state.phase) {
    case 'acquiring':
    case 'renewing':
      if (event.type === 'cancelled') return cancelled(state, context);
      return event.type === 'woken' ? tryAgain(state, context) : stepTrying(state, event, context);
    case 'leading':
      return event.type === 'cancelled' ? cancelled(state, context) : renew(memoryOf(state), context);
    case 'settling':
      if (event.type === 'settled') return release(memoryOf(state), context);
      return stopped(memoryOf(state), [notReleased(event)]);
    case 'releasing':
      return stepReleasing(state, event, context);
    case 'stopped':
      return { state, effects: [] };
  }
}

/** Starts to acquire the lock. The candidate retries until it leads or is stopped. */
export function acquire(memory: ElectionMemory, context: StepContext): Step {
  return { state: { ...memory, phase: 'acquiring', triedAt: context.now, activity: firstCall(memory, context) }, effects: [] };
}

/** Starts a renewal, or ends the leadership if the lease has already ended. */
function renew(memory: ElectionMemory, context: StepContext): Step {
  const { now, renewDeadlineMs } = context;
  const deadline = Math.min(now + renewDeadlineMs, leadsUntil(memory, context));
  if (now >= deadline) return lost(memory, new Error('the lease ended before it could be renewed'));
  const activity = within(firstCall(memory, context), deadline);
  return { state: { ...memory, phase: 'renewing', triedAt: now, deadline, activity }, effects: [] };
}

function tryAgain(state: Trying, context: StepContext): Step {
  if (state.phase === 'acquiring') return acquire(memoryOf(state), context);
  if (context.now >= state.deadline) return lost(memoryOf(state), deadlineError(context));
  const activity = within(firstCall(memoryOf(state), context), state.deadline);
  return { state: { ...state, triedAt: context.now, activity }, effects: [] };
}

/**
 * Returns the first call of a try. A leader with a valid lease writes without a read, and the server refuses the write if the
 * lock has changed. All other candidates read first.
 */
function firstCall(memory: ElectionMemory, context: StepContext): LockCall {
  if (!isLeader(memory, context) || !isLeaseValid(memory, context)) return get(context);
  return update(ownRecord(memory.observedRecord, context), true, context);
}

function stepTrying(state: Trying, event: ElectionEvent, context: StepContext): Step {
  const { activity } = state;
  switch (activity.type) {
    case 'get':
      if (event.type === 'failed') return failed(state, 'could not read the lock', event.error, context);
      if (isOver(state, context)) return failed(state, undefined, undefined, context);
      if (event.type === 'got') return stepGot(state, event.record, context);
      if (event.type === 'missing') return stepMissing(state, context);
      return failed(state, 'could not read the lock', errorOf(event), context);
    case 'create':
    case 'update':
      if (event.type === 'written') return succeeded(state, activity.record, activity.startedAt, context);
      // Another client may have written, or this write may have succeeded without an answer: read the lock.
      if (activity.type === 'update' && activity.optimistic && !isOver(state, context)) return call(state, get(context));
      return failed(state, 'could not write the lock', errorOf(event), context);
    case 'wait':
      return { state, effects: [] };
  }
}

/**
 * Handles a lock that does not exist. A leader creates it again, and a candidate that has just started takes it. Any other
 * candidate cannot know who has held it since its last read, and has to wait.
 */
function stepMissing(state: Trying, context: StepContext): Step {
  const { observedRecord, hasRead } = state;
  const known: Trying = { ...state, hasRead: true };
  if (state.phase === 'renewing') return call(known, create(ownRecord(observedRecord, context), context));
  return call(known, create(hasRead ? vacantRecord(observedRecord, context) : newRecord(0, context), context));
}

/** Handles a lock that was read: renews it, takes it, or waits while another candidate holds it. */
function stepGot(before: Trying, record: LeaderElectionRecord, context: StepContext): Step {
  const memory = { ...observe(before, record, context), hasRead: true };
  const state = { ...before, ...memory };
  const { holderIdentity } = record;
  if (isLeader(memory, context)) {
    const step = call(state, update(ownRecord(record, context), false, context));
    return state.phase === 'renewing' ? { ...step, effects: [...step.effects, { type: 'slowPath' }] } : step;
  }
  // Another candidate leads already, so there is no reason to wait for the deadline.
  if (state.phase === 'renewing' && holderIdentity !== '') {
    return lost(memory, new Error(`${holderIdentity} took the lock`));
  }
  if (state.phase === 'acquiring' && !isReleased(record, before.observedRecord)) {
    if (holderIdentity === '' && !statesLease(record)) {
      if (before.hasRead) return call(state, update(vacantRecord(before.observedRecord, context), false, context));
    } else if (isLeaseValid(memory, context)) return failed(state, undefined, undefined, context);
  }
  return call(state, update(newRecord(record.leaderTransitions + 1, context), false, context));
}

/**
 * Handles a successful write. The lease counts from the time at which the write was sent. It may already have ended, if the
 * process was paused or the answer was slow. Another candidate may lead then.
 */
function succeeded(state: Trying, record: LeaderElectionRecord, sentAt: number, context: StepContext): Step {
  const observed = observe(state, record, context);
  if (!isLeader(observed, context)) return failed({ ...state, ...observed }, undefined, undefined, context);
  const { memory, effects } = report({ ...observed, renewedAt: sentAt });
  if (context.now >= leadsUntil(memory, context)) {
    if (state.phase === 'acquiring') return { ...acquire(memory, context), effects };
    return lost(observed, new Error('the lease ended before the server answered its renewal'));
  }
  // If a slow answer leaves too little of the lease for another retry period, the next renewal begins at once.
  const delayMs = leadsUntil(memory, context) - context.now > context.retryPeriodMs ? context.retryPeriodMs : 0;
  const next: ElectionState = { ...memory, phase: 'leading', activity: { type: 'wait', delayMs } };
  return { state: next, effects: state.phase === 'acquiring' ? [...effects, { type: 'startLeading' }] : effects };
}

/** Ends an unsuccessful try and schedules the next one. Reports the error if there is a message. */
function failed(state: Trying, message: string | undefined, error: unknown, context: StepContext): Step {
  const { now, retryPeriodMs, random } = context;
  const { memory, effects: reported } = report(memoryOf(state));
  const effects: ElectionEffect[] = message === undefined ? [] : [{ type: 'report', message, error }];
  effects.push(...reported);
  if (state.phase === 'acquiring') {
    const activity: Activity = { type: 'wait', delayMs: jitter(retryPeriodMs, jitterFactor, random) };
    return { state: { ...state, ...memory, activity }, effects };
  }
  if (now >= state.deadline) {
    const step = lost(memory, deadlineError(context, error));
    return { state: step.state, effects: [...step.effects, ...effects] };
  }
  const delayMs = Math.min(Math.max(state.triedAt + retryPeriodMs, now), state.deadline) - now;
  return { state: { ...state, ...memory, activity: { type: 'wait', delayMs } }, effects };
}

/**
 * Ends the leadership before any other effect. Does not release the lock: another candidate holds it, or may take it before the
 * release.
 */
function lost(memory: ElectionMemory, reason: Error): Step {
  const { memory: reported, effects } = report(memory);
  return stopped(reported, [{ type: 'endLeading', reason }, ...effects]);
}

function cancelled(state: Trying | InPhase<'leading'>, context: StepContext): Step {
  const memory = memoryOf(state);
  if (state.phase !== 'acquiring') return settle(memory, context);
  const { type } = state.activity;
  // A write in progress may have succeeded. Then this candidate holds the lock, and others would wait for its lease to end.
  if (context.releaseOnCancel && (type === 'create' || type === 'update')) return release(memory, context);
  return stopped(memory);
}

/**
 * Ends the leadership because the elector was stopped. The lock is released after the leader's work has ended, unless the lease
 * ends first.
 */
function settle(memory: ElectionMemory, context: StepContext): Step {
  const effects: ElectionEffect[] = [{ type: 'endLeading', reason: undefined }];
  const timeoutMs = leadsUntil(memory, context) - context.now;
  if (!context.releaseOnCancel || timeoutMs <= 0) return stopped(memory, effects);
  return { state: { ...memory, phase: 'settling', activity: { type: 'settle', timeoutMs } }, effects };
}

function release(memory: ElectionMemory, context: StepContext): Step {
  return { state: { ...memory, phase: 'releasing', activity: get(context) }, effects: [] };
}

/** Reads the lock and releases it only if this candidate still holds it. */
function stepReleasing(state: InPhase<'releasing'>, event: ElectionEvent, context: StepContext): Step {
  if (event.type === 'got') {
    const memory = observe(state, event.record, context);
    if (!isLeader(memory, context)) return stopped(memory);
    const record = releasedRecord(event.record, context);
    return { state: { ...state, ...memory, activity: update(record, false, context) }, effects: [] };
  }
  const memory = memoryOf(state);
  if (event.type === 'written' && state.activity.type === 'update') {
    return stopped(observe(memory, state.activity.record, context));
  }
  return event.type === 'missing' ? stopped(memory) : stopped(memory, [notReleased(event)]);
}

function stopped(memory: ElectionMemory, effects: readonly ElectionEffect[] = []): Step {
  return { state: { ...memory, phase: 'stopped' }, effects };
}

/** Stores a record, and the time since which it has not changed. */
function observe(memory: ElectionMemory, record: LeaderElectionRecord, context: StepContext): ElectionMemory {
  const known = memoryOf(memory);
  return sameRecord(known.observedRecord, record) ? known : { ...known, observedRecord: record, observedAt: context.now };
}

/** Reports the observed leader if it was not reported before. */
function report(memory: ElectionMemory): { memory: ElectionMemory; effects: ElectionEffect[] } {
  const identity = memory.observedRecord.holderIdentity;
  if (identity === memory.reportedLeader) return { memory, effects: [] };
  return { memory: { ...memory, reportedLeader: identity }, effects: [{ type: 'newLeader', identity }] };
}

function isLeader(memory: ElectionMemory, { identity }: StepContext): boolean {
  return memory.observedRecord.holderIdentity === identity;
}

/**
 * Whether the observed lease has not ended. Uses the duration in the record, because the holder may be configured differently.
 */
function isLeaseValid({ observedRecord, observedAt }: ElectionMemory, { now, leaseDurationMs }: StepContext): boolean {
  const { leaseDurationSeconds } = observedRecord;
  return observedAt + (leaseDurationSeconds > 0 ? leaseDurationSeconds * 1000 : leaseDurationMs) > now;
}

/** Returns the start and the timeout of a call. The timeout leaves time for a second call before the deadline. */
function limits({ now, renewDeadlineMs }: StepContext): { startedAt: number; timeoutMs: number } {
  return { startedAt: now, timeoutMs: Math.min(Math.max(1000, renewDeadlineMs / 2), renewDeadlineMs) };
}

const get = (context: StepContext): LockCall => ({ type: 'get', ...limits(context) });

const create = (record: LeaderElectionRecord, context: StepContext): LockCall => ({
  type: 'create',
  record,
  ...limits(context),
});

const update = (record: LeaderElectionRecord, optimistic: boolean, context: StepContext): LockCall => ({
  type: 'update',
  record,
  optimistic,
  ...limits(context),
});

/** Whether the deadline of a renewal has passed. */
function isOver(state: Trying, { now }: StepContext): boolean {
  return state.phase === 'renewing' && now >= state.deadline;
}

/** Continues a try with another call, which must end before the deadline of a renewal. */
function call(state: Trying, next: LockCall): Step {
  return { state: { ...state, activity: state.phase === 'renewing' ? within(next, state.deadline) : next }, effects: [] };
}

function within(next: LockCall, deadline: number): LockCall {
  return { ...next, timeoutMs: Math.max(0, Math.min(next.timeoutMs, deadline - next.startedAt)) };
}

function deadlineError({ renewDeadlineMs }: StepContext, cause?: unknown): Error {
  return new Error(`the lock could not be renewed within ${renewDeadlineMs} ms`, { cause });
}

function notReleased(event: ElectionEvent): ElectionEffect {
  return { type: 'report', message: 'could not release the lock', error: errorOf(event) };
}

function errorOf(event: ElectionEvent): unknown {
  return event.type === 'failed' ? event.error : new Error(`unexpected: ${event.type}`);
}

/** Creates the record of a candidate that takes the lock now. */
export function newRecord(leaderTransitions: number, context: StepContext): LeaderElectionRecord {
  const now = formatMicroTime(context.timeOfDay);
  return {
    holderIdentity: context.identity,
    // Rounded up, so that other candidates never consider a lease ended that its holder still relies on.
    leaseDurationSeconds: Math.ceil(context.leaseDurationMs / 1000),
    acquireTime: now,
    renewTime: now,
    leaderTransitions,
  };
}

/** Creates the record with which the holder renews the lock. */
export function ownRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), acquireTime: old.acquireTime };
}

/** The duration in the record of a released lock. Source: client-go, `LeaderElector.release`. */
const releasedSeconds = 1;

/** Creates the record with which the holder releases the lock. */
export function releasedRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), holderIdentity: '', leaseDurationSeconds: releasedSeconds };
}

/**
 * Creates the record of a lock whose last holder is unknown, because its record was deleted or emptied. Candidates take such a
 * lock only after the record has stayed unchanged for its duration. Each vacant record differs from the previous record, so that
 * candidates notice every write.
 */
export function vacantRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  const record = newRecord(old.leaderTransitions, context);
  const leaseDurationSeconds = Math.max(record.leaseDurationSeconds, old.leaseDurationSeconds, releasedSeconds + 1);
  return { ...record, holderIdentity: '', leaseDurationSeconds };
}

/** Whether the last holder released the lock. A record from which another client only removed the holder is not released. */
export function isReleased(record: LeaderElectionRecord, last: LeaderElectionRecord): boolean {
  const { holderIdentity, leaseDurationSeconds, renewTime } = record;
  if (holderIdentity !== '' || leaseDurationSeconds !== releasedSeconds || renewTime === undefined) return false;
  return last.holderIdentity === '' || !sameRecord({ ...record, holderIdentity: last.holderIdentity }, last);
}

/** Whether a record states when its lease began and how long it lasts, so that a candidate can wait for its end. */
export function statesLease(record: LeaderElectionRecord): boolean {
  return record.leaseDurationSeconds > 0 && record.renewTime !== undefined;
}
