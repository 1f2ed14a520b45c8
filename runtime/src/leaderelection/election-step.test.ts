import {
  initialMemory,
  type ElectionEffect,
  type ElectionEvent,
  type ElectionMemory,
  type ElectionState,
  type Step,
  type StepContext,
} from './election-state.js';
import { acquire, step } from './election-step.js';
import type { LeaderElectionRecord } from './resource-lock.js';

const start = Date.UTC(2026, 0, 2, 15, 4, 5);

function at(now: number, changes: Partial<StepContext> = {}): StepContext {
  return {
    identity: 'baz',
    leaseDurationMs: 10_000,
    renewDeadlineMs: 8_000,
    retryPeriodMs: 2_000,
    releaseOnCancel: false,
    now,
    timeOfDay: start + now,
    random: () => 0.5,
    ...changes,
  };
}

function record(holderIdentity: string, changes: Partial<LeaderElectionRecord> = {}): LeaderElectionRecord {
  return { holderIdentity, leaseDurationSeconds: 10, leaderTransitions: 0, ...changes };
}

/** Returns the memory of a candidate that first observed a record at `observedAt`. */
function seen(observed: LeaderElectionRecord, observedAt: number, renewedAt = -Infinity): ElectionMemory {
  return { ...initialMemory, observedRecord: observed, observedAt, renewedAt };
}

const ok: ElectionEvent = { type: 'written' };
const missing: ElectionEvent = { type: 'missing' };
const refused: ElectionEvent = { type: 'failed', error: new Error('refused') };
const woken: ElectionEvent = { type: 'woken' };
const cancelled: ElectionEvent = { type: 'cancelled' };
const got = (of: LeaderElectionRecord): ElectionEvent => ({ type: 'got', record: of });

/** Returns the phase and the type of its activity. */
function doing(state: ElectionState): string {
  return state.phase === 'stopped' ? 'stopped' : `${state.phase} ${state.activity.type}`;
}

function writing(state: ElectionState): LeaderElectionRecord {
  if (state.phase !== 'stopped' && (state.activity.type === 'create' || state.activity.type === 'update')) {
    return state.activity.record;
  }
  throw new Error(`writes nothing, but is ${doing(state)}`);
}

function waiting(state: ElectionState): number {
  if (state.phase !== 'stopped' && state.activity.type === 'wait') return state.activity.delayMs;
  throw new Error(`does not wait, but is ${doing(state)}`);
}

/** Applies events after a first step. Returns the last state, the states on the way, and all effects. */
function play(first: Step, now: number, events: readonly ElectionEvent[], changes: Partial<StepContext> = {}) {
  let { state } = first;
  const effects: ElectionEffect[] = [...first.effects];
  const path = [doing(state)];
  for (const event of events) {
    const next = step(state, event, at(now, changes));
    state = next.state;
    effects.push(...next.effects);
    path.push(doing(state));
  }
  return { state, path, effects: effects.map(({ type }) => type), all: effects };
}

/** Returns the state of a candidate that leads since time 0 and whose next renewal is due. */
function leading(changes: Partial<StepContext> = {}): ElectionState {
  return play(acquire(initialMemory, at(0, changes)), 0, [missing, ok], changes).state;
}

describe('a candidate that acquires the lock', () => {
  test.each<[string, ElectionMemory, ElectionEvent[], string, string, number]>([
    ['does not exist', initialMemory, [missing, ok], 'leading wait', 'baz', 0],
    ['has no record', initialMemory, [got(record('', { leaseDurationSeconds: 0 })), ok], 'leading wait', 'baz', 1],
    ['was released', seen(record(''), 5_000), [got(record('')), ok], 'leading wait', 'baz', 1],
    [
      'stayed unchanged for its lease duration',
      seen(record('bing'), -10_000),
      [got(record('bing')), ok],
      'leading wait',
      'baz',
      1,
    ],
    [
      'is held and stayed unchanged for less than that',
      seen(record('bing'), -9_999),
      [got(record('bing'))],
      'acquiring wait',
      'bing',
      0,
    ],
    ['is held and has just changed', seen(record('bing'), -99_999), [got(record('bang'))], 'acquiring wait', 'bang', 0],
    ['names this candidate as the holder already', initialMemory, [got(record('baz')), ok], 'leading wait', 'baz', 0],
    ['was created by another candidate in the meantime', initialMemory, [missing, refused], 'acquiring wait', '', 0],
    [
      'was updated by another candidate in the meantime',
      seen(record('bing'), -10_000),
      [got(record('bing')), refused],
      'acquiring wait',
      'bing',
      0,
    ],
    ['cannot be read', initialMemory, [refused], 'acquiring wait', '', 0],
  ])('leads or waits if the lock %s', (_what, memory, events, end, holder, transitions) => {
    const { state } = play(acquire(memory, at(0)), 0, events);
    expect(doing(state)).toBe(end);
    expect(state.observedRecord.holderIdentity).toBe(holder);
    expect(state.observedRecord.leaderTransitions).toBe(transitions);
  });

  test('writes its identity, the duration in seconds, and timestamps in microseconds', () => {
    const { state } = play(acquire(initialMemory, at(0.25)), 0.25, [missing], { leaseDurationMs: 9_500 });
    expect(writing(state)).toEqual({
      holderIdentity: 'baz',
      leaseDurationSeconds: 10,
      acquireTime: '2026-01-02T15:04:05.000250Z',
      renewTime: '2026-01-02T15:04:05.000250Z',
      leaderTransitions: 0,
    });
  });

  test('measures a lease from the first observation of its record, not from its timestamps', () => {
    const stale = record('bing', { renewTime: '1999-01-01T00:00:00.000000Z' });
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(stale)]);
    expect(doing(state)).toBe('acquiring wait');
    const still = step(step(state, woken, at(9_999)).state, got(stale), at(9_999));
    expect(doing(still.state)).toBe('acquiring wait');
    const over = step(step(still.state, woken, at(10_000)).state, got(stale), at(10_000));
    expect(doing(over.state)).toBe('acquiring update');
  });

  test('measures the lease again from each renewal of the holder', () => {
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(record('bing', { renewTime: 'a' }))]);
    const renewed = step(step(state, woken, at(9_000)).state, got(record('bing', { renewTime: 'b' })), at(9_000));
    const later = step(step(renewed.state, woken, at(18_999)).state, got(record('bing', { renewTime: 'b' })), at(18_999));
    expect(doing(later.state)).toBe('acquiring wait');
  });

  test('uses the duration of the record, not its own', () => {
    const short = record('bing', { leaseDurationSeconds: 3 });
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(short)]);
    expect(doing(step(step(state, woken, at(3_000)).state, got(short), at(3_000)).state)).toBe('acquiring update');
  });

  test('waits for the retry period plus up to 1.2 times of it at random', () => {
    expect(waiting(play(acquire(initialMemory, at(0)), 0, [refused], { random: () => 0 }).state)).toBe(2_000);
    expect(waiting(play(acquire(initialMemory, at(0)), 0, [refused], { random: () => 0.5 }).state)).toBe(3_200);
  });

  test('reports a leader when it is first observed and when it changes', () => {
    const first = play(acquire(initialMemory, at(0)), 0, [got(record('bing')), woken, got(record('bing', { renewTime: 'b' }))]);
    expect(first.all).toEqual([{ type: 'newLeader', identity: 'bing' }]);
    const second = play(step(first.state, woken, at(1)), 1, [got(record('bang'))]);
    expect(second.all).toEqual([{ type: 'newLeader', identity: 'bang' }]);
  });
});

describe('a leader', () => {
  test('is reported as the new leader before it starts leading', () => {
    const { effects, state } = play(acquire(initialMemory, at(0)), 0, [missing, ok]);
    expect(effects).toEqual(['newLeader', 'startLeading']);
    expect(waiting(state)).toBe(2_000);
  });

  test('renews without a read and keeps the acquire time', () => {
    const { state, path } = play(step(leading(), woken, at(2_000)), 2_000, []);
    expect(path).toEqual(['renewing update']);
    expect(writing(state)).toEqual({
      holderIdentity: 'baz',
      leaseDurationSeconds: 10,
      acquireTime: '2026-01-02T15:04:05.000000Z',
      renewTime: '2026-01-02T15:04:07.000000Z',
      leaderTransitions: 0,
    });
    expect(doing(step(state, ok, at(2_000)).state)).toBe('leading wait');
  });

  test('reads after a conflict, and writes again if it still holds the lock', () => {
    const before = leading();
    const { path, effects } = play(step(before, woken, at(2_000)), 2_000, [refused, got(record('baz', { renewTime: 'x' })), ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing update', 'leading wait']);
    expect(effects).toEqual(['slowPath']);
  });

  test('creates the lock again if it was deleted', () => {
    const { path } = play(step(leading(), woken, at(2_000)), 2_000, [refused, missing, ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing create', 'leading wait']);
  });

  test('takes the lock again if its record was emptied', () => {
    const { path, state } = play(step(leading(), woken, at(2_000)), 2_000, [refused, got(record('')), ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing update', 'leading wait']);
    expect(state.observedRecord.leaderTransitions).toBe(1);
  });

  test('stops leading at once when it reads that another candidate leads', () => {
    const { path, effects, all } = play(step(leading(), woken, at(2_000)), 2_000, [refused, got(record('bing'))]);
    expect(path).toEqual(['renewing update', 'renewing get', 'stopped']);
    expect(effects).toEqual(['endLeading', 'newLeader']);
    expect(all).toContainEqual({ type: 'endLeading', reason: new Error('bing took the lock') });
  });

  test('retries in each period until the deadline, and then stops leading', () => {
    let { state } = step(leading({ leaseDurationMs: 15_000 }), woken, at(2_000, { leaseDurationMs: 15_000 }));
    const tries: number[] = [];
    let ended: ElectionEffect[] = [];
    for (let now = 2_000; state.phase !== 'stopped';) {
      const context = at(now, { leaseDurationMs: 15_000 });
      if (state.phase === 'renewing' && state.activity.type === 'wait') {
        now += state.activity.delayMs;
        const next = step(state, woken, at(now, { leaseDurationMs: 15_000 }));
        state = next.state;
        ended = [...next.effects];
        continue;
      }
      if (state.phase === 'renewing' && state.activity.type === 'update') tries.push(now);
      ({ state } = step(state, refused, context));
    }
    expect(tries).toEqual([2_000, 4_000, 6_000, 8_000]);
    expect(ended).toEqual([{ type: 'endLeading', reason: new Error('the lock could not be renewed within 8000 ms') }]);
  });

  test('lets no call last longer than the deadline', () => {
    const { state } = step(leading(), woken, at(2_000));
    expect(state).toMatchObject({ activity: { type: 'update', timeoutMs: 4_000 } });
    const again = step(step(state, refused, at(6_000)).state, refused, at(9_000));
    expect(waiting(again.state)).toBe(0);
    expect(step(again.state, woken, at(9_000)).state).toMatchObject({ activity: { timeoutMs: 1_000 } });
  });

  test('has a deadline before the end of its lease, measured from the time at which the write was sent', () => {
    // The write that made it the leader was sent at 0 and answered at 4,000. Other candidates may measure from 0.
    const asked = step(acquire(initialMemory, at(0)).state, missing, at(0)).state;
    const { state } = step(asked, ok, at(4_000));
    expect(step(state, woken, at(6_000)).state).toMatchObject({ phase: 'renewing', deadline: 10_000 });
    expect(step(state, woken, at(10_000)).state.phase).toBe('stopped');
  });

  test('reads before it writes if its lease has ended by the duration in the record', () => {
    const memory = seen(record('baz', { leaseDurationSeconds: 1 }), 0, 0);
    const state: ElectionState = { ...memory, phase: 'leading', activity: { type: 'wait', delayMs: 2_000 } };
    expect(doing(step(state, woken, at(2_000)).state)).toBe('renewing get');
  });
});

describe('an elector that is stopped', () => {
  const releasing = { releaseOnCancel: true };

  test('stops at once if it does not hold the lock', () => {
    for (const memory of [initialMemory, seen(record('bing'), 0)]) {
      expect(play(acquire(memory, at(0)), 0, [cancelled], releasing)).toMatchObject({
        path: ['acquiring get', 'stopped'],
        effects: [],
      });
    }
  });

  test('does not release the lock without releaseOnCancel', () => {
    expect(play(step(leading(), woken, at(2_000)), 2_000, [cancelled])).toMatchObject({
      path: ['renewing update', 'stopped'],
      effects: ['endLeading'],
    });
  });

  test('releases the lock after its work has ended: no holder, one second, the same transitions', () => {
    const held = record('baz', { leaderTransitions: 3 });
    const { path, effects, state } = play(
      step(leading(), cancelled, at(500, releasing)),
      500,
      [{ type: 'settled' }, got(held)],
      releasing,
    );
    expect(path).toEqual(['settling settle', 'releasing get', 'releasing update']);
    expect(effects).toEqual(['endLeading']);
    expect(writing(state)).toEqual({
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: '2026-01-02T15:04:05.500000Z',
      renewTime: '2026-01-02T15:04:05.500000Z',
      leaderTransitions: 3,
    });
    const end = step(state, ok, at(500, releasing)).state;
    expect([end.phase, end.observedRecord.holderIdentity]).toEqual(['stopped', '']);
  });

  test('waits for its work to end only while its lease lasts', () => {
    expect(step(leading(), cancelled, at(4_000, releasing)).state).toMatchObject({
      activity: { type: 'settle', timeoutMs: 6_000 },
    });
    expect(play(step(leading(), cancelled, at(500, releasing)), 10_000, [refused], releasing)).toMatchObject({
      path: ['settling settle', 'stopped'],
      effects: ['endLeading', 'report'],
    });
  });

  test('does not release a lock that another candidate holds', () => {
    const { path } = play(
      step(leading(), cancelled, at(500, releasing)),
      500,
      [{ type: 'settled' }, got(record('bing'))],
      releasing,
    );
    expect(path).toEqual(['settling settle', 'releasing get', 'stopped']);
  });

  test('does not release a lock that it could not renew', () => {
    const { path, effects } = play(step(leading(releasing), woken, at(2_000, releasing)), 10_000, [refused], releasing);
    expect(path).toEqual(['renewing update', 'stopped']);
    expect(effects).toEqual(['endLeading', 'report']);
  });

  test('reads the lock if a write was in progress, and releases it if the write succeeded', () => {
    const { path, effects } = play(acquire(initialMemory, at(0)), 0, [missing, cancelled, got(record('baz')), ok], releasing);
    expect(path).toEqual(['acquiring get', 'acquiring create', 'releasing get', 'releasing update', 'stopped']);
    expect(effects).toEqual([]);
  });

  test.each<[string, ElectionEvent[], number]>([
    ['cannot be read', [{ type: 'settled' }, refused], 1],
    ['is gone', [{ type: 'settled' }, missing], 0],
    ['cannot be written', [{ type: 'settled' }, got(record('baz')), refused], 1],
  ])('stops even if the lock %s', (_what, events, reports) => {
    const { state, effects } = play(step(leading(), cancelled, at(500, releasing)), 500, events, releasing);
    expect(state.phase).toBe('stopped');
    expect(effects.filter((type) => type === 'report')).toHaveLength(reports);
  });
});

describe('a lease that ends before the answer to its write', () => {
  test('ends the leadership at once', () => {
    const renewing = step(leading(), woken, at(2_000)).state;
    const { state, effects } = step(renewing, ok, at(12_000));
    expect([state.phase, effects]).toEqual([
      'stopped',
      [{ type: 'endLeading', reason: new Error('the lease ended before the server answered its renewal') }],
    ]);
    expect(step(renewing, ok, at(11_999)).state.phase).toBe('leading');
  });

  test.each<[string, ElectionEvent[]]>([
    ['created', [missing]],
    ['taken', [got(record(''))]],
  ])('does not start the leadership when the lock was %s, and the candidate writes again', (_what, events) => {
    const writing = play(acquire(initialMemory, at(0)), 0, events).state;
    const { path, effects, state } = play(step(writing, ok, at(10_000)), 10_000, [ok]);
    expect(path).toEqual(['acquiring update', 'leading wait']);
    expect(effects).toEqual(['newLeader', 'startLeading']);
    expect(state.renewedAt).toBe(10_000);
  });

  test('ends the leadership before the lock is read again', () => {
    const renewing = step(leading(), woken, at(2_000)).state;
    expect(step(renewing, refused, at(10_000))).toMatchObject({
      state: { phase: 'stopped' },
      effects: [{ type: 'endLeading' }, {}],
    });
  });
});

describe('a lock that is deleted or emptied while its holder may be alive', () => {
  const known = (): ElectionState => play(acquire(initialMemory, at(0)), 0, [got(record('bing', { renewTime: 'a' }))]).state;
  const nulled = record('', { leaseDurationSeconds: 0 });

  test.each<[string, ElectionEvent]>([
    ['is missing', missing],
    ['has no spec', got(nulled)],
  ])('and %s is marked as vacant, and taken after it stayed unchanged for the lease duration', (_what, seenEvent) => {
    const { state, path } = play(step(known(), woken, at(4_000)), 4_000, [seenEvent]);
    expect(path.at(-1)).toMatch(/^acquiring (create|update)$/);
    const vacant = writing(state);
    expect(vacant).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 10 });
    const waiting = step(state, ok, at(4_000)).state;
    expect(doing(waiting)).toBe('acquiring wait');
    const look = (now: number) => step(step(waiting, woken, at(now)).state, got(vacant), at(now)).state;
    expect(doing(look(13_999))).toBe('acquiring wait');
    expect(writing(look(14_000)).holderIdentity).toBe('baz');
  });

  test('is taken when its lease would have ended if only the holder was removed', () => {
    const edited = record('', { renewTime: 'a' });
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(edited)]);
    expect(doing(state)).toBe('acquiring wait');
  });

  test('counts for the duration of the candidate if its duration was removed', () => {
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(record('bing', { leaseDurationSeconds: 0 }))]);
    expect(doing(state)).toBe('acquiring wait');
  });

  test('is taken at once if it was released', () => {
    const released = record('', { leaseDurationSeconds: 1, renewTime: 'b' });
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(released)]);
    expect(writing(state).holderIdentity).toBe('baz');
  });

  test('is taken at once by a candidate that has just started', () => {
    for (const event of [missing, got(nulled)]) {
      expect(writing(play(acquire(initialMemory, at(0)), 0, [event]).state).holderIdentity).toBe('baz');
    }
  });
});
