import type { ElectionEvent, ElectionState } from '../../runtime/src/leaderelection/election-state.js';
import { step } from '../../runtime/src/leaderelection/election-step.js';
import type { StepFunction } from './candidate.js';
import type { HistoryKind, Planted } from './history.js';

/** A fault in the code under test, and the histories that find it. */
export interface PlantedFault {
  readonly name: string;
  readonly kind: HistoryKind;
  readonly planted: Planted;
}

/** Returns the real step function with a change of its event. */
const seeing =
  (change: (event: ElectionEvent, state: ElectionState) => ElectionEvent): StepFunction =>
  (state, event, context) =>
    step(state, change(event, state), context);

/** A fault: handles the response to a write with the time at which it was sent. */
const withoutCheckAfterWrite: StepFunction = (state, event, context) => {
  const sentAt = state.phase !== 'stopped' && 'startedAt' in state.activity ? state.activity.startedAt : context.now;
  return step(state, event, event.type === 'written' ? { ...context, now: sentAt } : context);
};

/** A fault: starts a lease when the response to its write arrives. */
const fromTheAnswer: StepFunction = (state, event, context) => {
  const next = step(state, event, context);
  if (event.type !== 'written' || next.state.phase !== 'leading') return next;
  return { ...next, state: { ...next.state, renewedAt: context.now } };
};

/** A fault: starts the renew deadline with each renewal, regardless of the time of the last write. */
const deadlineFromRenewal: StepFunction = (state, event, context) => {
  if (state.phase === 'leading' && event.type === 'woken') return step({ ...state, renewedAt: context.now }, event, context);
  return step(state, event, context);
};

/** A fault: continues to lead while the lock cannot be renewed. */
const withoutDeadline: StepFunction = (state, event, context) => {
  if (state.phase !== 'renewing' || event.type === 'cancelled') return step(state, event, context);
  return step({ ...state, renewedAt: context.now, deadline: Infinity }, event, context);
};

const inHalf = (event: ElectionEvent): ElectionEvent =>
  event.type === 'got'
    ? { ...event, record: { ...event.record, leaseDurationSeconds: event.record.leaseDurationSeconds / 2 } }
    : event;

const nobodyHasReleased = (event: ElectionEvent): ElectionEvent =>
  event.type === 'got' && event.record.holderIdentity === ''
    ? { ...event, record: { ...event.record, leaseDurationSeconds: 1, renewTime: 'released' } }
    : event;

export const plantedFaults: readonly PlantedFault[] = [
  { name: 'no check of the lease after a write', kind: 'restarts', planted: { step: withoutCheckAfterWrite } },
  { name: 'a lease that counts from the answer to its write', kind: 'restarts', planted: { step: fromTheAnswer } },
  { name: 'a deadline that counts from each renewal', kind: 'restarts', planted: { step: deadlineFromRenewal } },
  { name: 'no deadline', kind: 'restarts', planted: { step: withoutDeadline } },
  { name: 'a lease that others take after half its duration', kind: 'restarts', planted: { step: seeing(inHalf) } },
  { name: 'clocks whose rates differ by more than is documented', kind: 'restarts', planted: { clockRatio: 1.8 } },
  { name: 'a server that takes any version', kind: 'restarts', planted: { checksVersions: false } },
  { name: 'no fence for writes', kind: 'restarts', planted: { fenced: false } },
  {
    name: 'a deleted Lease that is taken at once',
    kind: 'deletions',
    planted: {
      step: (state, event, context) => step(event.type === 'missing' ? { ...state, hasRead: false } : state, event, context),
    },
  },
  { name: 'an emptied Lease that is taken at once', kind: 'deletions', planted: { step: seeing(nobodyHasReleased) } },
  {
    name: 'a holder without a duration whose Lease is taken at once',
    kind: 'deletions',
    planted: {
      step: (state, event, context) =>
        step(
          state,
          event.type === 'got' && event.record.leaseDurationSeconds === 0
            ? { ...event, record: { ...event.record, leaseDurationSeconds: 0.001 } }
            : event,
          context,
        ),
    },
  },
  {
    name: 'a deleted Lease that is taken when the last known lease has ended',
    kind: 'deletions',
    planted: {
      step: (state, event, context) => {
        const { observedAt, observedRecord } = state;
        const hasEnded = observedAt + observedRecord.leaseDurationSeconds * 1000 <= context.now;
        return step(event.type === 'missing' && hasEnded ? { ...state, hasRead: false } : state, event, context);
      },
    },
  },
];
