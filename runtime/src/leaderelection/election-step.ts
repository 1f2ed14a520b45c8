import { formatMicroTime } from '../meta/index.js';
import { jitter } from '../wait/index.js';
import { jitterFactor } from './config.js';
import {
  memoryOf,
  type Activity,
  type ElectionEffect,
  type ElectionEvent,
  type ElectionMemory,
  type ElectionState,
  type LockCall,
  type Step,
  type StepContext,
} from './election-state.js';
import { sameRecord, type LeaderElectionRecord } from './record.js';

type InPhase<P extends ElectionState['phase']> = Extract<ElectionState, { phase: P }>;
/** Who tries to get or to keep the lock. */
type Trying = InPhase<'acquiring'> | InPhase<'renewing'>;

/**
 * One candidate's election as a step function: what it does next, given what it was doing and what came of it.
 *
 * Times of other machines are never compared with those of this one. A lease counts from when its record was first seen here.
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

/** Begins to try, for ever, to become the leader. */
export function acquire(memory: ElectionMemory, context: StepContext): Step {
  return { state: { ...memory, phase: 'acquiring', triedAt: context.now, activity: firstCall(memory, context) }, effects: [] };
}

/** Begins a renewal. A lease that nobody can have seen renewed for its whole length is not ours, whatever the deadline says. */
function renew(memory: ElectionMemory, context: StepContext): Step {
  const { now, renewDeadlineMs, leaseDurationMs } = context;
  const deadline = Math.min(now + renewDeadlineMs, memory.renewedAt + leaseDurationMs);
  if (now >= deadline) return lost(memory, new Error('the lease ran out before it could be renewed'));
  const activity = within(firstCall(memory, context), deadline);
  return { state: { ...memory, phase: 'renewing', triedAt: now, deadline, activity }, effects: [] };
}

function tryAgain(state: Trying, context: StepContext): Step {
  if (state.phase === 'acquiring') return acquire(memoryOf(state), context);
  if (context.now >= state.deadline) return lost(memoryOf(state), deadlineError(context));
  const activity = within(firstCall(memoryOf(state), context), state.deadline);
  return { state: { ...state, triedAt: context.now, activity }, effects: [] };
}

/** A leader whose lease is valid writes at once, and is refused where the lock has changed; all others look first. */
function firstCall(memory: ElectionMemory, context: StepContext): LockCall {
  if (!isLeader(memory, context) || !isLeaseValid(memory, context)) return get(context);
  return update(ownRecord(memory.observedRecord, context), true, context);
}

function stepTrying(state: Trying, event: ElectionEvent, context: StepContext): Step {
  const { activity } = state;
  switch (activity.type) {
    case 'get':
      if (event.type === 'got') return stepGot(state, event.record, context);
      if (event.type === 'missing') return call(state, create(newRecord(0, context), context));
      return failed(state, 'could not read the lock', errorOf(event), context);
    case 'create':
    case 'update':
      if (event.type === 'written') return succeeded(state, activity.record, activity.startedAt, context);
      // Somebody else may have written, or we may have without hearing of it: look.
      if (activity.type === 'update' && activity.optimistic) return call(state, get(context));
      return failed(state, 'could not write the lock', errorOf(event), context);
    case 'wait':
      return { state, effects: [] };
  }
}

/** What the lock holds is known: it is held by another, or it can be taken or renewed. */
function stepGot(before: Trying, record: LeaderElectionRecord, context: StepContext): Step {
  const memory = observe(before, record, context);
  const state = { ...before, ...memory };
  const { holderIdentity } = record;
  if (isLeader(memory, context)) {
    const step = call(state, update(ownRecord(record, context), false, context));
    return state.phase === 'renewing' ? { ...step, effects: [...step.effects, { type: 'slowPath' }] } : step;
  }
  // Somebody else leads already: there is nothing to wait for.
  if (state.phase === 'renewing' && holderIdentity !== '') {
    return lost(memory, new Error(`the lock was taken by ${holderIdentity}`));
  }
  if (holderIdentity !== '' && isLeaseValid(memory, context)) return failed(state, undefined, undefined, context);
  return call(state, update(newRecord(record.leaderTransitions + 1, context), false, context));
}

/** The lock is ours from when the write was sent. */
function succeeded(state: Trying, record: LeaderElectionRecord, sentAt: number, context: StepContext): Step {
  const { memory, effects } = report({ ...observe(state, record, context), renewedAt: sentAt });
  const next: ElectionState = { ...memory, phase: 'leading', activity: { type: 'wait', delayMs: context.retryPeriodMs } };
  return { state: next, effects: state.phase === 'acquiring' ? [...effects, { type: 'startLeading' }] : effects };
}

/** Not this time. Where there is an error, it is told of. */
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
    return { state: step.state, effects: [...effects, ...step.effects] };
  }
  const delayMs = Math.min(Math.max(state.triedAt + retryPeriodMs, now), state.deadline) - now;
  return { state: { ...state, ...memory, activity: { type: 'wait', delayMs } }, effects };
}

/** The lock is another's, or will be before it could be released. */
function lost(memory: ElectionMemory, reason: Error): Step {
  const { memory: told, effects } = report(memory);
  return stopped(told, [...effects, { type: 'endLeading', reason }]);
}

function cancelled(state: Trying | InPhase<'leading'>, context: StepContext): Step {
  const memory = memoryOf(state);
  if (state.phase !== 'acquiring') return settle(memory, context);
  const { type } = state.activity;
  // A write that was under way may have been done: then the lock is ours, and others would wait for its end.
  if (context.releaseOnCancel && (type === 'create' || type === 'update')) return release(memory, context);
  return stopped(memory);
}

/** Leads no more. What is to be released has to be unused first; when the lease has ended, there is nothing to release. */
function settle(memory: ElectionMemory, context: StepContext): Step {
  const effects: ElectionEffect[] = [{ type: 'endLeading', reason: undefined }];
  const timeoutMs = memory.renewedAt + context.leaseDurationMs - context.now;
  if (!context.releaseOnCancel || timeoutMs <= 0) return stopped(memory, effects);
  return { state: { ...memory, phase: 'settling', activity: { type: 'settle', timeoutMs } }, effects };
}

function release(memory: ElectionMemory, context: StepContext): Step {
  return { state: { ...memory, phase: 'releasing', activity: get(context) }, effects: [] };
}

/** Only what the lock itself says is released: another may hold it by now. */
function stepReleasing(state: InPhase<'releasing'>, event: ElectionEvent, context: StepContext): Step {
  if (event.type === 'got') {
    const memory = observe(state, event.record, context);
    if (!isLeader(memory, context)) return stopped(memory);
    const now = formatMicroTime(context.timeOfDay);
    const record: LeaderElectionRecord = {
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
      leaderTransitions: event.record.leaderTransitions,
    };
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

/** A record counts from when it is first seen; one that says the same as before tells nothing new. */
function observe(memory: ElectionMemory, record: LeaderElectionRecord, context: StepContext): ElectionMemory {
  const known = memoryOf(memory);
  return sameRecord(known.observedRecord, record) ? known : { ...known, observedRecord: record, observedAt: context.now };
}

function report(memory: ElectionMemory): { memory: ElectionMemory; effects: ElectionEffect[] } {
  const identity = memory.observedRecord.holderIdentity;
  if (identity === memory.reportedLeader) return { memory, effects: [] };
  return { memory: { ...memory, reportedLeader: identity }, effects: [{ type: 'newLeader', identity }] };
}

function isLeader(memory: ElectionMemory, { identity }: StepContext): boolean {
  return memory.observedRecord.holderIdentity === identity;
}

/** By the length that the record states: its holder may have been set up otherwise. */
function isLeaseValid({ observedRecord, observedAt }: ElectionMemory, { now }: StepContext): boolean {
  return observedAt + observedRecord.leaseDurationSeconds * 1000 > now;
}

function newRecord(leaderTransitions: number, context: StepContext): LeaderElectionRecord {
  const now = formatMicroTime(context.timeOfDay);
  return {
    holderIdentity: context.identity,
    // Rounded up: others must not take for ended what its holder still counts on.
    leaseDurationSeconds: Math.ceil(context.leaseDurationMs / 1000),
    acquireTime: now,
    renewTime: now,
    leaderTransitions,
  };
}

/** The record of one who stays the holder. */
function ownRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), acquireTime: old.acquireTime };
}

/** No single call may use up the time for the others. */
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

/** Goes on with a try by another call, unless a leader's time is up. */
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
