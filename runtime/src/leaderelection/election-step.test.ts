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
import type { LeaderElectionRecord } from './record.js';

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

/** As one who has seen `observed` at `observedAt`. */
function seen(observed: LeaderElectionRecord, observedAt: number, renewedAt = -Infinity): ElectionMemory {
  return { ...initialMemory, observedRecord: observed, observedAt, renewedAt };
}

const ok: ElectionEvent = { type: 'written' };
const missing: ElectionEvent = { type: 'missing' };
const refused: ElectionEvent = { type: 'failed', error: new Error('refused') };
const woken: ElectionEvent = { type: 'woken' };
const cancelled: ElectionEvent = { type: 'cancelled' };
const got = (of: LeaderElectionRecord): ElectionEvent => ({ type: 'got', record: of });

/** What is asked for next, in a word. */
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

/** Lets a first step go on by events, and notes what was done and what came of it. */
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

/** The state of one who leads since 0, and whose next renewal is due. */
function leading(changes: Partial<StepContext> = {}): ElectionState {
  return play(acquire(initialMemory, at(0, changes)), 0, [missing, ok], changes).state;
}

describe('to get the lock', () => {
  test.each<[string, ElectionMemory, ElectionEvent[], string, string, number]>([
    ['there is none', initialMemory, [missing, ok], 'leading wait', 'baz', 0],
    ['it has no record', initialMemory, [got(record('', { leaseDurationSeconds: 0 })), ok], 'leading wait', 'baz', 1],
    ['it was released', seen(record(''), 5_000), [got(record('')), ok], 'leading wait', 'baz', 1],
    ['it was seen unchanged for its length', seen(record('bing'), -10_000), [got(record('bing')), ok], 'leading wait', 'baz', 1],
    ['it is held, and was seen a moment ago', seen(record('bing'), -9_999), [got(record('bing'))], 'acquiring wait', 'bing', 0],
    ['it is held, and has just changed', seen(record('bing'), -99_999), [got(record('bang'))], 'acquiring wait', 'bang', 0],
    ['it is our own already, from before we came', initialMemory, [got(record('baz')), ok], 'leading wait', 'baz', 0],
    ['it was made by another meanwhile', initialMemory, [missing, refused], 'acquiring wait', '', 0],
    ['another was faster', seen(record('bing'), -10_000), [got(record('bing')), refused], 'acquiring wait', 'bing', 0],
    ['the server is away', initialMemory, [refused], 'acquiring wait', '', 0],
  ])('when %s', (_what, memory, events, end, holder, transitions) => {
    const { state } = play(acquire(memory, at(0)), 0, events);
    expect(doing(state)).toBe(end);
    expect(state.observedRecord.holderIdentity).toBe(holder);
    expect(state.observedRecord.leaderTransitions).toBe(transitions);
  });

  test('the record says who, for how many seconds, and since when to the microsecond', () => {
    const { state } = play(acquire(initialMemory, at(0.25)), 0.25, [missing], { leaseDurationMs: 9_500 });
    expect(writing(state)).toEqual({
      holderIdentity: 'baz',
      leaseDurationSeconds: 10,
      acquireTime: '2026-01-02T15:04:05.000250Z',
      renewTime: '2026-01-02T15:04:05.000250Z',
      leaderTransitions: 0,
    });
  });

  test('a record counts from when it was seen here, whatever times it states', () => {
    const stale = record('bing', { renewTime: '1999-01-01T00:00:00.000000Z' });
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(stale)]);
    expect(doing(state)).toBe('acquiring wait');
    const still = step(step(state, woken, at(9_999)).state, got(stale), at(9_999));
    expect(doing(still.state)).toBe('acquiring wait');
    const over = step(step(still.state, woken, at(10_000)).state, got(stale), at(10_000));
    expect(doing(over.state)).toBe('acquiring update');
  });

  test('each renewal of the holder makes its lease count anew', () => {
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(record('bing', { renewTime: 'a' }))]);
    const renewed = step(step(state, woken, at(9_000)).state, got(record('bing', { renewTime: 'b' })), at(9_000));
    const later = step(step(renewed.state, woken, at(18_999)).state, got(record('bing', { renewTime: 'b' })), at(18_999));
    expect(doing(later.state)).toBe('acquiring wait');
  });

  test('a lease lasts as long as its record says, not as we would have it', () => {
    const short = record('bing', { leaseDurationSeconds: 3 });
    const { state } = play(acquire(initialMemory, at(0)), 0, [got(short)]);
    expect(doing(step(step(state, woken, at(3_000)).state, got(short), at(3_000)).state)).toBe('acquiring update');
  });

  test('tries are a period apart, and up to 1.2 of it more', () => {
    expect(waiting(play(acquire(initialMemory, at(0)), 0, [refused], { random: () => 0 }).state)).toBe(2_000);
    expect(waiting(play(acquire(initialMemory, at(0)), 0, [refused], { random: () => 0.5 }).state)).toBe(3_200);
  });

  test('a leader is told of when one is first seen, and when it is another', () => {
    const first = play(acquire(initialMemory, at(0)), 0, [got(record('bing')), woken, got(record('bing', { renewTime: 'b' }))]);
    expect(first.all).toEqual([{ type: 'newLeader', identity: 'bing' }]);
    const second = play(step(first.state, woken, at(1)), 1, [got(record('bang'))]);
    expect(second.all).toEqual([{ type: 'newLeader', identity: 'bang' }]);
  });
});

describe('a leader', () => {
  test('begins to lead once it has the lock, and is told of as the new leader first', () => {
    const { effects, state } = play(acquire(initialMemory, at(0)), 0, [missing, ok]);
    expect(effects).toEqual(['newLeader', 'startLeading']);
    expect(waiting(state)).toBe(2_000);
  });

  test('renews without reading, keeping when it took the lock', () => {
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

  test('reads after a conflict, and writes again when the lock is still its own', () => {
    const before = leading();
    const { path, effects } = play(step(before, woken, at(2_000)), 2_000, [refused, got(record('baz', { renewTime: 'x' })), ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing update', 'leading wait']);
    expect(effects).toEqual(['slowPath']);
  });

  test('makes the lock anew when it was deleted', () => {
    const { path } = play(step(leading(), woken, at(2_000)), 2_000, [refused, missing, ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing create', 'leading wait']);
  });

  test('takes a lock back that was emptied', () => {
    const { path, state } = play(step(leading(), woken, at(2_000)), 2_000, [refused, got(record('')), ok]);
    expect(path).toEqual(['renewing update', 'renewing get', 'renewing update', 'leading wait']);
    expect(state.observedRecord.leaderTransitions).toBe(1);
  });

  test('leads no more as soon as it sees that another does', () => {
    const { path, effects, all } = play(step(leading(), woken, at(2_000)), 2_000, [refused, got(record('bing'))]);
    expect(path).toEqual(['renewing update', 'renewing get', 'stopped']);
    expect(effects).toEqual(['endLeading', 'newLeader']);
    expect(all).toContainEqual({ type: 'endLeading', reason: new Error('the lock was taken by bing') });
  });

  test('tries again each period until the deadline, and then leads no more', () => {
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

  test('gives no call more time than there is until the deadline', () => {
    const { state } = step(leading(), woken, at(2_000));
    expect(state).toMatchObject({ activity: { type: 'update', timeoutMs: 4_000 } });
    const again = step(step(state, refused, at(6_000)).state, refused, at(9_000));
    expect(waiting(again.state)).toBe(0);
    expect(step(again.state, woken, at(9_000)).state).toMatchObject({ activity: { timeoutMs: 1_000 } });
  });

  test('has no later deadline than the end of the lease that others may have seen it begin', () => {
    // The write that made it leader was sent at 0 and answered at 4,000; the others count from 0.
    const asked = step(acquire(initialMemory, at(0)).state, missing, at(0)).state;
    const { state } = step(asked, ok, at(4_000));
    expect(step(state, woken, at(6_000)).state).toMatchObject({ phase: 'renewing', deadline: 10_000 });
    expect(step(state, woken, at(10_000)).state.phase).toBe('stopped');
  });

  test('whose own lease has run out by the record looks before it writes', () => {
    const memory = seen(record('baz', { leaseDurationSeconds: 1 }), 0, 0);
    const state: ElectionState = { ...memory, phase: 'leading', activity: { type: 'wait', delayMs: 2_000 } };
    expect(doing(step(state, woken, at(2_000)).state)).toBe('renewing get');
  });
});

describe('the end', () => {
  const releasing = { releaseOnCancel: true };

  test('comes at once where nothing is held', () => {
    for (const memory of [initialMemory, seen(record('bing'), 0)]) {
      expect(play(acquire(memory, at(0)), 0, [cancelled], releasing)).toMatchObject({
        path: ['acquiring get', 'stopped'],
        effects: [],
      });
    }
  });

  test('leaves the lock to run out, unless it is to be released', () => {
    expect(play(step(leading(), woken, at(2_000)), 2_000, [cancelled])).toMatchObject({
      path: ['renewing update', 'stopped'],
      effects: ['endLeading'],
    });
  });

  test('releases the lock when all is settled: nobody holds it, for a second, and the transitions stay', () => {
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

  test('waits for what the leader does only as long as the lease lasts', () => {
    expect(step(leading(), cancelled, at(4_000, releasing)).state).toMatchObject({
      activity: { type: 'settle', timeoutMs: 6_000 },
    });
    expect(play(step(leading(), cancelled, at(500, releasing)), 10_000, [refused], releasing)).toMatchObject({
      path: ['settling settle', 'stopped'],
      effects: ['endLeading', 'report'],
    });
  });

  test('releases no lock that another has by now', () => {
    const { path } = play(
      step(leading(), cancelled, at(500, releasing)),
      500,
      [{ type: 'settled' }, got(record('bing'))],
      releasing,
    );
    expect(path).toEqual(['settling settle', 'releasing get', 'stopped']);
  });

  test('leaves a lock alone that could not be renewed: another has it by now, or soon will', () => {
    const { path, effects } = play(step(leading(releasing), woken, at(2_000, releasing)), 10_000, [refused], releasing);
    expect(path).toEqual(['renewing update', 'stopped']);
    expect(effects).toEqual(['endLeading', 'report']);
  });

  test('looks whether a write that was under way has made it the leader', () => {
    const { path, effects } = play(acquire(initialMemory, at(0)), 0, [missing, cancelled, got(record('baz')), ok], releasing);
    expect(path).toEqual(['acquiring get', 'acquiring create', 'releasing get', 'releasing update', 'stopped']);
    expect(effects).toEqual([]);
  });

  test.each<[string, ElectionEvent[], number]>([
    ['cannot be read', [{ type: 'settled' }, refused], 1],
    ['is gone', [{ type: 'settled' }, missing], 0],
    ['cannot be written', [{ type: 'settled' }, got(record('baz')), refused], 1],
  ])('comes too when the lock %s', (_what, events, reports) => {
    const { state, effects } = play(step(leading(), cancelled, at(500, releasing)), 500, events, releasing);
    expect(state.phase).toBe('stopped');
    expect(effects.filter((type) => type === 'report')).toHaveLength(reports);
  });
});

describe('a lease that is over when the answer to its write comes', () => {
  test('ends the leadership at once', () => {
    const renewing = step(leading(), woken, at(2_000)).state;
    const { state, effects } = step(renewing, ok, at(12_000));
    expect([state.phase, effects]).toEqual([
      'stopped',
      [{ type: 'endLeading', reason: new Error('the lease ended before the answer to its renewal came') }],
    ]);
    expect(step(renewing, ok, at(11_999)).state.phase).toBe('leading');
  });

  test.each<[string, ElectionEvent[]]>([
    ['created', [missing]],
    ['taken', [got(record(''))]],
  ])('does not begin one, when the lock was %s, and the lock is written again', (_what, events) => {
    const writing = play(acquire(initialMemory, at(0)), 0, events).state;
    const { path, effects, state } = play(step(writing, ok, at(10_000)), 10_000, [ok]);
    expect(path).toEqual(['acquiring update', 'leading wait']);
    expect(effects).toEqual(['newLeader', 'startLeading']);
    expect(state.renewedAt).toBe(10_000);
  });

  test('ends it before the lock is read once more', () => {
    const renewing = step(leading(), woken, at(2_000)).state;
    expect(step(renewing, refused, at(10_000))).toMatchObject({
      state: { phase: 'stopped' },
      effects: [{ type: 'endLeading' }, {}],
    });
  });
});

describe('a lock that is deleted or nulled while its holder may live', () => {
  const known = (): ElectionState => play(acquire(initialMemory, at(0)), 0, [got(record('bing', { renewTime: 'a' }))]).state;
  const nulled = record('', { leaseDurationSeconds: 0 });

  test.each<[string, ElectionEvent]>([
    ['is missing', missing],
    ['has no spec', got(nulled)],
  ])('and %s is marked as vacant, and taken when that was unchanged for the lease duration', (_what, seenEvent) => {
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

  test('and whose holder alone was removed is taken when its lease would have ended', () => {
    const edited = record('', { renewTime: 'a' });
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(edited)]);
    expect(doing(state)).toBe('acquiring wait');
  });

  test('and has no duration any more counts for our own', () => {
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(record('bing', { leaseDurationSeconds: 0 }))]);
    expect(doing(state)).toBe('acquiring wait');
  });

  test('but that was released is taken at once', () => {
    const released = record('', { leaseDurationSeconds: 1, renewTime: 'b' });
    const { state } = play(step(known(), woken, at(4_000)), 4_000, [got(released)]);
    expect(writing(state).holderIdentity).toBe('baz');
  });

  test('is taken at once by a candidate that starts then', () => {
    for (const event of [missing, got(nulled)]) {
      expect(writing(play(acquire(initialMemory, at(0)), 0, [event]).state).holderIdentity).toBe('baz');
    }
  });
});
