import { getEventListeners } from 'node:events';
import { newFakeClock, type FakeClock } from '../util/index.js';
import type { LeaderElectionConfig } from './config.js';
import { newLeaderHealthzAdaptor } from './healthz-adaptor.js';
import { newLeaderElector, type LeaderElector } from './leader-elector.js';
import { isLeadershipLost, LeadershipLostError } from './leadership-fence.js';
import { hang, newLockServer, type LockServer } from './testdata/memory-lock.js';

let clock: FakeClock;
let server: LockServer;
const unhandled = jest.fn();
beforeEach(() => {
  clock = newFakeClock();
  server = newLockServer();
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  await clock.advanceAsync(0);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
});

interface Candidate {
  readonly elector: LeaderElector;
  /** The callbacks of the elector, in order. */
  readonly told: string[];
  readonly ended: Promise<unknown>;
  readonly errors: string[];
  stop(reason?: unknown): void;
  readonly signal: AbortSignal;
}

type Overrides = Partial<Omit<LeaderElectionConfig, 'callbacks'>> & Partial<LeaderElectionConfig['callbacks']>;

/** Runs a candidate. `ended` resolves with the error of `run`, or undefined. */
function run(identity: string, { onStartedLeading, onStoppedLeading, onNewLeader, ...overrides }: Overrides = {}): Candidate {
  const told: string[] = [];
  const errors: string[] = [];
  const controller = new AbortController();
  const ignore = (): void => {};
  const elector = newLeaderElector({
    lock: server.candidate(identity),
    clock,
    random: () => 0,
    logger: { debug: ignore, info: ignore, warn: ignore, error: (message) => errors.push(message) },
    callbacks: {
      onStartedLeading: (signal) => {
        told.push('started');
        signal.addEventListener('abort', () => told.push('ended'));
        return onStartedLeading?.(signal);
      },
      onStoppedLeading: () => {
        told.push('stopped');
        return onStoppedLeading?.();
      },
      onNewLeader: (leader) => {
        told.push(`leader ${leader}`);
        return onNewLeader?.(leader);
      },
    },
    ...overrides,
  });
  const ended = elector.run(controller.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { elector, told, ended, errors, signal: controller.signal, stop: (reason) => controller.abort(reason) };
}

test('the first candidate leads and renews; the second leads after the first did not renew for its lease duration', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  const b = run('b');
  await clock.advanceAsync(60_000);
  expect([a.told, b.told]).toEqual([['leader a', 'started'], ['leader a']]);
  expect([a.elector.isLeader(), b.elector.isLeader(), b.elector.getLeader()]).toEqual([true, false, 'a']);
  a.stop();
  // The signal fires before `stop` returns, so no other code runs in between.
  expect(a.told).toEqual(['leader a', 'started', 'ended']);
  await a.ended;
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
  await clock.advanceAsync(12_999);
  expect(b.elector.isLeader()).toBe(false);
  await clock.advanceAsync(4_001);
  expect(b.told).toEqual(['leader a', 'leader b', 'started']);
  expect(server.record?.leaderTransitions).toBe(1);
  b.stop();
  await b.ended;
  expect(server.events).toEqual(['a became leader', 'a stopped leading', 'b became leader', 'b stopped leading']);
});

test('another candidate takes a released lock at its next try', async () => {
  const a = run('a', { releaseOnCancel: true });
  await clock.advanceAsync(0);
  const b = run('b');
  await clock.advanceAsync(0);
  a.stop();
  await a.ended;
  expect(server.record).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  await clock.advanceAsync(2_000);
  expect(b.told).toEqual(['leader a', 'leader b', 'started']);
  b.stop();
  await b.ended;
});

test('the lock is released only after the work of the leader has ended', async () => {
  let finish = (): void => {};
  const a = run('a', { releaseOnCancel: true, onStartedLeading: () => new Promise<void>((resolve) => (finish = resolve)) });
  await clock.advanceAsync(0);
  a.stop();
  await clock.advanceAsync(5_000);
  expect(a.told).toEqual(['leader a', 'started', 'ended']);
  expect(server.record?.holderIdentity).toBe('a');
  finish();
  await a.ended;
  expect(server.record?.holderIdentity).toBe('');
});

test('work that does not end delays the end of run no longer than the lease', async () => {
  const a = run('a', { releaseOnCancel: true, onStartedLeading: () => new Promise(() => {}) });
  await clock.advanceAsync(0);
  a.stop();
  await clock.advanceAsync(15_000);
  await a.ended;
  expect(server.record?.holderIdentity).toBe('a');
  expect(a.errors).toEqual(['Leader election: could not release the lock']);
});

test.each([
  ['refuses', () => Promise.reject(new Error('refused'))],
  ['hangs', (_call: string, signal: AbortSignal) => hang(signal)],
  ['hangs, and the call ignores its signal', () => new Promise<void>(() => {})],
])('leadership is lost at the deadline and the signal fires when the server %s', async (_what, before) => {
  const a = run('a');
  await clock.advanceAsync(0);
  server.before = before;
  await clock.advanceAsync(11_999);
  expect(a.told).toEqual(['leader a', 'started']);
  await clock.advanceAsync(1);
  expect(await a.ended).toBeUndefined();
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
});

test('a hanging call times out early enough for another try', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  let hung = 0;
  server.before = (_call, signal) => (hung++ === 0 ? hang(signal) : Promise.resolve());
  await clock.advanceAsync(2_000 + 5_000);
  expect(server.calls.slice(2)).toEqual(['a update', 'a get', 'a update']);
  await clock.advanceAsync(60_000);
  expect(a.told).toEqual(['leader a', 'started']);
  a.stop();
  await a.ended;
});

test('a leader stops before the deadline if another candidate has overwritten its record', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  const thief = server.candidate('thief');
  await thief.get(a.signal);
  await thief.update({ holderIdentity: 'thief', leaseDurationSeconds: 15, leaderTransitions: 1 }, a.signal);
  await clock.advanceAsync(2_000);
  await a.ended;
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'leader thief', 'stopped']);
  expect(server.record?.holderIdentity).toBe('thief');
});

test('stopping the elector aborts its call and removes its listener from the signal', async () => {
  server.before = (_call, signal) => hang(signal);
  const a = run('a');
  await clock.advanceAsync(0);
  expect(getEventListeners(a.signal, 'abort')).toHaveLength(1);
  a.stop();
  await a.ended;
  expect(getEventListeners(a.signal, 'abort')).toHaveLength(0);
  expect(a.told).toEqual(['stopped']);
});

test('no request is sent if the signal has fired before run', async () => {
  const signal = AbortSignal.abort();
  const told: string[] = [];
  const elector = newLeaderElector({
    lock: server.candidate('a'),
    clock,
    callbacks: { onStartedLeading: () => told.push('started'), onStoppedLeading: () => told.push('stopped') },
  });
  await elector.run(signal);
  expect([server.calls, told]).toEqual([[], ['stopped']]);
});

test('an answer after the timeout of its call is ignored', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  const late: (() => void)[] = [];
  server.before = () => new Promise((_resolve, reject) => late.push(() => reject(new Error('late'))));
  await clock.advanceAsync(12_000);
  await a.ended;
  for (const answer of late) answer();
  await clock.advanceAsync(0);
  expect(a.told.at(-1)).toBe('stopped');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
])(
  'if onStartedLeading %s, the candidate gives up leadership and run rejects with the error',
  async (_what, onStartedLeading) => {
    const a = run('a', { releaseOnCancel: true, onStartedLeading });
    await clock.advanceAsync(0);
    expect(await a.ended).toEqual(new Error('broken'));
    expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
    expect(server.record?.holderIdentity).toBe('');
  },
);

test('work that rejects with the reason of its signal has not failed, and a later failure is only logged', async () => {
  const untilAborted = (signal: AbortSignal): Promise<void> => hang(signal);
  const a = run('a', { onStartedLeading: untilAborted });
  await clock.advanceAsync(0);
  a.stop(new Error('enough'));
  expect(await a.ended).toBeUndefined();
  await clock.advanceAsync(0);
  expect(a.errors).toEqual([]);
  const b = run('b', {
    onStartedLeading: (signal) =>
      hang(signal).catch(() => {
        throw new Error('cleaning up failed');
      }),
  });
  await clock.advanceAsync(20_000);
  b.stop();
  expect(await b.ended).toBeUndefined();
  await clock.advanceAsync(0);
  expect(b.errors).toEqual(['Leader election: onStartedLeading failed']);
});

test('errors of other callbacks are logged, and the election continues', async () => {
  const a = run('a', {
    onNewLeader: () => Promise.reject(new Error('broken')),
    onStoppedLeading: () => {
      throw new Error('broken');
    },
  });
  await clock.advanceAsync(10_000);
  expect(a.elector.isLeader()).toBe(true);
  a.stop();
  expect(await a.ended).toBeUndefined();
  expect(a.errors).toEqual(['Leader election: onNewLeader failed', 'Leader election: onStoppedLeading failed']);
});

test('run rejects while the elector is running, and can be called again afterwards', async () => {
  const a = run('a');
  await expect(a.elector.run(a.signal)).rejects.toThrow('ns/lock is already running');
  a.stop();
  await a.ended;
  const again = new AbortController();
  const ended = a.elector.run(again.signal);
  await clock.advanceAsync(2_000);
  expect(a.elector.isLeader()).toBe(true);
  again.abort();
  await ended;
});

test('the health check fails after the tolerated time since the lease of this candidate ended', async () => {
  const watchDog = newLeaderHealthzAdaptor(20_000);
  expect(() => watchDog.check()).not.toThrow();
  const a = run('a', { watchDog, name: 'foo' });
  await clock.advanceAsync(0);
  a.stop();
  await a.ended;
  await clock.advanceAsync(35_000);
  expect(() => watchDog.check()).not.toThrow();
  await clock.advanceAsync(1);
  expect(() => watchDog.check()).toThrow(new Error('failed election to renew leadership on lease foo'));
  const b = run('b');
  await clock.advanceAsync(0);
  expect(() => a.elector.check(0)).toThrow();
  expect(() => b.elector.check(0)).not.toThrow();
  b.stop();
  await b.ended;
});

test('the health check passes for candidates that do not lead', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  const b = run('b');
  await clock.advanceAsync(0);
  server.before = () => Promise.reject(new Error('away'));
  await clock.advanceAsync(200_000);
  expect(() => b.elector.check(0)).not.toThrow();
  expect(() => a.elector.check(0)).toThrow();
  b.stop();
  await Promise.all([a.ended, b.ended]);
});

test('metrics report the start and end of leadership, and renewals that needed a read', async () => {
  const metrics: string[] = [];
  const a = run('a', {
    name: 'n',
    metrics: {
      on: (name) => metrics.push(`on ${name}`),
      off: (name) => metrics.push(`off ${name}`),
      slowpathExercised: (name) => metrics.push(`slow ${name}`),
    },
  });
  await clock.advanceAsync(0);
  let failed = false;
  server.before = () => (failed ? Promise.resolve() : ((failed = true), Promise.reject(new Error('once'))));
  await clock.advanceAsync(2_000);
  a.stop();
  await a.ended;
  expect(metrics).toEqual(['off n', 'on n', 'slow n', 'off n']);
});

test.each<[Partial<LeaderElectionConfig>, string]>([
  [{ leaseDurationMs: 10_000 }, 'leaseDurationMs (10000) must be greater than renewDeadlineMs (10000)'],
  [{ renewDeadlineMs: 2_400 }, 'renewDeadlineMs (2400) must be greater than 1.2 times retryPeriodMs (2000)'],
  [{ retryPeriodMs: 0 }, 'retryPeriodMs must be greater than zero, not 0'],
  [{ renewDeadlineMs: -1 }, 'renewDeadlineMs must be greater than zero, not -1'],
  [{ leaseDurationMs: Number.NaN }, 'leaseDurationMs must be greater than zero, not NaN'],
])('a config of %p is refused', (changes, message) => {
  const callbacks = { onStartedLeading: () => {}, onStoppedLeading: () => {} };
  expect(() => newLeaderElector({ lock: server.candidate('a'), callbacks, ...changes })).toThrow(`leader election: ${message}`);
});

test('an identity that is empty is refused', () => {
  const callbacks = { onStartedLeading: () => {}, onStoppedLeading: () => {} };
  expect(() => newLeaderElector({ lock: server.candidate(''), callbacks })).toThrow('the identity of the lock is empty');
});

test('a logger that throws does not stop the election, and the signal fires before run settles', async () => {
  const fail = (): never => {
    throw new Error('broken');
  };
  const a = run('a', { logger: { debug: fail, info: fail, warn: fail, error: fail } });
  await clock.advanceAsync(0);
  server.before = () => Promise.reject(new Error('away'));
  await clock.advanceAsync(12_000);
  expect(await a.ended).toBeUndefined();
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
});

test('a clock that throws ends the leadership', async () => {
  let broken = false;
  const failing = {
    ...clock,
    monotonic: () => {
      if (broken) throw new Error('no time');
      return clock.monotonic();
    },
    schedule: clock.schedule.bind(clock),
  };
  const a = run('a', { clock: failing });
  await clock.advanceAsync(0);
  broken = true;
  await clock.advanceAsync(2_000);
  expect(await a.ended).toEqual(new Error('no time'));
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
});

describe('checkLease', () => {
  const reasonOf = (check: () => void): string => {
    try {
      check();
      return 'passes';
    } catch (error) {
      if (error instanceof LeadershipLostError && isLeadershipLost(new Error('outer', { cause: error }))) return error.reason;
      throw error;
    }
  };

  test('passes while this candidate leads, and otherwise throws the reason', async () => {
    const a = run('a', { releaseOnCancel: true });
    const reason = (): string => reasonOf(() => a.elector.checkLease());
    expect(reason()).toBe('NotLeading');
    await clock.advanceAsync(5_000);
    expect(reason()).toBe('passes');
    a.stop();
    await a.ended;
    expect(reason()).toBe('Released');
  });

  test('throws after the end of the lease even if the election has not taken a step', async () => {
    let ahead = 0;
    const paused = { ...clock, monotonic: () => clock.monotonic() + ahead, schedule: clock.schedule.bind(clock) };
    const a = run('a', { clock: paused });
    await clock.advanceAsync(0);
    ahead = 11_999;
    expect(reasonOf(() => a.elector.checkLease())).toBe('passes');
    ahead = 12_000;
    expect(a.told).toEqual(['leader a', 'started']);
    expect(() => a.elector.checkLease()).toThrow(
      'the lease of ns/lock ended 0 ms ago without a renewal, so another candidate may lead now',
    );
    await clock.advanceAsync(2_000);
    await a.ended;
    expect(() => a.elector.checkLease()).toThrow('has lost ns/lock: the lease ended before it could be renewed');
  });
});
