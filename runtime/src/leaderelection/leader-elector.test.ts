import { getEventListeners } from 'node:events';
import { newFakeClock, type FakeClock } from '../util/index.js';
import type { LeaderElectionConfig } from './config.js';
import { newLeaderHealthzAdaptor } from './healthz-adaptor.js';
import { newLeaderElector, type LeaderElector } from './leader-elector.js';
import { isLeadershipLost, LeadershipLostError } from './leadership-lost-error.js';
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
  /** What the elector told, in order. */
  readonly told: string[];
  readonly ended: Promise<unknown>;
  readonly errors: string[];
  stop(reason?: unknown): void;
  readonly signal: AbortSignal;
}

type Overrides = Partial<Omit<LeaderElectionConfig, 'callbacks'>> & Partial<LeaderElectionConfig['callbacks']>;

/** Runs a candidate. `ended` resolves with what `run` rejected with. */
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

test('the first leads and renews; the second waits, and leads when the first has been silent for the length of its lease', async () => {
  const a = run('a');
  await clock.advanceAsync(0);
  const b = run('b');
  await clock.advanceAsync(60_000);
  expect([a.told, b.told]).toEqual([['leader a', 'started'], ['leader a']]);
  expect([a.elector.isLeader(), b.elector.isLeader(), b.elector.getLeader()]).toEqual([true, false, 'a']);
  a.stop();
  // By the time that the abort returns, so that nothing comes in between.
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

test('a lock that is released is taken at the next try', async () => {
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

test('the lock is released only after what the leader does has ended', async () => {
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

test('what does not end does not hold up the end for longer than the lease', async () => {
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
  ['does not even mind the signal', () => new Promise<void>(() => {})],
])(
  'leadership is lost at the deadline when the server %s, before the lease ends, and the signal fires',
  async (_what, before) => {
    const a = run('a');
    await clock.advanceAsync(0);
    server.before = before;
    await clock.advanceAsync(11_999);
    expect(a.told).toEqual(['leader a', 'started']);
    await clock.advanceAsync(1);
    expect(await a.ended).toBeUndefined();
    expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
  },
);

test('a hanging call is given up in time for another try', async () => {
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

test('a leader whose record another has overwritten stops before the deadline', async () => {
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

test('a call is given up when the elector is stopped, and its signal carries no listener of ours any more', async () => {
  server.before = (_call, signal) => hang(signal);
  const a = run('a');
  await clock.advanceAsync(0);
  expect(getEventListeners(a.signal, 'abort')).toHaveLength(1);
  a.stop();
  await a.ended;
  expect(getEventListeners(a.signal, 'abort')).toHaveLength(0);
  expect(a.told).toEqual(['stopped']);
});

test('nothing is asked for when the signal has fired before', async () => {
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

test('an answer that comes after its time changes nothing', async () => {
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
])('leadership is given up when what the leader does %s, and run rejects with that', async (_what, onStartedLeading) => {
  const a = run('a', { releaseOnCancel: true, onStartedLeading });
  await clock.advanceAsync(0);
  expect(await a.ended).toEqual(new Error('broken'));
  expect(a.told).toEqual(['leader a', 'started', 'ended', 'stopped']);
  expect(server.record?.holderIdentity).toBe('');
});

test('what ends with the reason of its signal has not failed, and what fails after it is told to the log alone', async () => {
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

test('other callbacks that throw or reject are told to the log, and the election goes on', async () => {
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

test('it runs once at a time, and can run again', async () => {
  const a = run('a');
  await expect(a.elector.run(a.signal)).rejects.toThrow('ns/lock is running already');
  a.stop();
  await a.ended;
  const again = new AbortController();
  const ended = a.elector.run(again.signal);
  await clock.advanceAsync(2_000);
  expect(a.elector.isLeader()).toBe(true);
  again.abort();
  await ended;
});

test('the check fails when the lease of this candidate ended longer ago than is tolerated', async () => {
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

test('the check is of no concern to those who do not lead', async () => {
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

test('metrics tell who leads, and that a lock had to be read', async () => {
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

test('a logger that throws changes nothing, and the signal fires before run settles', async () => {
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

test('a clock that throws leaves no leader behind', async () => {
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

describe('the check of the lease', () => {
  const reasonOf = (check: () => void): string => {
    try {
      check();
      return 'passes';
    } catch (error) {
      if (error instanceof LeadershipLostError && isLeadershipLost(new Error('outer', { cause: error }))) return error.reason;
      throw error;
    }
  };

  test('passes while this candidate leads, and says why it does not', async () => {
    const a = run('a', { releaseOnCancel: true });
    const reason = (): string => reasonOf(() => a.elector.checkLease());
    expect(reason()).toBe('NotLeading');
    await clock.advanceAsync(5_000);
    expect(reason()).toBe('passes');
    a.stop();
    await a.ended;
    expect(reason()).toBe('Released');
  });

  test('fails once the lease is over, though the election has not gone on yet', async () => {
    let ahead = 0;
    const paused = { ...clock, monotonic: () => clock.monotonic() + ahead, schedule: clock.schedule.bind(clock) };
    const a = run('a', { clock: paused });
    await clock.advanceAsync(0);
    ahead = 11_999;
    expect(reasonOf(() => a.elector.checkLease())).toBe('passes');
    ahead = 12_000;
    expect(a.told).toEqual(['leader a', 'started']);
    expect(() => a.elector.checkLease()).toThrow(
      'the lease of ns/lock ended 0 ms ago and was not renewed, so another may lead by now',
    );
    await clock.advanceAsync(2_000);
    await a.ended;
    expect(() => a.elector.checkLease()).toThrow('has lost ns/lock: the lease ended before it could be renewed');
  });
});
